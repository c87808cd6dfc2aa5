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

/**
 * Asks GitHub to send again what failed to arrive, since it never does so by itself: once a sweep for every event that the
 * inbox has not seen.
 */
export async function sweepDeliveries(tools: Tools): Promise<Instant> {
  const { clock, hookDeliveries, log, store } = tools;
  const now = clock.now();
  const listed = await hookDeliveries.listFailed(now - KEPT_MS);
  if (!isKnown(listed)) {
    log.warn({ cause: listed.unknown }, 'deliveries of the App not listed');
    return now + SWEEP_DELIVERIES_EVERY_MS;
  }
  const failed = newestAttempts(listed.known);
  const received = await store.inbox.received(failed.map(({ guid }) => guid));
  for (const { id, guid, event } of failed) {
    if (received.has(guid)) continue;
    const asked = await hookDeliveries.redeliver(id);
    if (!isKnown(asked)) {
      log.warn({ deliveryId: guid, cause: asked.unknown }, 'redelivery not asked for');
      continue;
    }
    await store.ledger.append({ at: now, kind: 'redelivery-asked', facts: { guid, event } });
    log.info({ deliveryId: guid, event }, 'redelivery asked for');
  }
  return now + SWEEP_DELIVERIES_EVERY_MS;
}

/** The newest failed attempt of every event, oldest event first. */
function newestAttempts(deliveries: FailedDelivery[]): FailedDelivery[] {
  const byGuid = Map.groupBy(deliveries, (delivery) => delivery.guid);
  return [...byGuid.values()]
    .filter((attempts) => attempts.length < MOST_ATTEMPTS)
    .map((attempts) => attempts.reduce((newest, attempt) => (attempt.id > newest.id ? attempt : newest)))
    .sort((a, b) => a.id - b.id);
}
