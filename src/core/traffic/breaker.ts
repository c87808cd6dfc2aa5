/** Keeps a host that does not answer from being asked by everybody: after a few failures in a row, one call finds out. */
import type { Instant } from '../names.ts';

const SECOND = 1000;
/** Failed calls in a row that open it; a single bad one says nothing about the host. */
export const FAILURES = 5;
const FIRST_REST = 5 * SECOND;
const LONGEST_REST = 60 * SECOND;
/** After so long a probe that never ended stands in nobody's way. */
const PROBE_LASTS = 60 * SECOND;

/** What is remembered of one host. */
export interface BreakerMemory {
  /** Failed calls since the last that was answered. */
  failures: number;
  /** How often in a row it opened. */
  openings: number;
  openedAt?: Instant;
  /** When the call that finds out was let through. */
  probedAt?: Instant;
}

/** A host of which nothing bad is known. */
export const CLOSED: BreakerMemory = { failures: 0, openings: 0 };

/** `half-open`: its rest is over, and one call may find out; `until` is when an open one is. */
export type BreakerState = { state: 'closed' } | { state: 'open'; until: Instant } | { state: 'half-open' };

/** How long (ms) it stays open the nth time in a row. */
export const restOf = (openings: number): number => Math.min(FIRST_REST * 2 ** (openings - 1), LONGEST_REST);

/** Where it stands. A clock that was put back keeps nobody out for longer than a rest. */
export function breakerAt({ openedAt, openings }: BreakerMemory, now: Instant): BreakerState {
  if (openedAt === undefined) return { state: 'closed' };
  const until = openedAt + restOf(openings);
  return isWithin(now, openedAt, until) ? { state: 'open', until } : { state: 'half-open' };
}

/** Whether another call finds out already. */
export const isProbing = ({ probedAt }: BreakerMemory, now: Instant): boolean =>
  probedAt !== undefined && isWithin(now, probedAt, probedAt + PROBE_LASTS);

/** One call of a half-open breaker begins. */
export const probed = (memory: BreakerMemory, now: Instant): BreakerMemory => ({ ...memory, probedAt: now });

/** The call that was to find out did not (it was not sent, or asked too much): another one may. */
export const unprobed = ({ failures, openings, openedAt }: BreakerMemory): BreakerMemory => ({
  failures,
  openings,
  ...(openedAt === undefined ? {} : { openedAt }),
});

/** A call was answered, by whatever status but a server error: the host is there. */
export const answered = (): BreakerMemory => CLOSED;

/** A call failed. What fails while it is open began before, and tells nothing new. */
export function failed(memory: BreakerMemory, now: Instant): BreakerMemory {
  const { state } = breakerAt(memory, now);
  const failures = memory.failures + 1;
  if (state === 'open' || (state === 'closed' && failures < FAILURES)) return { ...memory, failures };
  return { failures, openings: memory.openings + 1, openedAt: now };
}

const isWithin = (now: Instant, from: Instant, until: Instant): boolean => from <= now && now < until;
