import type { CommitSha, Instant, RepoName } from '../../core/names.ts';
import type { Audience } from '../../core/promotion/snapshot.ts';

/** An issue or a pull request with what people and Sluice said there last. */
export interface Thread {
  repo: RepoName;
  /** GitHub's node id. */
  id: string;
  number: number;
  isPullRequest: boolean;
  state: 'open' | 'merged' | 'closed';
  author: string;
  /** Whether this App opened it: a person may have the App's login. */
  byUs: boolean;
  body: string;
  /** Whether this App wrote the body and nobody else has edited it since. */
  bodyByUs: boolean;
  audience: Audience;
  /** Of a pull request: its branch, and the commit at its tip. */
  headBranch?: string;
  head?: CommitSha;
  /** The committer's date of that commit, which whoever makes a commit may set; undefined when the branch is gone or has just moved. */
  headAt?: Instant;
  /** The newest hundred, oldest first. */
  comments: ThreadComment[];
  /** Keys of the markers in this App's comments among them. */
  answered: string[];
}

/** The issue in which a pipeline shows what people hold. */
export interface ControlIssue extends Thread {
  /** Numbers of further open ones that this App made for the same pipeline: there should be none. */
  others: number[];
}

export interface ThreadComment {
  /** GitHub's node id. */
  id: string;
  /** The number that people see in its address. It outgrew 32 bits, so it is a text. */
  databaseId: string;
  author: string;
  byHuman: boolean;
  /** Whether it no longer says what it said first. */
  edited: boolean;
  body: string;
  at: Instant;
}
