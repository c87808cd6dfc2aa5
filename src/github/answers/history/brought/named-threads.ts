import { claimsOf } from '../../../../core/changelog/attribution/subjects.ts';
import type { IssueAddress, PullRequestFact, RangeCommit } from '../../../../core/changelog/history.ts';
import { issueReferences } from '../../../../core/changelog/references/issue-references.ts';
import type { RepoName } from '../../../../core/names.ts';

/** The threads that a commit's message names, apart from the pull requests that it says it landed by. */
export function namedThreads({ repo, host }: { repo: RepoName; host: string }, commit: RangeCommit): IssueAddress[] {
  const landed = new Set(claimsOf(commit).flatMap(({ number, earlier }) => [number, ...earlier]));
  return issueReferences(commit.message, repo, host)
    .filter((reference) => reference.repo.toLowerCase() !== repo.toLowerCase() || !landed.has(reference.number))
    .map(({ repo: home, number }) => ({ repo: home, number }));
}

/** The threads that a pull request's own words name. */
export const threadsOf = (host: string, { repo, title, body }: PullRequestFact): IssueAddress[] =>
  issueReferences(`${title}\n\n${body}`, repo, host).map(({ repo: home, number }) => ({ repo: home, number }));
