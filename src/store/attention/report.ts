/** What the queue tells people. */
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Instant } from '../../core/names.ts';
import type { AttentionBacklog, Job, JobsFilter, Parked } from '../../ports/store/attention.ts';
import { present } from '../tables/columns.ts';
import type { Tables } from '../tables/schema.ts';

/** The parked keys, those parked first in front. */
export async function parked(db: Kysely<Tables>): Promise<Parked[]> {
  const rows = await db
    .selectFrom('attention')
    .select(['key', 'cause', 'tries', 'parked_at'])
    .where('parked_at', 'is not', null)
    .orderBy('parked_at')
    .orderBy('key')
    .execute();
  return rows.map(({ key, cause, tries, parked_at }) => ({ key, cause: cause ?? '', tries, since: parked_at ?? 0 }));
}

/** The rows as people see them; see `Attention.jobs`. */
export async function jobs(db: Kysely<Tables>, now: Instant, { state, key, limit }: JobsFilter = {}): Promise<Job[]> {
  let query = db
    .selectFrom('attention')
    .select(['key', 'account', 'due_at', 'because', 'wanted_because', 'tries', 'cause', 'held_by', 'held_until'])
    .select([stateAt(now).as('state'), sinceOf.as('waiting')])
    .orderBy('waiting')
    .orderBy(sql`key collate "C"`);
  if (state !== undefined) query = query.where(stateAt(now), '=', state);
  if (key !== undefined) query = query.where('key', '=', key);
  if (limit !== undefined) query = query.limit(limit);
  return (await query.execute()).map((row) => ({
    key: row.key,
    account: row.account,
    state: row.state,
    due: row.due_at,
    since: row.waiting,
    because: [...new Set([...row.because, ...row.wanted_because])],
    tries: row.tries,
    ...present('cause', row.cause),
    ...present('heldBy', row.held_by),
    ...present('heldUntil', row.held_until),
  }));
}

/** What waits; see `Attention.backlog`. */
export async function backlog(db: Kysely<Tables>, now: Instant): Promise<AttentionBacklog> {
  const waits = sql`parked_at is null and ${sinceOf} <= ${now}`;
  const { rows } = await sql<{
    due: number;
    held: number;
    parked: number;
    oldest: Instant | null;
    oldest_lane: Instant | null;
  }>`
    select
      count(*) filter (where ${stateAt(now)} = 'due') as due,
      count(*) filter (where ${stateAt(now)} = 'held') as held,
      count(*) filter (where parked_at is not null) as parked,
      min(${sinceOf}) filter (where ${waits}) as oldest,
      min(${sinceOf}) filter (where ${waits} and starts_with(key, 'lane:')) as oldest_lane
    from attention`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('an aggregate without a row');
  const { due, held, parked: stuck } = row;
  return { due, held, parked: stuck, ...present('oldest', row.oldest), ...present('oldestLane', row.oldest_lane) };
}

/** When the next key is due that is neither parked nor held for longer. */
export async function nextDue(db: Kysely<Tables>): Promise<Instant | undefined> {
  const row = await db
    .selectFrom('attention')
    .select(sql<Instant | null>`min(greatest(due_at, held_until))`.as('next'))
    .where('parked_at', 'is', null)
    .executeTakeFirst();
  return row?.next ?? undefined;
}

const stateAt = (now: Instant): RawBuilder<Job['state']> => sql`case
  when parked_at is not null then 'parked'
  when held_by is not null and held_until > ${now} then 'held'
  when due_at <= ${now} then 'due'
  else 'later' end`;

/** A release before this column wrote none. */
const sinceOf = sql<Instant>`coalesce(since, due_at)`;
