import { isKnown } from '../core/answer.ts';
import type { Instant } from '../core/names.ts';
import type { HookDelivery } from '../ports/github/hook-deliveries.ts';
import type { Tools } from './tools.ts';

/** How often the App's list of deliveries is asked for failures. */
export const SWEEP_DELIVERIES_EVERY_MS = 10 * 60_000;

/** GitHub keeps deliveries for three days (docs: redelivering webhooks). */
const KEPT_MS = 3 * 24 * 3_600_000;

/** A delivery that fails this often fails for a reason that repeating does not mend. */
const MOST_ATTEMPTS = 5;

/**
 * Asks GitHub to send again what failed to arrive, since it never does so by itself: once a sweep for every event that has
 * no delivery that succeeded.
 */
export async function sweepDeliveries(tools: Tools): Promise<Instant> {
  const { clock, hookDeliveries, log, store } = tools;
  const now = clock.now();
  const listed = await hookDeliveries.list(now - KEPT_MS);
  if (!isKnown(listed)) {
    log.warn({ cause: listed.unknown }, 'deliveries of the App not listed');
    return now + SWEEP_DELIVERIES_EVERY_MS;
  }
  for (const failed of neverArrived(listed.known)) {
    const asked = await hookDeliveries.redeliver(failed.id);
    if (!isKnown(asked)) {
      log.warn({ deliveryId: failed.guid, cause: asked.unknown }, 'redelivery not asked for');
      continue;
    }
    await store.ledger.append({ at: now, kind: 'redelivery-asked', facts: { guid: failed.guid, event: failed.event } });
    log.info({ deliveryId: failed.guid, event: failed.event }, 'redelivery asked for');
  }
  return now + SWEEP_DELIVERIES_EVERY_MS;
}

/** The newest attempt of every event that never got through, oldest event first. */
function neverArrived(deliveries: HookDelivery[]): HookDelivery[] {
  const byGuid = Map.groupBy(deliveries, (delivery) => delivery.guid);
  return [...byGuid.values()]
    .filter((attempts) => !attempts.some((attempt) => attempt.succeeded) && attempts.length < MOST_ATTEMPTS)
    .map((attempts) => attempts.reduce((newest, attempt) => (attempt.id > newest.id ? attempt : newest)))
    .sort((a, b) => a.id - b.id);
}
