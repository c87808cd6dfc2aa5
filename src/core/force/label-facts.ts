import type { EnvironmentState } from '../environments/environment-state.ts';
import type { FollowUpStep } from '../environments/follow-up-model.ts';
import type { Answer, Unknown } from '../answer.ts';
import type { Controls } from '../controls/controls.ts';
import type { Instant, PromotionId } from '../names.ts';
import type { EnvironmentPolicy, Pipeline, Stage } from '../pipeline/pipeline.ts';
import type { Answers, Question } from '../promotion/questions.ts';
import type { LabelledPullRequest } from './labelled.ts';
import type { Wish } from './wish.ts';

/** Everything that one label of a pull request is judged by, in one pipeline. */
export interface LabelFacts {
  /** When the look began. */
  now: Instant;
  /** Where people read GitHub, without a trailing slash. */
  web: string;
  pipeline: Pipeline;
  stage: Stage & { environment: EnvironmentPolicy };
  pullRequest: LabelledPullRequest;
  said: PromotionId;
  label: PutLabel;
  /** What the ledger has of this label since it was put on. */
  wishes: KnownWish[];
  /** What people hold and freeze in the pipeline. */
  controls: Answer<Controls>;
  answers: Answers;
  /** Undefined: nothing has asked for it yet. */
  environment?: Answer<EnvironmentState>;
}

/** A label, by whom and since when, as the timeline tells. */
export interface PutLabel {
  name: string;
  by: string;
  at: Instant;
  /** The timeline does not say so any more: what was taken of it before goes on, and nothing else is asked for. */
  isRecalled?: true;
}

export interface KnownWish {
  wish: Wish;
  /** Undefined while it goes on. */
  end?: WishEnd;
}

/** `by`: the pull request that brought it. */
export type WishEnd = { how: 'served'; by: PromotionId } | { how: 'ended'; because: string };

/** What has to be known first; `environment`: how its deployments stand. */
export interface LabelAsk {
  ask: Question[];
  environment: boolean;
}

/** What is done about one label now, and why. Wishes are entered first, then the lane is woken, then come the steps. */
export interface LabelPlan {
  /** Stable word for logs and tests: refused, waiting, heard, wished … */
  code: LabelCode;
  wishes: Wish[];
  steps: FollowUpStep[];
  /** Entered in the ledger once. */
  note?: { kind: 'wish-heard' | 'wish-refused' | 'wish-ended' | 'wish-deployed'; facts: Record<string, unknown> };
  /** The environment's lane has something to look at. */
  wakesLane: boolean;
  /** What could not be read, so that it is tried again. */
  unread?: Unknown;
  /** When to look again even if nothing happens. */
  wake?: Instant;
}

export type LabelCode =
  /** A read failed: nobody is let through. */
  | 'unread'
  /** Nobody is known to have put it on. */
  | 'unheard'
  /** Who put it on may not. */
  | 'refused'
  /** Open: it acts at the merge. */
  | 'heard'
  /** Closed without a merge. */
  | 'closed'
  /** The environment's own pull request: the lane reads the label. */
  | 'release'
  /** Nothing of the pull request goes there. */
  | 'nothing'
  /** Its components go ahead by pull requests of their own. */
  | 'wished'
  /** All of that is over. */
  | 'over'
  /** Its merge is not deployed while people hold or freeze the environment, or its head lacks checks or approvals. */
  | 'kept-back'
  /** Its merge is deployed. */
  | 'deployed';

/** A plan in which nothing happens. */
export const IDLE: Omit<LabelPlan, 'code'> = { wishes: [], steps: [], wakesLane: false };

/** What could not be read lets nobody through. */
export const unread = (why: Unknown): LabelPlan => ({ ...IDLE, code: 'unread', unread: why });
