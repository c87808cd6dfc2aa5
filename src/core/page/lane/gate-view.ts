import type { Stage } from '../../pipeline/pipeline.ts';
import type { Reason } from '../../promotion/plan-model.ts';
import type { Standing } from '../../promotion/standing.ts';
import type { PageFacts, PagePipeline } from '../page-facts.ts';
import type { Moment } from '../words/moment.ts';
import { readable } from '../words/readable.ts';

/** `github`: what its own rules for the branch ask; `verify`: what keeps others from copying, and no merge here. */
export type GateName =
  'schedule' | 'soak' | 'freeze' | 'hold' | 'checks' | 'approvals' | 'window' | 'merge' | 'github' | 'verify';

/** One gate of a stage: as the last look judged it, and where the clock or people alone decide, as it is now. */
export interface GateView {
  gate: GateName;
  /** `not-asked`: nothing is there that it could judge. */
  state: 'open' | 'closed' | 'not-asked';
  /** The state in words. */
  says: string;
  /** What it asks. */
  asks: string;
  /** Of a closed one: `waiting`, it opens by itself or others are at it; `blocked`, somebody has to act. */
  standing?: 'waiting' | 'blocked';
  /** The one component that it is closed for; undefined: all of the lane. */
  about?: string;
  /** Why it is closed, or why it is open all the same. */
  because?: string;
  /** What a person can do about it. */
  next?: string;
  /** When it opens by itself. */
  opens?: Moment;
}

/** What the gates of one lane are made of. */
export interface GateFacts {
  facts: PageFacts;
  page: PagePipeline;
  stage: Stage;
  standing: Standing | undefined;
  /** Whether the last look judged the lane's pull request. */
  judged: boolean;
}

export const OPEN = { state: 'open', says: 'open' } as const;
export const WAITING = { state: 'closed', says: 'closed', standing: 'waiting' } as const;
export const BLOCKED = { state: 'closed', says: 'closed', standing: 'blocked' } as const;
export const NOT_ASKED = { state: 'not-asked', says: 'not asked yet' } as const;

/** A reason of the plan as a closed gate shows it. */
export const closedFor = ({ standing, says, next }: Reason): Omit<GateView, 'gate' | 'asks'> => ({
  ...(standing === 'blocked' ? BLOCKED : WAITING),
  because: readable(says),
  ...(next === undefined ? {} : { next: readable(next) }),
});
