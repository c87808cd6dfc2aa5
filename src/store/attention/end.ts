import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { MOST_TRIES } from '../../core/most-tries.ts';
import type { Instant } from '../../core/names.ts';
import type { Claim } from '../../ports/store/attention.ts';
import { sentence } from '../tables/columns.ts';
import type { Tables } from '../tables/schema.ts';
import { calmOf, heldBy, joined, plainOf, UNHELD } from './rows.ts';

/** Ends a claim well; see `Attention.release`. */
export async function release(db: Kysely<Tables>, claim: Claim, wake?: Instant): Promise<void> {
  if (wake === undefined) {
    // A mark between the two statements makes the first one miss and is kept by the second.
    const gone = await db
      .deleteFrom('attention')
      .where(heldBy(claim))
      .where('wanted_at', 'is', null)
      .executeTakeFirst();
    if (gone.numDeletedRows > 0n) return;
  }
  const due = dueAgain(wake);
  await db
    .updateTable('attention')
    .set({ ...UNHELD, ...due, since: due.due_at, because: sql`wanted_because`, tries: 0, cause: null })
    .where(heldBy(claim))
    .execute();
}

/** Ends a claim through nobody's fault; see `Attention.defer`. */
export async function defer(db: Kysely<Tables>, claim: Claim, until: Instant): Promise<void> {
  await db.updateTable('attention').set(unworked(until)).where(heldBy(claim)).execute();
}

/** Ends a claim badly; see `Attention.postpone`. */
export async function postpone(
  db: Kysely<Tables>,
  claim: Claim,
  { until, cause }: { until: Instant; cause: string },
): Promise<void> {
  await db
    .updateTable('attention')
    .set({
      ...unworked(until),
      tries: sql`case when tries + 1 >= ${MOST_TRIES} and wanted_at is not null then 0 else tries + 1 end`,
      // A mark during the last try wakes the key as one after it would.
      parked_at: sql`case when tries + 1 >= ${MOST_TRIES} and wanted_at is null then held_since end`,
      cause: sentence(cause),
    })
    .where(heldBy(claim))
    .execute();
}

/** Ends every claim of the worker as if it had never begun; see `Attention.giveBack`. */
export async function giveBack(db: Kysely<Tables>, worker: string, now: Instant): Promise<void> {
  await db.updateTable('attention').set(unworked(now)).where('held_by', '=', worker).execute();
}

/** Due again with all its reasons, waiting for as long as it did. */
const unworked = (until: Instant) => ({
  ...UNHELD,
  ...dueAgain(until),
  since: sql<Instant>`coalesce(since, due_at)`,
  because: joined('because', 'wanted_because'),
});

/** At `at`, or when a mark during the claim wants it earlier. */
const dueAgain = (at: Instant | undefined) => ({
  due_at: sql<Instant>`least(wanted_at, ${at ?? null}::bigint)`,
  plain_at: sql<Instant>`least(${plainOf('wanted_at')}, ${at ?? null}::bigint)`,
  calm_at: calmOf('wanted_at'),
});
