import type { Forge } from '../forge/forge.ts';

/** What the story cost: calls by operation, pull requests, and the one duration that people feel. */
export function summaryLines(forge: Forge, facts: { mergeToPullRequest: number; callsBefore: number }): string[] {
  const calls = forge.calls.slice(facts.callsBefore);
  // git's own protocol is in no description of GitHub's API.
  const checked = calls.filter((call) => !call.operationId.startsWith('git:'));
  const own = calls.filter((call) => call.caller === 'installation');
  const apart = calls.filter((call) => call.caller === 'app');
  const pulls = [...forge.state.repos.values()].flatMap((repo) =>
    [...repo.issues.values()].flatMap((issue) =>
      issue.kind === 'pull' && issue.author.type === 'Bot'
        ? [
            `${repo.owner.login}/${repo.name}#${issue.number} ${issue.merged === undefined ? issue.state : 'merged'}: ${issue.title}`,
          ]
        : [],
    ),
  );
  return [
    'Summary',
    `  API reads   ${countByOperation(own.filter((call) => call.read))}`,
    `  API writes  ${countByOperation(own.filter((call) => !call.read))}`,
    `  apart       ${countByOperation(apart)} (as the App itself)`,
    ...pulls.map((pull, index) => `  ${index === 0 ? 'pull requests' : '             '} ${pull}`),
    `  from merge to pull request ${Math.round(facts.mergeToPullRequest)} ms`,
    `  checked against GitHub's description: ${checked.length} calls, ${forge.hooks.log.length} webhooks, ${forge.violations.length} violations`,
  ];
}

function countByOperation(calls: { operationId: string }[]): string {
  const counts = Map.groupBy(calls, (call) => call.operationId.replace(/^graphql:/, ''));
  const parts = [...counts].map(([operation, some]) => `${some.length} × ${operation}`);
  return `${calls.length}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}
