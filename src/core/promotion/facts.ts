import type { Answer } from '../answer.ts';
import type { Artifact } from '../artifacts/artifact.ts';
import type { Controls, Order } from '../controls/controls.ts';
import type { ChangelogStyle } from '../changelog/changelog-style.ts';
import type { EnvironmentState } from '../environments/environment-state.ts';
import type { Wish } from '../force/wish.ts';
import type { Consent } from '../pipeline/joining/joining-file.ts';
import type { Lane } from '../pipeline/lanes.ts';
import type { EnvironmentPolicy, MergePolicy, PinRule } from '../pipeline/pipeline.ts';
import type { PinnedStage } from './status/same-branch.ts';
import type { BranchName, CommitSha, ComponentName, Instant, RepoName, StageName } from '../names.ts';
import type { Answers } from './questions.ts';
import type { Audience, Snapshot } from './snapshot.ts';

/** Everything a plan is made of. The same facts give the same plan, whoever asks: the engine, the CLI, a test. */
export interface Facts {
  now: Instant;
  lane: Lane;
  policy: StagePolicy;
  /** Where people read GitHub: `https://github.com`, or the server's own address. */
  web: string;
  /** Where people read the page: an origin, without a slash at the end. Undefined where there is no page. */
  page?: string;
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
  /** Holds and freezes that people set; unknown while the control issue has not been read. */
  controls: Answer<Controls>;
  /** What people said about the lane's open pull request, oldest first. */
  orders: Order[];
  /** The head of the open pull request that Sluice put into the merge queue last, and has not taken out since. */
  enqueued?: CommitSha;
  /** When the environment was looked at first: what happened before is not asked after. */
  since?: Instant;
  /** Of scheduled lanes: the newest tick that was served, or when the lane was looked at first. */
  served?: Instant;
  /** Of forced lanes: who wants what; the newest counts. */
  wishes: Wish[];
  /** Of forced lanes: the environments before this one that do not run what is carried, as they stood at their last look. */
  passes: { stage: StageName; runs?: string }[];
}

export interface StagePolicy {
  /** Where the policy was read: it goes into the lineage. */
  readAt: { repo: RepoName; commit: CommitSha };
  pins: PinRule[];
  checks: string[] | 'none';
  merge: MergePolicy;
  /** How the pipeline's changelogs are arranged. */
  changelog: ChangelogStyle;
  /** Undefined for docker and manifest stages. */
  environment?: EnvironmentPolicy;
  /** The pipeline's environments over the lane's branch, itself among them, in the order of the file. */
  sameBranch?: PinnedStage[];
}

/** What a component's lane reads, besides its code repository. */
export type UpstreamFact = BuiltBranch | UpstreamStages;

/** What a component copies from: one stage, or several of which all or any have to have proven a reference. */
export interface UpstreamStages {
  of: 'stages';
  how: 'all' | 'any';
  /** In the order of the file. */
  stages: Answer<UpstreamStage>[];
}

/** A branch that images are built from. */
export interface BuiltBranch {
  of: 'builds';
  repo: RepoName;
  audience: Audience;
  consent: Consent;
  branch: BranchName;
  /** The branch's own commits, newest first: what merges brought along from side branches was never its tip. */
  commits: CommitSha[];
}

/** A manifest or environment stage as its branch holds it now. */
export interface UpstreamStage {
  stage: StageName;
  repo: RepoName;
  audience: Audience;
  consent: Consent;
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
