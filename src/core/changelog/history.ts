import type { Answer } from '../answer.ts';
import type { CommitSha, Instant, RepoName } from '../names.ts';

/**
 * How two references of a component lie to each other: `forward` new contains old; `rollback` old contains new;
 * `diverged` neither; `unknown-old` / `unknown-new` the repository has no such commit.
 */
export type Classification = 'identical' | 'forward' | 'rollback' | 'diverged' | 'unknown-old' | 'unknown-new';

export interface RangeCommit {
  commit: CommitSha;
  parents: CommitSha[];
  /** The whole message: subject, blank line, body. */
  message: string;
  /** GitHub login where the commit's e-mail belongs to an account, else the author's name. */
  author: string;
  at: Instant;
}

export interface Range {
  classification: Classification;
  /** What `to` has and `from` has not, over all parents, newest first. */
  commits: RangeCommit[];
  /** What `from` has and `to` has not, newest first: what a rollback or a diverged move takes away. */
  removed: RangeCommit[];
}

export interface PullRequestFact {
  repo: RepoName;
  number: number;
  title: string;
  body: string;
  author: string;
  /** The commit that its merge, squash or last rebased commit made on the base branch. */
  mergeCommit?: CommitSha;
  /** Closing references as GitHub links them. */
  closes: IssueFact[];
}

export interface IssueFact {
  repo: RepoName;
  number: number;
  title: string;
  private: boolean;
}

/** Where a changelog's facts come from: GitHub's API, or a git mirror. */
export interface History {
  range(repo: RepoName, from: CommitSha, to: CommitSha, paths?: string[]): Promise<Answer<Range>>;
  /** The merged pull requests of that repository that brought each commit. */
  pullRequests(repo: RepoName, commits: RangeCommit[]): Promise<Answer<Map<CommitSha, PullRequestFact[]>>>;
  /** Titles of issues that texts refer to; those it cannot see are left out. Keyed `owner/repo#n`. */
  issues(references: { repo: RepoName; number: number }[]): Promise<Answer<Map<string, IssueFact>>>;
}
