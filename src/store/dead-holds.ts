import type { Kysely } from 'kysely';
import { backoff } from '../core/backoff.ts';
import type { Instant } from '../core/names.ts';
import type { Tables } from './tables/schema.ts';

/** Milliseconds between what was begun again before: whatever ends the process shall end it alone. */
const APART_MS = 5_000;

/** What somebody who is dead held: since when, until when at most, and how often it had failed before. */
interface Hold {
  key: string;
  since: Instant | null;
  until: Instant | null;
  tries: number;
}

/**
 * Whoever holds something in a directory is dead: its lock proves that no other process lives. What it held is free, and counts as
 * a try like any hold that ran out. What was begun for the first time is free at once. The rest waits as after any failure, from
 * when it was begun, and one after another, so that a process that is ended again and again tries for minutes, and what only
 * stood beside the cause of it comes to its end. A mark wakes none of it before, since a start marks everything; none waits
 * longer than its hold would have lasted.
 */
export async function endDeadHolds(db: Kysely<Tables>): Promise<void> {
  const keys = await db
    .selectFrom('attention')
    .select(['key', 'held_since as since', 'held_until as until', 'tries'])
    .where('held_by', 'is not', null)
    .execute();
  for (const { key, until } of freed(keys))
    await db.updateTable('attention').set({ held_until: until }).where('key', '=', key).execute();
  const deliveries = await db
    .selectFrom('inbox')
    .select(['guid as key', 'due_at as since', 'held_until as until', 'tries'])
    .where('held_by', 'is not', null)
    .execute();
  for (const { key, until } of freed(deliveries))
    await db.updateTable('inbox').set({ held_until: until }).where('guid', '=', key).execute();
}

/** Until when each is still held. */
function freed(holds: Hold[]): { key: string; until: Instant }[] {
  const held = holds
    .map(({ key, since, until, tries }) => ({ key, since: since ?? 0, until: until ?? 0, tries }))
    .toSorted((a, b) => a.since - b.since || (a.key < b.key ? -1 : 1));
  const again = held.filter(({ tries }) => tries > 0);
  return held.map((hold) => {
    const { key, since, until, tries } = hold;
    if (tries === 0) return { key, until: Math.min(until, since) };
    return { key, until: Math.min(until, since + backoff(tries) + again.indexOf(hold) * APART_MS) };
  });
}
