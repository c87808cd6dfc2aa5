import { isKnown } from '../../core/answer.ts';
import type { Instant } from '../../core/names.ts';
import type { FailedDelivery } from '../../ports/github/hook-deliveries.ts';
import type { Tools } from '../tools.ts';

/** How often the App's list of deliveries is asked for failures. */
export const SWEEP_DELIVERIES_EVERY_MS = 10 * 60_000;

/** GitHub keeps deliveries for three days (docs: redelivering webhooks). */
const KEPT_MS = 3 * 24 * 3_600_000;

/** A delivery that fails this often fails for a reason that repeating does not mend. */
const MOST_ATTEMPTS = 5;

/** Asked for in one go, a second apart as GitHub wants it; after a long outage the rest follows soon. */
const MOST_AT_ONCE = 100;
const REST_AFTER_MS = 60_000;

/** Older deliveries are redelivered by nobody, so that nothing has to be known of them. */
const REMEMBERED_MS = 8 * 24 * 3_600_000;

/** Events that carry a fact of their own: what the others say, looking at the lanes says as well. */
const REPORTS = new Set(['repository_dispatch', 'registry_package']);

/**
 * Asks GitHub to send again what failed to arrive, since it never does so by itself: once a sweep for every event that the
 * inbox has not seen, reports first. What GitHub no longer lists, the sweep of the lanes finds.
 */
export async function sweepDeliveries(tools: Tools): Promise<Instant> {
  const { clock, hookDeliveries, log, store } = tools;
  const now = clock.now();
  await store.inbox.forget(now - REMEMBERED_MS);
  const listed = await hookDeliveries.listFailed(now - KEPT_MS);
  if (!isKnown(listed)) {
    log.warn({ cause: listed.unknown }, 'deliveries of the App not listed');
    return now + SWEEP_DELIVERIES_EVERY_MS;
  }
  const failed = newestAttempts(listed.known);
  const received = await store.inbox.received(failed.map(({ guid }) => guid));
  const missing = failed.filter(({ guid }) => !received.has(guid));
  for (const delivery of missing.slice(0, MOST_AT_ONCE)) {
    const later = await askFor(tools, delivery);
    if (later !== undefined) return later;
  }
  return clock.now() + (missing.length > MOST_AT_ONCE ? REST_AFTER_MS : SWEEP_DELIVERIES_EVERY_MS);
}

/** When to go on, where GitHub takes no more for now. One that it refuses stops no other. */
async function askFor({ clock, effects, log, store }: Tools, delivery: FailedDelivery): Promise<Instant | undefined> {
  const { id, guid, event } = delivery;
  const asked = await effects.redeliver(id);
  if (asked.outcome === 'later') return asked.until;
  if (asked.outcome !== 'done') {
    log.warn({ deliveryId: guid, event, outcome: asked }, 'redelivery not asked for');
    return undefined;
  }
  await store.ledger.append({ at: clock.now(), kind: 'redelivery-asked', facts: { guid, event } });
  log.info({ deliveryId: guid, event }, 'redelivery asked for');
  return undefined;
}

/** The newest failed attempt of every event: reports, then the rest, oldest first. */
function newestAttempts(deliveries: FailedDelivery[]): FailedDelivery[] {
  const byGuid = Map.groupBy(deliveries, (delivery) => delivery.guid);
  return [...byGuid.values()]
    .filter((attempts) => attempts.length < MOST_ATTEMPTS)
    .map((attempts) => attempts.reduce((newest, attempt) => (attempt.id > newest.id ? attempt : newest)))
    .sort((a, b) => Number(REPORTS.has(b.event)) - Number(REPORTS.has(a.event)) || a.id - b.id);
}
