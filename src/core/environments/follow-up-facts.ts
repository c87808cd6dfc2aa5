import type { Answer } from '../answer.ts';
import type { Artifact } from '../artifacts/artifact.ts';
import type { IssueAddress, IssueLook } from '../issues/issue-state.ts';
import type { SeenRollback } from '../issues/taken-back.ts';
import type { CommitSha, ComponentName, Instant, PromotionId } from '../names.ts';
import type { Lane } from '../pipeline/lanes.ts';
import type { EnvironmentPolicy, Pipeline, Stage } from '../pipeline/pipeline.ts';
import type { Answers } from '../promotion/questions.ts';
import type { Audience } from '../promotion/snapshot.ts';
import type { LineageEntry } from '../text/trailers.ts';
import type { EnvironmentState } from './environment-state.ts';

/** Everything that the follow-up of one merged release is planned from. */
export interface FollowUpFacts {
  now: Instant;
  /** Where people read GitHub, without a trailing slash. */
  web: string;
  lane: Lane;
  stage: Stage & { environment: EnvironmentPolicy };
  pipeline: Pipeline;
  release: MergedRelease;
  environment: EnvironmentState;
  /** Merged releases of the lane as the ledger has them, this one among them or not, in any order. */
  releases: KnownRelease[];
  /** Pins of the environment that were moved back, as the ledger has them, oldest first. */
  rollbacks?: SeenRollback[];
  /** The known builds of the lane's components, those learned last first. */
  artifacts: Artifact[];
  /** Answers to questions that an earlier round asked, by question key. */
  answers: Answers;
  /** The issues that an earlier round asked for, by `issueKey`. */
  issues: Map<string, Answer<IssueLook>>;
  /** What became of those that were told since they were read, by `issueKey`. */
  tells: Map<string, TellOutcome>;
  /** Those that GitHub refused to change for this release, by `issueKey`: since when, and why. */
  refusals: Map<string, { since: Instant; because: string }>;
  /** It was seen to its end before: the issues that it told then. */
  settled?: IssueAddress[];
  /** Since when somebody who may release has asked that everybody be told, however many they are. */
  tellAsked?: Instant;
}

/** `open`: it may have been told, or will be; the next look sees. */
export type TellOutcome = 'told' | 'open' | { refused: string };

/** The pull request that was merged into the environment, as GitHub shows it. */
export interface MergedRelease {
  promotion: PromotionId;
  number: number;
  /** GitHub's node id of the pull request. */
  id: string;
  labels: string[];
  /** Keys of the comments that this App has left on it. */
  said: string[];
  /** Who may read the environment's repository. */
  audience: Audience;
  merged: { commit: CommitSha; at: Instant; by: string };
  entries: LineageEntry[];
}

/** A merged release of the lane, as the ledger remembers it. */
export interface KnownRelease {
  number: number;
  commit: CommitSha;
  at: Instant;
  entries: LineageEntry[];
  /** Whose moves were found to be deployed. */
  deployed: ComponentName[];
}
