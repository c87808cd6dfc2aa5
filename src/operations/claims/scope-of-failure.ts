import type { Instant } from '../../core/names.ts';
import { accountOf, kindOf } from '../../core/attention-key.ts';
import { backoff } from '../../core/backoff.ts';
import type { Traffic } from '../../ports/github/traffic.ts';
import type { Claim } from '../../ports/store/attention.ts';
import { StepRests } from '../lanes/apply.ts';
import { UNREAD_AGAIN_MS } from '../tools.ts';

/**
 * What a piece of work failed by, and so what rests. What fails in one item (a step, a comment, an issue) the operation notes and goes
 * on; what a repository lacks rests until a webhook or the sweep tells of it; neither comes here.
 */
export type Scope =
  /** This key alone: it is tried again ever later, and parked after five tries in a row; one that only rests counts none. */
  | 'lane'
  /** GitHub bears nothing more of the account, or does not know it: no try is counted. */
  | 'installation'
  /** GitHub does not answer, or the store does not: no try is counted. */
  | 'global';

/** How a claim ends. */
export type End =
  /** Well: gone, or due again at `wake`. */
  | { do: 'release'; wake?: Instant }
  /** Through nobody's fault. */
  | { do: 'defer'; until: Instant; scope: Scope }
  /** Badly. */
  | { do: 'postpone'; until: Instant; cause: string };

/** What everything else is found by. */
const NEVER_PARKED = new Set(['sweep', 'pipelines', 'permissions']);

/** A store that does not answer is asked again after so long. */
const STORE_AGAIN_MS = 5_000;

/** A rest that is over at once would be a loop. */
const SHORTEST_REST_MS = 1_000;

/** Whether a key's work is ever given up until somebody wants it. */
export const mayBeParked = (key: string): boolean => !NEVER_PARKED.has(kindOf(key));

/** The store throws errors of this name when nobody could have been answered; any other is about what it was asked. */
export function isStoreUnavailable(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) if (one.name === 'StoreUnavailable') return true;
  return false;
}

interface Circumstances {
  claim: Pick<Claim, 'key' | 'tries'>;
  traffic: Pick<Traffic, 'bears' | 'breakers'>;
  now: Instant;
}

/** How a claim ends whose work came to its end: well, also where GitHub rests; then it is due again no sooner than that is over. */
export function endOfWork(wake: Instant | undefined, { claim, traffic, now }: Circumstances): End {
  if (wake === undefined) return { do: 'release' };
  const rest = restOf(traffic, accountOf(claim.key), now);
  return { do: 'release', wake: Math.max(wake, rest?.until ?? wake) };
}

/** How a claim ends whose work threw. */
export function endOfFailure(error: unknown, { claim, traffic, now }: Circumstances): End {
  if (isStoreUnavailable(error)) return { do: 'defer', until: now + STORE_AGAIN_MS, scope: 'global' };
  const rest = restOf(traffic, accountOf(claim.key), now);
  if (rest !== undefined) return { do: 'defer', ...rest };
  if (error instanceof StepRests) return { do: 'defer', until: atLeast(now, error.until), scope: 'lane' };
  if (!mayBeParked(claim.key)) return { do: 'release', wake: now + UNREAD_AGAIN_MS };
  return { do: 'postpone', until: now + backoff(claim.tries), cause: messageOf(error) };
}

/** Until when GitHub rests, for all or for one account. */
function restOf(
  traffic: Pick<Traffic, 'bears' | 'breakers'>,
  account: string,
  now: Instant,
): { until: Instant; scope: Exclude<Scope, 'lane'> } | undefined {
  const open = traffic.breakers(now).find(({ state }) => state === 'open');
  if (open !== undefined) return { until: atLeast(now, open.until), scope: 'global' };
  const bears = traffic.bears(account, { production: true }, now);
  return bears === 'yes' ? undefined : { until: atLeast(now, bears.until), scope: 'installation' };
}

/** Instants that have passed would be due at once, again and again. */
export const atLeast = (now: Instant, until: Instant | undefined): Instant =>
  Math.max(until ?? now, now + SHORTEST_REST_MS);

/** What went wrong, in its own words, without the one character that PostgreSQL takes in no text. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll('\0', '');
