/** What lies between two references of a component. `sluice/changelog` in the package. */
import { isKnown, known } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { CommitSha, RepoName } from '../names.ts';
import { assembleChangelog, gatherReferences } from './assemble.ts';
import { attribute } from './attribution/attribute.ts';
import type { Changelog } from './changelog-model.ts';
import type { History } from './history.ts';

export { commitSha, repoName } from '../names.ts';
export type { CommitSha, Instant, RepoName } from '../names.ts';
export type { Answer } from '../answer.ts';
export type { Changelog, ChangelogCommit, ChangelogIssue, ChangelogPullRequest } from './changelog-model.ts';
export type { Classification, History, IssueFact, PullRequestFact, Range, RangeCommit } from './history.ts';

export interface ChangelogRequest {
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
  /** Only changes under these paths, for a component that is part of a repository. */
  paths?: string[];
}

/**
 * The pull requests, issues, direct commits and reverts between two commits of a repository. The same history gives the same
 * changelog, in the same order. What the history cannot tell makes the whole unknown: half a changelog would tell half the issues.
 */
export async function changelog(request: ChangelogRequest, history: History): Promise<Answer<Changelog>> {
  const { repo, from, to, paths } = request;
  const range = await history.range(repo, from, to, paths);
  if (!isKnown(range)) return range;
  const { commits } = range.known;
  const associations = commits.length === 0 ? known(new Map()) : await history.pullRequests(repo, commits);
  if (!isKnown(associations)) return associations;
  const attribution = attribute(repo, commits, associations.known);
  const gathered = gatherReferences(request, range.known, attribution);
  const wanted = gathered.references.map(({ repo, number }) => ({ repo, number }));
  const issues = wanted.length === 0 ? known(new Map()) : await history.issues(wanted);
  return isKnown(issues)
    ? known(assembleChangelog({ request, range: range.known, gathered, issues: issues.known }))
    : issues;
}
