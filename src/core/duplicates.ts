import type { EnvironmentState } from './environments/environment-state.ts';
import type { IssueLook } from './issues/issue-state.ts';
import type { RepoName } from './names.ts';
import type { Snapshot } from './promotion/snapshot.ts';

/** An effect of ours that GitHub holds more than once, where one was meant (promise 6). */
export interface Duplicate {
  effect: 'comment' | 'deployment' | 'issue-comment' | 'issue';
  /** Where it is, and the effect's own key. */
  key: string;
}

/** Of a stage as a look saw it: comments of its open pull request and deployments of its environment. */
export function duplicatesIn({ repo, open, environment }: Snapshot): Duplicate[] {
  return [
    ...(open === undefined ? [] : doubledComments({ repo, number: open.number, said: open.said })),
    ...(environment === undefined ? [] : doubledDeployments(repo, environment)),
  ];
}

/** Comments of ours on one pull request whose markers bear the same key. */
export const doubledComments = (of: { repo: RepoName; number: number; said: string[] }): Duplicate[] =>
  doubled(of.said).map((key) => ({ effect: 'comment', key: `${of.repo}#${of.number} ${key}` }));

/** Deployments that Sluice made for the same thing. */
export const doubledDeployments = (repo: RepoName, { deployments }: EnvironmentState): Duplicate[] =>
  doubled(deployments.flatMap(({ key }) => key ?? [])).map((key) => ({ effect: 'deployment', key: `${repo} ${key}` }));

/** Comments of ours on one issue that say the same thing. */
export function doubledOnIssue(issue: IssueLook): Duplicate[] {
  if (issue.absent !== undefined) return [];
  const said = doubled(issue.said.map(({ kind, key }) => `${kind} ${key}`));
  return said.map((key) => ({ effect: 'issue-comment', key: `${issue.repo}#${issue.number} ${key}` }));
}

/** Control issues of one pipeline beside the one that counts. */
export const doubledControls = ({ repo, others }: { repo: RepoName; others: number[] }): Duplicate[] =>
  others.map((number) => ({ effect: 'issue', key: `${repo}#${number} control` }));

const doubled = (keys: string[]): string[] => [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
