import type { Answer } from '../../core/answer.ts';
import type { EnvironmentState } from '../../core/environments/environment-state.ts';
import type { LabelledPullRequest } from '../../core/force/labelled.ts';
import type { IssueLook, IssueAddress } from '../../core/issues/issue-state.ts';
import type { BranchName, ComponentName, CommitSha, LaneId, RepoName, StageName } from '../../core/names.ts';
import type { Lane } from '../../core/pipeline/lanes.ts';
import type { PinRule } from '../../core/pipeline/pipeline.ts';
import type { Consent } from '../../core/pipeline/joining/joining-file.ts';
import type {
  Answers,
  DeploymentsQuestion,
  HistoryQuestion,
  RangeQuestion,
  SignalsQuestion,
  TextQuestion,
} from '../../core/promotion/questions.ts';
import type { Source, UpstreamFact } from '../../core/promotion/facts.ts';
import type { Audience, GatesStatus, Snapshot } from '../../core/promotion/snapshot.ts';
import type { ControlIssue, Thread } from './threads.ts';

/** What a look has to see of one lane. */
export interface LookRequest {
  lane: Lane;
  pins: PinRule[];
}

/** What the look saw, all of it read in one go. */
export interface Seen {
  here: Answer<Snapshot>;
  sources: Map<ComponentName, Answer<Source>>;
  upstream: Map<ComponentName, Answer<UpstreamFact>>;
  /** The pipeline file's blob on the default branch now: a different one than the stored means that policy has changed. */
  policyBlob: Answer<string | undefined>;
}

/** What a sweep asks for in one read: lanes, at most 25, and what lies beside them. */
export interface SurveyRequest {
  lanes: LookRequest[];
  /** Repositories whose pull requests with one of the labels are wanted, open or not: the newest 20 a label. */
  labelled: { repos: RepoName[]; labels: string[] };
  /** Pipelines whose control issue is wanted, by their own repository. */
  controls: RepoName[];
  /** Repositories of pipelines whose open pull requests with another pipeline file are wanted: of the 20 that changed last. */
  proposals: RepoName[];
  /** Other repositories whose open pull requests with a new or another pipeline file are wanted: of the 5 that changed last. */
  elsewhere: RepoName[];
}

/** An open pull request whose head has another pipeline file than the default branch, without a review of ours. */
export interface OpenProposal {
  number: number;
  head: CommitSha;
}

/** What it saw; nothing that could not be read spoils anything else. */
export interface Survey {
  lanes: Map<LaneId, Seen>;
  labelled: Map<RepoName, Answer<number[]>>;
  controls: Map<RepoName, Answer<ControlIssue | undefined>>;
  proposals: Map<RepoName, Answer<OpenProposal[]>>;
}

/** A promotion after its merge, or before it. */
export interface PromotionState {
  repo: RepoName;
  /** GitHub's node id of the repository. */
  repositoryId: string;
  number: number;
  /** GitHub's node id of the pull request. */
  id: string;
  title: string;
  labels: string[];
  /** Keys of the comments that this App has left on it. */
  said: string[];
  audience: Audience;
  head: CommitSha;
  /** The branch it goes, or went, into, and the repository's default branch. */
  base: string;
  defaultBranch: string;
  headBranch: string;
  state: 'open' | 'merged' | 'closed';
  merged?: { commit: CommitSha; by: string; at: number };
  /** The message of Sluice's newest verified commit on the pull request: its lineage. Undefined when there is none. */
  message?: string;
  /** What the Sluice branch holds now; undefined when it is gone. */
  branch?: { tip: CommitSha };
  /** The environment that was asked for. */
  environment?: EnvironmentState;
}

/** A pull request that may change the pipeline file. */
export interface PolicyProposal {
  repo: RepoName;
  number: number;
  /** GitHub's node id. */
  id: string;
  open: boolean;
  /** Whether it goes into the default branch: no other branch's file counts. */
  intoDefault: boolean;
  head: CommitSha;
  /** Whether it changes `.github/sluice.yml`; true while GitHub lists its files in part. */
  changesFile: boolean;
  /** The file as its head has it. */
  text?: string;
  /** Sluice's one comment on it. */
  comment?: { id: string; key: string };
  /** The status `sluice/pipeline` on its head. */
  status?: GatesStatus;
}

/** A commit that something was built from. */
export interface BuiltCommit {
  commit: CommitSha;
  /** Whether the branch that counts contains it. */
  onBranch: boolean;
  /** The file that was asked for, as the commit has it. */
  text?: string;
}

/** `file`: the file with the commit pin, for a docker repository. */
export interface BuildPlaceRequest {
  repo: RepoName;
  branch?: BranchName;
  file?: string;
}

/** A pipeline file on a default branch. */
export interface PipelineFile {
  repo: RepoName;
  commit: CommitSha;
  blob: string;
  text: string;
}

/** What repositories answer: the past of a commit never changes, its signals and deployments do. */
export type CommitQuestion = RangeQuestion | HistoryQuestion | TextQuestion | SignalsQuestion | DeploymentsQuestion;

/** Branches of one repository that pull requests came from. */
export interface MergedPlace {
  repo: RepoName;
  heads: readonly BranchName[];
}

/** Every read of GitHub that the operations need. Reads never throw for what GitHub may answer. */
export interface Looks {
  look(requests: LookRequest[]): Promise<Map<LaneId, Seen>>;
  /** A look with its surroundings, in one read for each installation. */
  survey(request: SurveyRequest): Promise<Survey>;
  answer(questions: CommitQuestion[]): Promise<Answers>;
  /** Those that were answered before and never change; GitHub is not asked. */
  recall(questions: CommitQuestion[]): Promise<Answers>;
  promotion(repo: RepoName, number: number, environment?: StageName): Promise<Answer<PromotionState>>;
  /** The issues, keyed `owner/repo#n` as they were asked for; one that is gone or cannot be seen spoils no other. `labels`: names whose ids are wanted. */
  issues(references: IssueAddress[], labels: string[]): Promise<Map<string, Answer<IssueLook>>>;
  proposal(repo: RepoName, number: number): Promise<Answer<PolicyProposal>>;
  /** One commit of a repository that builds images; undefined when the repository has no such commit. */
  builtCommit(place: BuildPlaceRequest, commit: CommitSha): Promise<Answer<BuiltCommit | undefined>>;
  /** The newest commits of the branch that images are built from, newest first, at most `limit`. */
  builtBranch(place: BuildPlaceRequest, limit: number): Promise<Answer<BuiltCommit[]>>;
  /** An issue or a pull request with its newest hundred comments. */
  thread(repo: RepoName, number: number): Promise<Answer<Thread>>;
  /**
   * The control issue of the pipeline that a repository owns; undefined when there is none. Unknown for good where the repository
   * is archived or has its issues switched off.
   */
  control(repo: RepoName): Promise<Answer<ControlIssue | undefined>>;
  /** A pull request with its labels and who put them on; `head`: also what the gates of a stage judge of its last head. */
  wish(address: { repo: RepoName; number: number; head: boolean }): Promise<Answer<LabelledPullRequest>>;
  /** The numbers of the merged pull requests of the branches, oldest first: the newest 30 of each. */
  mergedFrom(place: MergedPlace): Promise<Answer<number[]>>;
  /** Whether a repository has joined a pipeline, or owns one. */
  consent(repo: RepoName): Promise<Answer<Consent>>;
  /** The pipeline file of each; undefined where the default branch has no such file. */
  pipelineFiles(repos: RepoName[]): Promise<Map<RepoName, Answer<PipelineFile | undefined>>>;
  /** Every repository that the App is installed on; `complete` is false when some installation could not be listed. */
  repositories(): Promise<Answer<{ repos: RepoName[]; complete: boolean }>>;
}
