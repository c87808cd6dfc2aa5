import type { Issue, Pull, Repo } from '../forge/domain/state.ts';
import type { Forge } from '../forge/forge.ts';

/** Columns of a terminal, and of the labels. */
const WIDTH = 100;
const LABELS = 15;

export interface SummaryFacts {
  /** Calls of the forge before the story began. */
  callsBefore: number;
  /** Milliseconds. */
  mergeToPullRequest: number;
  /** Milliseconds. */
  mergeToTold: number;
}

/** What the story cost: calls by operation, pull requests, issues, and the durations that people feel. */
export function summaryLines(forge: Forge, facts: SummaryFacts): string[] {
  const calls = forge.calls.slice(facts.callsBefore);
  // git's own protocol is in no description of GitHub's API.
  const checked = calls.filter((call) => !call.operationId.startsWith('git:'));
  const own = calls.filter((call) => call.caller === 'installation');
  const isOfBot = ({ author }: Pick<Issue, 'author'>): boolean => author.type === 'Bot';
  const pulls = everything(forge).filter(({ item }) => item.kind === 'pull' && isOfBot(item));
  const told = everything(forge).filter(({ item }) => item.kind === 'issue' && item.comments.some(isOfBot));
  return [
    'Summary',
    ...row('API reads', operations(own.filter((call) => call.read))),
    ...row('API writes', operations(own.filter((call) => !call.read))),
    ...row('as the App', operations(calls.filter((call) => call.caller === 'app'))),
    ...row(
      'pull requests',
      counted(pulls, ({ repo, item }) => `${repo} ${outcomeOf(item)}`),
    ),
    ...row('issues told', [`${told.length}:`, ...told.map(({ repo, item }) => `${repo}#${item.number}`)]),
    ...row('from a merge', [
      `to its pull request ${Math.round(facts.mergeToPullRequest)} ms;`,
      `to its told issues ${(facts.mergeToTold / 1000).toFixed(1)} s, checks and deployer included`,
    ]),
    ...row('held against', [
      "GitHub's description:",
      `${checked.length} calls, ${forge.hooks.log.length} webhooks, ${forge.violations.length} violations`,
    ]),
  ];
}

const everything = ({ state }: Forge): { repo: string; item: Issue | Pull }[] =>
  [...state.repos.values()].flatMap((repo) => [...repo.issues.values()].map((item) => ({ repo: nameOf(repo), item })));

const nameOf = ({ owner, name }: Repo): string => `${owner.login}/${name}`;

const outcomeOf = (item: Issue | Pull): string =>
  item.kind === 'pull' && item.merged !== undefined ? 'merged' : item.state;

const operations = (calls: { operationId: string }[]): string[] =>
  counted(calls, ({ operationId }) => operationId.replace(/^(?:graphql:|apps\/)/, ''));

/** How many there are, and how many of each name, the most first. */
function counted<T>(all: T[], nameOf: (one: T) => string): string[] {
  const groups = [...Map.groupBy(all, nameOf)].toSorted(([, a], [, b]) => b.length - a.length);
  const parts = groups.map(([name, some], index) => `${some.length} × ${name}${index < groups.length - 1 ? ',' : ''}`);
  return [`${all.length}:`, ...parts];
}

/** A label and its parts, in as many lines as they need. */
function row(label: string, parts: string[]): string[] {
  const lines = [`  ${label.padEnd(LABELS)}`];
  for (const part of parts) {
    const line = `${lines.at(-1)} ${part}`;
    if (line.length <= WIDTH) lines[lines.length - 1] = line;
    else lines.push(`  ${''.padEnd(LABELS)} ${part}`);
  }
  return lines;
}
