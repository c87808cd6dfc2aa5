import type { Answer } from '../answer.ts';
import type { Artifact } from '../artifacts/artifact.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import type { EnvironmentState } from '../environments/environment-state.ts';
import type { Consent } from '../pipeline/joining-file.ts';
import type { Lane } from '../pipeline/lanes.ts';
import type { MergePolicy, PinRule } from '../pipeline/pipeline.ts';
import type { BranchName, CommitSha, ComponentName, Digest, Instant, RepoName, StageName } from '../names.ts';
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
  /** What lies right before the lane, of each component that does not read its code repository. */
  upstream: Map<ComponentName, Answer<UpstreamFact>>;
  /** The known builds of the lane's components, those learned last first. */
  artifacts: Artifact[];
  /** Answers to questions that an earlier round asked, by question key. */
  answers: Answers;
}

export interface StagePolicy {
  /** Where the policy was read: it goes into the lineage. */
  readAt: { repo: RepoName; commit: CommitSha };
  pins: PinRule[];
  checks: string[] | 'none';
  merge: MergePolicy;
  /** Of environments: milliseconds after which a deployment that nobody speaks of is a block. */
  deployedWithin?: number;
  /** What the file asks for and this release does not carry out: nothing moves until it does. */
  notCarried: string[];
}

/** What a component's lane reads, besides its code repository. */
export type UpstreamFact = BuiltBranch | UpstreamStage;

/** A branch that images are built from. */
export interface BuiltBranch {
  of: 'builds';
  repo: RepoName;
  branch: BranchName;
  /** Newest first; at least the newest fifty, or all there are. */
  commits: CommitSha[];
}

/** A manifest or environment stage as its branch holds it now. */
export interface UpstreamStage {
  of: 'stage';
  stage: StageName;
  repo: RepoName;
  branch: BranchName;
  tip: CommitSha;
  /** Undefined where the branch has no such file. */
  files: Map<string, string | undefined>;
  /** Undefined for manifest stages. */
  environment?: EnvironmentState;
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
  /** Of an environment's repository alone. */
  environment?: EnvironmentState;
  /** Open pull requests of others into the base; looked at for environments alone. */
  others: OtherPullRequest[];
}

/** A pull request into a stage's branch that is not the lane's. */
export interface OtherPullRequest {
  number: number;
  head: CommitSha;
  /** Whether it changes a file with pins; true while GitHub lists its files in part. */
  touchesPins: boolean;
  checks: CheckFact[];
  checksComplete: boolean;
  /** What Sluice last said about it. */
  gates?: GatesStatus;
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
  /** What Sluice last said on the head. */
  gates?: GatesStatus;
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
export type Question = RangeQuestion | HistoryQuestion | TextQuestion | ArtifactQuestion;

/** What lies between two commits of a code repository? */
export interface RangeQuestion {
  ask: 'range';
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
  /** Only changes of these paths, for a component that is part of a repository. */
  paths?: string[];
}

/** Who changed a file, further back than the look saw? */
export interface HistoryQuestion {
  ask: 'history';
  repo: RepoName;
  path: string;
  tip: CommitSha;
}

/** What do files hold at a commit? */
export interface TextQuestion {
  ask: 'text';
  repo: RepoName;
  commit: CommitSha;
  paths: string[];
}

/** Which build is an image that Sluice was never told of? */
export interface ArtifactQuestion {
  ask: 'artifact';
  /** The pipeline's repository. */
  repo: RepoName;
  component: ComponentName;
  digest: Digest;
}

/** By path; a file that the commit has not is left out. */
export type FileTexts = Record<string, string>;

/** The kinds of answers, by the question's `ask`. An artifact that no registry can name is undefined. */
export interface AnswerOf {
  range: Changelog;
  history: FileHistory;
  text: FileTexts;
  artifact: Artifact | undefined;
}

/** Equal questions have equal keys; what a commit's past holds never changes, so neither do the answers. */
export function questionKey(question: Question): string {
  switch (question.ask) {
    case 'range':
      return `range:${question.repo}:${question.from}:${question.to}${(question.paths ?? []).map((path) => `:${path}`).join('')}`;
    case 'history':
      return `history:${question.repo}:${question.tip}:${question.path}`;
    case 'text':
      return `text:${question.repo}:${question.commit}:${question.paths.join(':')}`;
    case 'artifact':
      return `artifact:${question.repo}:${question.component}:${question.digest}`;
  }
}

/** By question key. */
export type Answers = Map<string, Answer<AnswerOf[keyof AnswerOf]>>;

/** The answer to a question, if an earlier round brought one. */
export function answerTo<Asked extends Question>(
  answers: Answers,
  question: Asked,
): Answer<AnswerOf[Asked['ask']]> | undefined {
  return answers.get(questionKey(question)) as Answer<AnswerOf[Asked['ask']]> | undefined;
}
