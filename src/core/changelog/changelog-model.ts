import type { CommitSha, RepoName } from '../names.ts';
import type { Classification } from './history.ts';

/** What lies between two references of a component; `sluice/changelog` prints it as JSON, the pull request as text. */
export interface Changelog {
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
  classification: Classification;
  /** Every commit that `to` has and `from` has not, newest first. */
  commits: CommitSha[];
  /** Newest first, each once. */
  pullRequests: ChangelogPullRequest[];
  /** Every issue a change names, each once: `closing` when a closing keyword or GitHub's own link names it. */
  issues: ChangelogIssue[];
  /** Commits that no pull request brought, newest first. */
  directCommits: ChangelogCommit[];
  /** What the move takes away (rollback, diverged), newest first. */
  removed: ChangelogCommit[];
  /** Pull requests whose revert is in the same range, and commits that revert something older. */
  reverted: ChangelogCommit[];
}

export interface ChangelogPullRequest {
  number: number;
  title: string;
  author: string;
  /** `owner/repo#n` of the issues it names. */
  issues: string[];
}

export interface ChangelogIssue {
  /** `owner/repo#n`. */
  ref: string;
  /** `closing`: a closing keyword or link; `told`: Ref(s), Part of, Relates to; `mentioned`: a bare mention. */
  how: 'closing' | 'told' | 'mentioned';
  closing: boolean;
  title?: string;
}

export interface ChangelogCommit {
  commit: CommitSha;
  subject: string;
  author: string;
}
