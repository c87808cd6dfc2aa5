import { isKnown } from '../../core/answer.ts';
import { roomFor } from '../../core/inbox-bound.ts';
import type { Instant } from '../../core/names.ts';
import type { MissedDelivery } from '../../ports/store/missed.ts';
import type { Tools } from '../tools.ts';
import { KEPT_MS, REST_AFTER_MS, SWEEP_DELIVERIES_EVERY_MS, toRedeliver } from './to-redeliver.ts';

/** Asked for in one go, a second apart as GitHub wants it. */
const MOST_AT_ONCE = 100;

/** Older deliveries are redelivered by nobody, so that nothing has to be known of them. */
const REMEMBERED_MS = 8 * 24 * 3_600_000;

/** An attempt may be listed only when GitHub has waited for its answer, and its clock may be behind. */
const LISTED_LATE_MS = 5 * 60_000;

/**
 * Statuses that say nothing of the delivery: nobody answered in time, a proxy found nobody, or whoever is there has too much to
 * do. 503 is what Sluice itself answers while its inbox is full or its store is away.
 */
const UNHEARD: ReadonlySet<number> = new Set([0, 429, 502, 503, 504]);

/**
 * Asks GitHub to send again what failed to arrive, since it never does so by itself: once a sweep for every event that the
 * inbox has not seen, reports first, and none while the inbox has no room for them. What GitHub no longer lists, the sweep of
 * the lanes finds.
 */
export async function sweepDeliveries(tools: Tools): Promise<Instant> {
  const { clock, inboxBound, store } = tools;
  const now = clock.now();
  await store.inbox.forget(now - REMEMBERED_MS);
  await store.missed.forget(now - REMEMBERED_MS);
  const room = roomFor(await store.inbox.backlog(), inboxBound);
  if (room === 0) return now + REST_AFTER_MS;
  if (!(await noteFailed(tools, now))) return now + SWEEP_DELIVERIES_EVERY_MS;
  const receivedAt = await store.inbox.newest();
  const most = Math.min(MOST_AT_ONCE, room);
  const { ask, rest } = toRedeliver(await missingOf(tools, now), { now, receivedAt, most });
  for (const delivery of ask) {
    const later = await askFor(tools, delivery);
    if (later !== undefined) return later;
  }
  return clock.now() + rest;
}

/** Lists what is not noted yet; false where GitHub did not answer. */
async function noteFailed({ hookDeliveries, log, store }: Tools, now: Instant): Promise<boolean> {
  const noted = (await store.missed.notedAt()) ?? -Infinity;
  const listed = await hookDeliveries.listFailed(Math.max(noted - LISTED_LATE_MS, now - KEPT_MS));
  if (!isKnown(listed)) {
    log.warn({ cause: listed.unknown }, 'deliveries of the App not listed');
    return false;
  }
  const attempts = listed.known.map(({ id, guid, event, deliveredAt, statusCode }) => ({
    id,
    guid,
    event,
    deliveredAt,
    wasHeard: !UNHEARD.has(statusCode),
  }));
  await store.missed.note(attempts, now);
  return true;
}

async function missingOf({ store }: Tools, now: Instant): Promise<MissedDelivery[]> {
  const missed = await store.missed.all(now - KEPT_MS);
  const received = await store.inbox.received(missed.map(({ guid }) => guid));
  return missed.filter(({ guid }) => !received.has(guid));
}

/** When to go on, where GitHub takes no more for now. One that it refuses stops no other. */
async function askFor({ effects, log }: Tools, delivery: MissedDelivery): Promise<Instant | undefined> {
  const { attempt, guid, event } = delivery;
  const asked = await effects.redeliver(attempt);
  if (asked.outcome === 'later') return asked.until;
  if (asked.outcome === 'done') log.info({ deliveryId: guid, event }, 'redelivery asked for');
  else log.warn({ deliveryId: guid, event, outcome: asked }, 'redelivery not asked for');
  return undefined;
}
