import type { Instant } from '../../core/names.ts';
import type { MissedDelivery } from '../../ports/store/missed.ts';

/** How often the App's list of deliveries is asked for failures. */
export const SWEEP_DELIVERIES_EVERY_MS = 10 * 60_000;

/** After a long outage the rest follows soon; a probe has arrived by then, or is listed as failed. */
export const REST_AFTER_MS = 60_000;

/** GitHub keeps deliveries for three days (docs: redelivering webhooks). */
export const KEPT_MS = 3 * 24 * 3_600_000;

/** A delivery that was heard and failed this often fails for a reason that repeating does not mend. */
const MOST_ATTEMPTS = 5;

/** One that was sent so often is asked for no more than once in this time: whatever is in its way takes long. */
const SELDOM_MS = 3_600_000;

/** Asked for while nobody hears anything, each time after as long a rest as it has lasted, but no longer than this. */
const PROBES = 3;
const LONGEST_REST_MS = 30 * 60_000;

/** What was asked for in one go is tried within this time, a second apart: if one of it was heard, somebody is there. */
const ONE_GO_MS = 2 * 60_000;

/** Events that carry a fact of their own: what the others say, looking at the lanes says as well. */
const REPORTS: ReadonlySet<string> = new Set(['repository_dispatch', 'registry_package']);

/** What the sweep finds out before it asks. */
interface Situation {
  now: Instant;
  /** When the newest delivery arrived, by itself or since it was asked for. */
  receivedAt: Instant | undefined;
  /** How many may be asked for. */
  most: number;
}

/** What is asked for now, and how long the sweep rests after it. */
interface Round {
  ask: MissedDelivery[];
  rest: number;
}

/**
 * Of what did not arrive, what may succeed: reports, then the rest, oldest first. While all that was asked for failed unheard, a
 * few are asked for as a probe, those first that were tried least: what stands between GitHub and Sluice takes none of the others.
 */
export function toRedeliver(missing: MissedDelivery[], { now, receivedAt, most }: Situation): Round {
  const worth = missing.filter((one) => isWorthAsking(one, now)).sort(byWeight);
  const probeAt = nextProbe(missing, receivedAt);
  if (probeAt === undefined || worth.length === 0)
    return { ask: worth.slice(0, most), rest: worth.length > most ? REST_AFTER_MS : SWEEP_DELIVERIES_EVERY_MS };
  if (now < probeAt) return { ask: [], rest: Math.min(probeAt - now, SWEEP_DELIVERIES_EVERY_MS) };
  const leastTried = worth.toSorted((a, b) => a.attempts - b.attempts);
  return { ask: leastTried.slice(0, Math.min(PROBES, most)), rest: REST_AFTER_MS };
}

/** What was never heard is given up by age alone, when GitHub forgets its first attempt: a redelivery is an attempt of its own. */
function isWorthAsking({ attempts, heard, firstAt, lastAt }: MissedDelivery, now: Instant): boolean {
  if (heard >= MOST_ATTEMPTS || firstAt <= now - KEPT_MS) return false;
  return attempts < MOST_ATTEMPTS || lastAt <= now - SELDOM_MS;
}

const byWeight = (a: MissedDelivery, b: MissedDelivery): number =>
  Number(REPORTS.has(b.event)) - Number(REPORTS.has(a.event)) || a.firstAt - b.firstAt || a.attempt - b.attempt;

/** When a probe is due; undefined while redeliveries are heard, or none was asked for. */
function nextProbe(missing: MissedDelivery[], receivedAt: Instant | undefined): Instant | undefined {
  const unheard = missing.filter(({ attempts, lastAt, heardAt }) => attempts > 1 && heardAt !== lastAt);
  const failedAt = latest(unheard.map(({ lastAt }) => lastAt));
  if (failedAt === undefined) return undefined;
  const heardAt = latest([receivedAt, ...missing.map((one) => one.heardAt)]);
  if (heardAt !== undefined && heardAt > failedAt - ONE_GO_MS) return undefined;
  const since = heardAt ?? -(latest(missing.map(({ firstAt }) => -firstAt)) ?? 0);
  return failedAt + Math.min(Math.max(failedAt - since, SWEEP_DELIVERIES_EVERY_MS), LONGEST_REST_MS);
}

/** Not by spreading them into a call: ten thousand and more may be missing. */
const latest = (instants: (Instant | undefined)[]): Instant | undefined =>
  instants.reduce((last, one) => (one !== undefined && (last === undefined || one > last) ? one : last), undefined);
