import type { CommitSha, Instant, RepoName } from '../names.ts';
import type { Classification } from './history.ts';

/** What lies between two references of a component; `sluice/changelog` prints it as JSON, the pull request as text. */
export interface Changelog {
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
  classification: Classification;
  /**
   * Every commit that `to` has and `from` has not, children before parents, newest first. Where paths were asked for, those that
   * touch them, and the merges of their pull requests.
   */
  commits: CommitSha[];
  /** Newest first, each once. */
  pullRequests: ChangelogPullRequest[];
  /** Every issue a change names, each once, ordered by name. */
  issues: ChangelogIssue[];
  /** Keys of other trackers (`PAY-12`) that changes name, each once, ordered; only those of projects that were asked for. */
  trackerKeys: string[];
  /** Commits that no pull request brought, newest first. */
  directCommits: DirectCommit[];
  /** What the move takes away (rollback, diverged), newest first; one line for each pull request. */
  removed: ChangelogCommit[];
  /** What the range itself took back again, and commits of the range that revert something older, newest first. */
  reverted: RevertedChange[];
  /** What could not be known, in one sentence each: where only git was asked, what GitHub would have said. */
  unknown: string[];
}

/** What a change names. */
export interface ChangeReferences {
  /** `owner/repo#n` of the issues it names, those of its origins among them. */
  issues: string[];
  /** Those of `issues` that it closes, whatever other changes say of them. */
  closes: string[];
  /** Those of `issues` that it only refers to (`Refs`); the rest it mentions. */
  tells: string[];
  /** Keys of other trackers that it names. */
  trackerKeys: string[];
}

export interface ChangelogPullRequest extends ChangeReferences {
  number: number;
  title: string;
  author: string;
  /** Others that its commits name by `Co-authored-by`, bots left out: logins where they are known, else names. */
  coAuthors: string[];
  /** Pull requests it was picked, backported or bundled from, by number of the same repository, ascending. */
  origins: number[];
  /** As GitHub has them; none where only git was asked. */
  labels: string[];
  /**
   * `sync`: it carries other pull requests of the range from branch to branch and has no change of its own; `dependencies`: a
   * dependency bot's; `re-applied`: it brings back what an earlier one of the range, or before it, had reverted; `revert`: all it
   * does is take back something older, and it stands among `reverted` too.
   */
  kind?: 'sync' | 'dependencies' | 're-applied' | 'revert';
  mergedAt?: Instant;
}

export interface ChangelogIssue {
  /** `owner/repo#n`. */
  ref: string;
  /**
   * The strongest of what all changes say: `closing`: a closing keyword or link; `told`: Ref(s), Part of, Relates to; `mentioned`: a
   * bare mention.
   */
  how: 'closing' | 'told' | 'mentioned';
  closing: boolean;
  title?: string;
  /** It is of another repository, and not everybody who may read the component's may read it. */
  private?: true;
}

export interface ChangelogCommit {
  commit: CommitSha;
  subject: string;
  author: string;
  /** The pull request that brought it, where that is known. */
  number?: number;
}

/** A commit of the range that no pull request brought. */
export interface DirectCommit extends ChangelogCommit, ChangeReferences {}

export interface RevertedChange extends ChangelogCommit {
  /** Pull requests whose change is taken back, by number of the same repository, ascending. */
  reverts: number[];
  /** The pull request of the range that took it back, where what came and went was taken back by one. */
  by?: number;
  /** `undone`: it came and went within the range; `older`: it takes back what was there before. */
  what: 'undone' | 'older';
}
