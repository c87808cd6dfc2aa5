import { isKnown } from '../../core/answer.ts';
import { roomFor } from '../../core/inbox-bound.ts';
import type { Instant } from '../../core/names.ts';
import type { FailedDelivery } from '../../ports/github/hook-deliveries.ts';
import type { Tools } from '../tools.ts';
import { toRedeliver } from './to-redeliver.ts';

/** How often the App's list of deliveries is asked for failures. */
export const SWEEP_DELIVERIES_EVERY_MS = 10 * 60_000;

/** GitHub keeps deliveries for three days (docs: redelivering webhooks). */
const KEPT_MS = 3 * 24 * 3_600_000;

/** Asked for in one go, a second apart as GitHub wants it; after a long outage the rest follows soon. */
const MOST_AT_ONCE = 100;
const REST_AFTER_MS = 60_000;

/** Older deliveries are redelivered by nobody, so that nothing has to be known of them. */
const REMEMBERED_MS = 8 * 24 * 3_600_000;

/**
 * Asks GitHub to send again what failed to arrive, since it never does so by itself: once a sweep for every event that the
 * inbox has not seen, reports first, and none while the inbox has no room for them. What GitHub no longer lists, the sweep of
 * the lanes finds.
 */
export async function sweepDeliveries(tools: Tools): Promise<Instant> {
  const { clock, hookDeliveries, inboxBound, log, store } = tools;
  const now = clock.now();
  await store.inbox.forget(now - REMEMBERED_MS);
  const room = roomFor(await store.inbox.backlog(), inboxBound);
  if (room === 0) return now + REST_AFTER_MS;
  const listed = await hookDeliveries.listFailed(now - KEPT_MS);
  if (!isKnown(listed)) {
    log.warn({ cause: listed.unknown }, 'deliveries of the App not listed');
    return now + SWEEP_DELIVERIES_EVERY_MS;
  }
  const failed = toRedeliver(listed.known, now);
  const received = await store.inbox.received(failed.map(({ guid }) => guid));
  const missing = failed.filter(({ guid }) => !received.has(guid));
  const most = Math.min(MOST_AT_ONCE, room);
  for (const delivery of missing.slice(0, most)) {
    const later = await askFor(tools, delivery);
    if (later !== undefined) return later;
  }
  return clock.now() + (missing.length > most ? REST_AFTER_MS : SWEEP_DELIVERIES_EVERY_MS);
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
