import type { EnvironmentState } from '../environments/environment-state.ts';
import type { BranchName, CommitSha, Instant, RepoName } from '../names.ts';
import type { Consent } from '../pipeline/joining/joining-file.ts';
import type { Lineage } from '../text/trailers.ts';

/** Who may read a repository: everybody, the whole enterprise, or those it is shared with. */
export type Audience = 'public' | 'internal' | 'private';

export interface Snapshot {
  repo: RepoName;
  /** GitHub's node id. */
  id: string;
  audience: Audience;
  archived: boolean;
  consent: Consent;
  /** `tree`: the id of the tip's tree, which a rewritten branch starts from. */
  base: { name: BranchName; tip: CommitSha; tree: string };
  /** What GitHub itself asks of a merge into the base. */
  requires: { checks: string[]; approvals: number; mergeQueue: boolean; upToDate: boolean };
  mergeMethods: MergeMethod[];
  /** Whether GitHub may be told to merge by itself once its requirements are met. */
  autoMergeAllowed: boolean;
  files: PinnedFile[];
  /** The Sluice branch, where it exists. */
  branch?: LaneBranchState;
  open?: OpenPullRequest;
  /** The lane's newest pull request that is no longer open. */
  ended?: number;
  /** The same where it was merged. */
  merged?: number;
  /** The pull request of this lane that was closed last without a merge. */
  declined?: DeclinedPullRequest;
  /** Of an environment's repository alone. */
  environment?: EnvironmentState;
  /** Open pull requests of others into the base; looked at for environments alone. */
  others: OtherPullRequest[];
  /** Those that were merged into the base last, whosever they were, newest first; looked at for environments alone. */
  lately: MergedPullRequest[];
}

/** A pull request into a stage's branch that is not the lane's. */
export interface OtherPullRequest {
  number: number;
  head: CommitSha;
  author: string;
  reviews: ReviewFact[];
  /** Logins of whoever wrote its commits and whoever put them there, as far as GitHub knows their accounts. */
  committers: string[];
  /** Whether somebody else may have made some of it: a commit names no account, or more than a hundred are on it. */
  unknownCommitters: boolean;
  /** Whether it changes a file with pins; true while GitHub lists its files in part, or one by its new name alone. */
  touchesPins: boolean;
  /** What it changes; undefined while GitHub lists its files in part, or one by its new name alone. */
  files?: string[];
  checks: CheckFact[];
  checksComplete: boolean;
  /** What Sluice last said about it. */
  gates?: GatesStatus;
  /** The commit that a merge queue made of it and those before it, and what Sluice said on that. */
  queued?: { head: CommitSha; gates?: GatesStatus };
}

/** A pull request that was merged into a stage's branch. */
export interface MergedPullRequest {
  number: number;
  /** GitHub's node id. */
  id: string;
  head: CommitSha;
  commit: CommitSha;
  at: Instant;
  by: string;
  /** Merged by Sluice itself. */
  byUs: boolean;
  touchesPins: boolean;
  /** What stood on its head, and since when. */
  gates?: GatesStatus & { at: Instant };
  /** Keys of the comments that this App has left. */
  said: string[];
}

/** The last review of somebody that says yes or no, or said so before it was dismissed. */
export interface ReviewFact {
  by: string;
  /** A bot's review is nobody's approval. */
  byHuman: boolean;
  state: 'approved' | 'changes-requested' | 'dismissed';
  /** The head that was reviewed; undefined when it is gone. */
  commit?: CommitSha;
  at: Instant;
  /** Whether the reviewer may write to the repository now. */
  mayWrite: boolean;
}

/** The commit status `sluice/gates` as it stands on a head. */
export interface GatesStatus {
  state: 'success' | 'pending' | 'failure' | 'error';
  description: string;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** A file with pins, on the base and on the Sluice branch. A text is undefined where the branch has no such file. */
export interface PinnedFile {
  path: string;
  base?: string;
  head?: string;
  /** Why a text that exists cannot be edited: binary, too large, not an ordinary file. */
  unreadable?: string;
  /** The newest changes of the file on the base. */
  history: FileHistory;
}

/** Changes of one file, newest first. */
export interface FileHistory {
  changes: FileChange[];
  /** Whether older changes were left out. */
  hasOlder: boolean;
}

/** One commit that changed a file: the text it left, and the text its first parent had. */
export interface FileChange {
  commit: CommitSha;
  at: Instant;
  author: string;
  text?: string;
  before?: string;
}

export interface LaneBranchState {
  tip: CommitSha;
  /** What the branch has and the base has not, newest first. */
  commits: BranchCommit[];
  /** The lineage that Sluice's newest verified commit on it carries. */
  lineage?: Lineage;
}

export interface BranchCommit {
  commit: CommitSha;
  at: Instant;
  /** Whom the commit names, which whoever makes it may choose: a login, or a bare name where GitHub knows no account. */
  author: string;
  /** The login of whoever put it there; undefined where GitHub knows no account. */
  committer?: string;
  /** Whether GitHub knows the accounts of both; it knows none of a bot's, this App's among them. */
  isKnownAuthor: boolean;
  /** Made by this App and signed by GitHub; anything else is a person's (or another tool's) work. */
  byUs: boolean;
  /** A merge of the base into the branch, made by GitHub's own button. */
  mergesBase: boolean;
}

export interface OpenPullRequest {
  number: number;
  /** GitHub's node id. */
  id: string;
  head: CommitSha;
  base: BranchName;
  draft: boolean;
  title: string;
  /** Key of the content its body describes; undefined when the marker is gone. */
  bodyKey?: string;
  /** Whether GitHub has caught up: the pull request, its checks and its branch speak of the same commit. */
  inStep: boolean;
  mergeable: 'mergeable' | 'conflicting' | 'unknown';
  /** The base has moved on, and GitHub wants the branch to follow before it merges. */
  behind: boolean;
  /** GitHub holds the merge back, for whatever reason. */
  blocked: boolean;
  /** Whether the reviews that GitHub requires are there; undefined when it requires none. */
  reviews?: 'approved' | 'required' | 'changes-requested';
  checks: CheckFact[];
  /** False when GitHub has more checks on the head than it listed. */
  checksComplete: boolean;
  changedFiles: number;
  /** Keys of the comments that this App has left. */
  said: string[];
  /** What Sluice last said on the head. */
  gates?: GatesStatus;
  /** The newest review of each person. */
  reviewers: ReviewFact[];
  /** Teams that were ever asked for a review, `@organisation/team`. */
  asked: string[];
  /** Who put which label on it last, and when; labels that are gone are left out. */
  labels: LabelFact[];
  /** Comments of people that begin with `/sluice` and have no answer yet, oldest first. */
  commands: string[];
  /** The tick that its content was chosen at, from the marker of its body. */
  tick?: Instant;
  /** Whether GitHub merges it by itself once its requirements are met. */
  autoMerge: boolean;
  /** Its place in the merge queue. */
  queued?: { id: string; head?: CommitSha; gates?: GatesStatus };
}

export interface LabelFact {
  name: string;
  /** Undefined when the timeline does not reach back to it, or the label was changed since: it may have had another name. */
  by?: string;
  at?: Instant;
}

/** A check run or a commit status on the head, the newest of its name. */
export interface CheckFact {
  name: string;
  state: 'success' | 'failure' | 'pending';
  /** GitHub's own word: success, failure, skipped, neutral, in_progress … */
  word: string;
}

export interface DeclinedPullRequest {
  number: number;
  by: string;
  /** What it would have moved, read from Sluice's commit on it. */
  lineage?: Lineage;
}
