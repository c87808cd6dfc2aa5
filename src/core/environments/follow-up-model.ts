import type { LabelRef } from '../issues/issue-state.ts';
import type { CommitSha, ComponentName, Instant, PromotionId, RepoName, StageName } from '../names.ts';
import type { CommentStep, LabelStep, Message, Reason } from '../promotion/plan-model.ts';

/** What one merged promotion still needs, and how it stands. */
export interface FollowUpPlan {
  steps: FollowUpStep[];
  reasons: Reason[];
  /** Undefined: nothing is left to do, unless a signal comes. */
  wake?: Instant;
  state: PromotionOutcome;
  entries: EntryEnd[];
  /** The signal that decided the state. */
  signal?: Signal;
  /** Components whose own signal says something else than `signal`, so that others need not wait for the whole release. */
  apart: { component: ComponentName; state: 'deployed' | 'failed'; signal: Signal }[];
  /** Deployed, for as long as the environment's `verify` asks for. */
  verified: boolean;
  /** Once the steps are done, nothing is left that a later look has to see to. */
  settled: boolean;
}

/** How one component's move stands. */
export interface EntryEnd {
  component: ComponentName;
  state: EntryOutcome;
  /** Of a superseded one: its own deployment had failed. */
  failed?: true;
  /** Of a superseded one: the number of the release that replaced it; a person's commit has none. */
  replacedBy?: number;
}

/** How a deployment ended. */
export interface Signal {
  commit: CommitSha;
  /** GitHub's number of the deployment. */
  deployment: number;
  at: Instant;
  /** Where people see how it went. */
  url: string;
}

/** After its merge a promotion is its worst live entry: failed, else merged, else deployed; superseded when none is live. */
export type PromotionOutcome = EntryOutcome;

/** `merged`: no signal yet; `deployed`: proven by a success; `superseded`: replaced before any success. */
export type EntryOutcome = 'merged' | 'deployed' | 'failed' | 'superseded';

export type FollowUpStep = DeployStep | ReportStep | LabelStep | CommentStep | TellStep;

/** Creates a GitHub Deployment of the environment; it has no unique key at GitHub, so that the payload carries one. */
export interface DeployStep {
  do: 'deploy';
  key: string;
  commit: CommitSha;
  environment: StageName;
  /** Undefined: GitHub's own, `deploy`. */
  task?: string;
  /** At most 140 characters. */
  description: string;
  payload: {
    v: 1;
    key: string;
    promotion: PromotionId;
    /** The one component that it is about; undefined: everything that the commit holds. */
    of?: ComponentName;
    components: Record<ComponentName, string>;
  };
}

/** Writes how a deployment of Sluice's own went, as a status of it. */
export interface ReportStep {
  do: 'report';
  key: string;
  /** GitHub's number of the deployment. */
  deployment: number;
  state: 'success' | 'failure';
  /** At most 140 characters. */
  description: string;
  /** Where people see how it went. */
  url?: string;
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
