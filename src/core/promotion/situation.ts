import type { Content } from './content/content.ts';
import type { Facts } from './facts.ts';
import type { Plan, Reason } from './plan-model.ts';
import type { Question } from './questions.ts';
import type { Stance } from './release/stance.ts';
import type { Snapshot } from './snapshot.ts';

/** What is decided on, once the moves are known. */
export interface Situation {
  facts: Facts;
  here: Snapshot;
  stance: Stance;
  /** What the pull request is to hold; undefined when nothing moves. */
  content: Content | undefined;
  /** Why the components that do not move stay. */
  stays: Reason[];
}

/** A plan, or what has to be asked before there can be one. */
export type Decided = Plan | { ask: Question[] };

/** Why a step is planned. */
export function doing(code: string, says: string): Reason {
  return { standing: 'doing', about: 'lane', code, says };
}

/** A plan to do nothing until a person acts. */
export function blocked(code: string, says: string, next: string): Plan {
  return { steps: [], reasons: [{ standing: 'blocked', about: 'lane', code, says, next }] };
}

/** A read that failed is tried again soon; nothing is decided from it. */
export const LOOK_AGAIN_AFTER_FAILURE_MS = 60_000;

/** Whether a reason says that something could not be read, rather than how it is. */
export const isUnsure = ({ standing, code }: Pick<Reason, 'standing' | 'code'>): boolean =>
  standing === 'waiting' && code.endsWith('-unknown');

/** The earlier of two instants to look again at. */
export function withWake(plan: Plan, wake: number | undefined): Plan {
  if (wake === undefined) return plan;
  return { ...plan, wake: Math.min(wake, plan.wake ?? wake) };
}
