import type { Answer } from '../answer.ts';
import type { CommitSha, Instant, RepoName } from '../names.ts';

/**
 * How two references of a component lie to each other: `forward` new contains old; `rollback` old contains new; `diverged`
 * neither, and they have a common past; `unrelated` they have none; `unknown-old` / `unknown-new` the repository has no such commit.
 */
export type Classification =
  'identical' | 'forward' | 'rollback' | 'diverged' | 'unrelated' | 'unknown-old' | 'unknown-new';

export interface RangeCommit {
  commit: CommitSha;
  parents: CommitSha[];
  /** The whole message: subject, blank line, body. */
  message: string;
  /** GitHub login where it is known (from the account, or a noreply address), else the author's name. */
  author: string;
  /** When it was committed. */
  at: Instant;
  /** When it was written. A cherry-pick and a rebase keep it. */
  authoredAt?: Instant;
  /** Whether it changed something below the paths that were asked for; absent where the whole repository was. */
  touches?: boolean;
}

export interface Range {
  classification: Classification;
  /** What `to` has and `from` has not, over all parents, in any order. Those that touch no path that was asked for are among them. */
  commits: RangeCommit[];
  /** What `from` has and `to` has not: what a rollback or a diverged move takes away. */
  removed: RangeCommit[];
  /**
   * Commits outside the range that its messages name (`namedCommits`), and what they were copied from, as far as the history
   * has them at hand. Nothing depends on them but the names of what was reverted or picked.
   */
  elsewhere?: RangeCommit[];
}

export interface PullRequestFact {
  repo: RepoName;
  number: number;
  title: string;
  body: string;
  /** Login; a bot's ends in `[bot]`. */
  author: string;
  /** The commit that its merge, squash or last rebased commit made on the base branch. */
  mergeCommit?: CommitSha;
  mergedAt?: Instant;
  /** Name of the branch it came from, without the owner. */
  head?: string;
  labels?: string[];
  /** Closing references as GitHub links them. */
  closes: IssueFact[];
}

export interface IssueFact {
  /** Where it is now: a transferred issue has moved. */
  repo: RepoName;
  number: number;
  title: string;
  private: boolean;
  /** The number is a pull request's, which waits for no release. */
  isPullRequest?: true;
}

export interface IssueAddress {
  repo: RepoName;
  number: number;
}

/** Where a changelog's facts come from: GitHub's API, a git mirror, or the two together. */
export interface History {
  /**
   * How two commits lie to each other and what lies between them. `paths`: globs; the folders before their first wild card
   * are what is looked at (`range/path-roots.ts`).
   */
  range(repo: RepoName, from: CommitSha, to: CommitSha, paths?: string[]): Promise<Answer<Range>>;
  /**
   * The merged pull requests of that repository that brought each commit, as GitHub associates them. A commit that has none may
   * be left out; so is every commit where only git is asked.
   */
  pullRequests(repo: RepoName, commits: RangeCommit[]): Promise<Answer<Associations>>;
  /**
   * What the addresses name, keyed `owner/repo#n` in lower case as they were asked for. `absent`: GitHub says there is no such
   * thread. What is in neither was not looked up.
   */
  issues(addresses: IssueAddress[]): Promise<Answer<KnownThreads>>;
  /** What such a history can never know, in one sentence each; a changelog repeats them. */
  readonly limits?: readonly string[];
  /** Where people read issues, in whose addresses they are named: `github.com` by default; a GHES has its own. */
  readonly host?: string;
}

/** `gaps`: what was left out of this answer, in one sentence each; a changelog repeats them. */
export interface Associations {
  brought: Map<CommitSha, PullRequestFact[]>;
  gaps?: readonly string[];
}

/** `gaps` as in `Associations`. */
export interface KnownThreads {
  found: Map<string, IssueFact>;
  absent: Set<string>;
  gaps?: readonly string[];
}
