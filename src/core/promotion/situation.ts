import type { Content } from './content/content.ts';
import type { Facts, Snapshot } from './facts.ts';
import type { Plan, Reason } from './plan-model.ts';

/** What is decided on, once the moves are known. */
export interface Situation {
  facts: Facts;
  here: Snapshot;
  /** What the pull request is to hold; undefined when nothing moves. */
  content: Content | undefined;
  /** Why the components that do not move stay. */
  stays: Reason[];
}

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
