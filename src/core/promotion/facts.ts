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
  private: boolean;
  consent: Consent;
  branch: BranchName;
  tip: CommitSha;
}

export interface Snapshot {
  repo: RepoName;
  /** GitHub's node id. */
  id: string;
  private: boolean;
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
  /** The newest commits of the base that changed the file, newest first, with its text then. */
  history: { commit: CommitSha; author: string; text?: string }[];
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
  mergeable: 'mergeable' | 'conflicting' | 'unknown';
  behind: boolean;
  /** Whether the reviews that GitHub requires are there; undefined when it requires none. */
  reviews?: 'approved' | 'required' | 'changes-requested';
  checks: CheckFact[];
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
export interface Question {
  ask: 'range';
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
}

export const questionKey = (question: Question): string =>
  `${question.ask}:${question.repo}:${question.from}:${question.to}`;

export type Answers = Map<string, Answer<Changelog>>;
