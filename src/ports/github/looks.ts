import type { Answer } from '../../core/answer.ts';
import type { ComponentName, CommitSha, LaneId, RepoName } from '../../core/names.ts';
import type { Lane, PinRule } from '../../core/pipeline/pipeline.ts';
import type { Answers, Question, Snapshot, Source } from '../../core/promotion/facts.ts';

/** What a look has to see of one lane. */
export interface LookRequest {
  lane: Lane;
  pins: PinRule[];
}

/** What the look saw, all of it read in one go. */
export interface Seen {
  here: Answer<Snapshot>;
  sources: Map<ComponentName, Answer<Source>>;
  /** The pipeline file's blob on the default branch now: a different one than the stored means that policy has changed. */
  policyBlob: Answer<string | undefined>;
}

/** A promotion after its merge, or before it. */
export interface PromotionState {
  repo: RepoName;
  /** GitHub's node id of the repository. */
  repositoryId: string;
  number: number;
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
}

/** A pipeline file on a default branch. */
export interface PipelineFile {
  repo: RepoName;
  commit: CommitSha;
  blob: string;
  text: string;
}

/** Every read of GitHub that the operations need. Reads never throw for what GitHub may answer. */
export interface Looks {
  look(requests: LookRequest[]): Promise<Map<LaneId, Seen>>;
  answer(questions: Question[]): Promise<Answers>;
  promotion(repo: RepoName, number: number): Promise<Answer<PromotionState>>;
  /** The pipeline file of each; undefined where the default branch has no such file. */
  pipelineFiles(repos: RepoName[]): Promise<Map<RepoName, Answer<PipelineFile | undefined>>>;
  /** Every repository that the App is installed on; `complete` is false when some installation could not be listed. */
  repositories(): Promise<Answer<{ repos: RepoName[]; complete: boolean }>>;
}
