import type { Instant } from '../../core/names.ts';
import type { FailedDelivery } from '../../ports/github/hook-deliveries.ts';

/** A delivery that was heard and failed this often fails for a reason that repeating does not mend. */
const MOST_ATTEMPTS = 5;

/** One that was sent so often is asked for no more than once in this time: whatever is in its way takes long. */
const SELDOM_MS = 3_600_000;

/**
 * Statuses that say nothing of the delivery: nobody answered in time, a proxy found nobody, or whoever is there has too much to
 * do. 503 is what Sluice itself answers while its inbox is full or its store is away.
 */
const UNHEARD: ReadonlySet<number> = new Set([0, 429, 502, 503, 504]);

/** Events that carry a fact of their own: what the others say, looking at the lanes says as well. */
const REPORTS: ReadonlySet<string> = new Set(['repository_dispatch', 'registry_package']);

/** The attempt to repeat for each event that failed and may succeed: reports, then the rest, oldest first. */
export function toRedeliver(failed: FailedDelivery[], now: Instant): FailedDelivery[] {
  const byGuid = Map.groupBy(failed, (delivery) => delivery.guid);
  return [...byGuid.values()]
    .filter((attempts) => isWorthAsking(attempts, now))
    .map(newestOf)
    .sort((a, b) => Number(REPORTS.has(b.event)) - Number(REPORTS.has(a.event)) || a.id - b.id);
}

/**
 * GitHub lists an attempt for three days, and a redelivery is an attempt of its own: so what was never heard is given up when its
 * first attempt is listed no more, or it would be asked for for ever.
 */
function isWorthAsking(attempts: FailedDelivery[], now: Instant): boolean {
  const isYoung = attempts.some(({ isRedelivery }) => !isRedelivery);
  const counted = isYoung ? attempts.filter(({ statusCode }) => !UNHEARD.has(statusCode)) : attempts;
  if (counted.length >= MOST_ATTEMPTS) return false;
  return attempts.length < MOST_ATTEMPTS || newestOf(attempts).deliveredAt <= now - SELDOM_MS;
}

const newestOf = (attempts: FailedDelivery[]): FailedDelivery =>
  attempts.reduce((newest, attempt) => (attempt.id > newest.id ? attempt : newest));
