import type { Answer } from '../answer.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import type { Consent } from '../pipeline/joining-file.ts';
import type { Lane, MergePolicy, PinRule } from '../pipeline/pipeline.ts';
import type { BranchName, CommitSha, ComponentName, Instant, RepoName } from '../names.ts';
import type { Lineage } from '../text/trailers.ts';

/** Everything a plan is made of. The same facts give the same plan, whoever asks: the engine, the CLI, a test. */
export interface Facts {
  now: Instant;
  lane: Lane;
  policy: StagePolicy;
  /** Where people read GitHub: `https://github.com`, or the server's own address. */
  web: string;
  /** The lane's repository as the look saw it. */
  here: Answer<Snapshot>;
  /** What each component's code repository offers. */
  sources: Map<ComponentName, Answer<Source>>;
  /** Answers to questions that an earlier round asked, by question key. */
  answers: Answers;
}

export interface StagePolicy {
  /** Where the policy was read: it goes into the lineage. */
  readAt: { repo: RepoName; commit: CommitSha };
  pins: PinRule[];
  checks: string[] | 'none';
  merge: MergePolicy;
}

/** The newest reference that a component's code repository offers. */
export interface Source {
  repo: RepoName;
  audience: Audience;
  consent: Consent;
  branch: BranchName;
  tip: CommitSha;
}

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
  requires: { checks: string[]; approvals: number };
  mergeMethods: MergeMethod[];
  files: PinnedFile[];
  /** The Sluice branch, where it exists. */
  branch?: LaneBranchState;
  open?: OpenPullRequest;
  /** The lane's newest pull request that was merged. */
  merged?: number;
  /** The pull request of this lane that was closed last without a merge. */
  declined?: DeclinedPullRequest;
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
  author: string;
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

/** A fact that only some plans need. */
export type Question = RangeQuestion | HistoryQuestion;

/** What lies between two commits of a code repository? */
export interface RangeQuestion {
  ask: 'range';
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
}

/** Who changed a file, further back than the look saw? */
export interface HistoryQuestion {
  ask: 'history';
  repo: RepoName;
  path: string;
  tip: CommitSha;
}

/** Equal questions have equal keys; what a commit's past holds never changes, so neither do the answers. */
export const questionKey = (question: Question): string =>
  question.ask === 'range'
    ? `range:${question.repo}:${question.from}:${question.to}`
    : `history:${question.repo}:${question.tip}:${question.path}`;

/** By question key: a Changelog for a range, a FileHistory for a history. */
export type Answers = Map<string, Answer<Changelog> | Answer<FileHistory>>;

/** The answer to a question, if an earlier round brought one. */
export function answerTo(answers: Answers, question: RangeQuestion): Answer<Changelog> | undefined;
export function answerTo(answers: Answers, question: HistoryQuestion): Answer<FileHistory> | undefined;
export function answerTo(answers: Answers, question: Question): Answer<Changelog> | Answer<FileHistory> | undefined {
  return answers.get(questionKey(question));
}
