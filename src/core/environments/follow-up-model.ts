import type { LabelRef } from '../issues/issue-state.ts';
import type { CommitSha, ComponentName, Instant, PromotionId, RepoName, StageName } from '../names.ts';
import type { CommentStep, Message, Reason } from '../promotion/plan-model.ts';

/** What one merged promotion still needs, and how it stands. */
export interface FollowUpPlan {
  steps: FollowUpStep[];
  reasons: Reason[];
  /** Undefined: nothing is left to do, unless a signal comes. */
  wake?: Instant;
  state: PromotionOutcome;
  entries: { component: ComponentName; state: EntryOutcome }[];
  /** The signal that decided the state. */
  signal?: { commit: CommitSha; deployment: number; at: Instant; url: string };
  /** Once the steps are done, nothing is left that a later look has to see to. */
  settled: boolean;
}

/** After its merge a promotion is its worst live entry: failed, else merged, else deployed; superseded when none is live. */
export type PromotionOutcome = EntryOutcome;

/** `merged`: no signal yet; `deployed`: proven by a success; `superseded`: replaced before any success. */
export type EntryOutcome = 'merged' | 'deployed' | 'failed' | 'superseded';

export type FollowUpStep = DeployStep | LabelStep | CommentStep | TellStep;

/** Creates a GitHub Deployment of the environment; it has no unique key at GitHub, so that the payload carries one. */
export interface DeployStep {
  do: 'deploy';
  key: string;
  commit: CommitSha;
  environment: StageName;
  /** At most 140 characters. */
  description: string;
  payload: { v: 1; key: string; promotion: PromotionId; components: Record<ComponentName, string> };
}

/** Sets labels of the promotion's pull request; a label that the repository has not is made. */
export interface LabelStep {
  do: 'label';
  key: string;
  pullRequest: { number: number; id: string };
  add: string[];
  remove: string[];
}

/** What one issue is told and how it changes; one that fails stops no other. */
export interface TellStep {
  do: 'tell';
  key: string;
  repo: RepoName;
  issue: { number: number; id: string };
  /** The one status comment: edited where `id` names it. Undefined when it says this already. */
  status?: { id?: string; body: Message };
  /** A new comment besides. */
  announce?: Message;
  add: LabelRef[];
  remove: LabelRef[];
  close: boolean;
}
