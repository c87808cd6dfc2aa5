import { canWrite, hasRole, repoNamed } from '../repos.ts';
import type { Account, ForgeState, Issue, Pull, Repo } from '../state.ts';

const verb = '(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)';
const name = String.raw`[\w.-]+/[\w.-]+`;
const target = String.raw`(?:(?<full>${name})?#(?<short>\d+)|GH-(?<gh>\d+)|https?://[^/\s]+/(?<linked>${name})/(?:issues|pull)/(?<page>\d+))`;
const keyword = new RegExp(String.raw`(?<![\w/-])${verb}:?\s+${target}(?![\w-])`, 'gi');

/** Takes out what GitHub does not read as prose: code and hidden comments. */
function prose(markdown: string): string {
  return markdown
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(/^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1[`~]*\s*$|(?![\s\S]))/gm, '')
    .replaceAll(/(`+)[\s\S]*?\1/g, '');
}

/** The issues that closing keywords in a text name, in order, each once. */
export function issuesClosedBy(
  state: ForgeState,
  repo: Repo,
  text: string | null,
  { isMarkdown }: { isMarkdown: boolean },
): { repo: Repo; issue: Issue }[] {
  const found = new Map<Issue, Repo>();
  for (const { groups } of (isMarkdown ? prose(text ?? '') : (text ?? '')).matchAll(keyword)) {
    const fullName = groups?.['full'] ?? groups?.['linked'];
    const number = Number(groups?.['short'] ?? groups?.['gh'] ?? groups?.['page']);
    const where = fullName === undefined ? repo : repoNamed(state, fullName);
    const issue = where?.issues.get(number);
    if (where !== undefined && issue?.kind === 'issue') found.set(issue, where);
  }
  return [...found].map(([issue, where]) => ({ repo: where, issue }));
}

/** The issues a pull request will close; keywords count only towards the default branch. */
export function closingIssues(state: ForgeState, repo: Repo, pull: Pull): { repo: Repo; issue: Issue }[] {
  if (pull.base !== repo.defaultBranch) return [];
  return issuesClosedBy(state, repo, pull.body, { isMarkdown: true });
}

/** Whether that account's merge or push closes issues over there: people need a role, the App's bot a grant. */
export function mayClose(state: ForgeState, from: Repo, there: Repo, actor: Account): boolean {
  if (there === from) return true;
  if (actor.type !== 'Bot') return hasRole(there, actor, 'triage');
  return [...state.installations.values()].some((installation) => {
    const { permissions, repositories } = installation;
    const caller = { kind: 'installation' as const, installation, permissions, repositories, account: actor };
    return actor.login === state.app.bot.login && canWrite(there, caller, 'issues');
  });
}
