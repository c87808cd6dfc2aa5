import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { MOST_TRIES } from '../../core/most-tries.ts';
import type { Instant } from '../../core/names.ts';
import type {
  Delivery,
  HeldDelivery,
  Inbox,
  InboxBacklog,
  InboxBound,
  ParkedDelivery,
  TakenDelivery,
} from '../../ports/store/inbox.ts';
import { present, sentence } from './columns.ts';
import type { Tables } from './schema.ts';

const DIED = 'Its workers ended over it: it was begun five times, and nobody said how it went.';

/** A processed delivery keeps its row, without the payload, so that its redelivery is recognised. */
export class SqlInbox implements Inbox {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async put(delivery: Delivery, bound?: InboxBound): Promise<'stored' | 'waiting' | 'processed' | 'full'> {
    if (await this.#store(delivery, bound)) return 'stored';
    const { guid } = delivery;
    const row = await this.#db
      .selectFrom('inbox')
      .select(['processed_at', 'parked'])
      .where('guid', '=', guid)
      .executeTakeFirst();
    if (row === undefined || row.parked) return 'full';
    return row.processed_at === null ? 'waiting' : 'processed';
  }

  /** Those that come at the same moment do not see each other: the bound is overshot by as many at most. */
  async #store({ guid, event, payload, receivedAt }: Delivery, bound?: InboxBound): Promise<boolean> {
    const { rows } = await sql`
      insert into inbox (guid, event, payload, received_at, due_at)
      select ${guid}, ${event}, ${JSON.stringify(payload)}, ${receivedAt}::bigint, ${receivedAt}::bigint
      ${bound ? whileRoom(bound) : sql``}
      on conflict (guid) do update set
        event = excluded.event, payload = excluded.payload, received_at = excluded.received_at,
        due_at = excluded.due_at, tries = 0, parked = false, cause = null
      where inbox.parked
      returning guid`.execute(this.#db);
    return rows.length > 0;
  }

  async newest(): Promise<Instant | undefined> {
    // Each of the two has its index.
    const { rows } = await sql<{ newest: Instant | null }>`
      select greatest(
        (select max(received_at) from inbox where processed_at is null),
        (select max(received_at) from inbox where processed_at is not null)
      ) as newest`.execute(this.#db);
    return rows[0]?.newest ?? undefined;
  }

  async received(guids: string[]): Promise<Set<string>> {
    const rows = await this.#db
      .selectFrom('inbox')
      .select('guid')
      // One array parameter: a list of parameters ends at 65535.
      .where(sql<boolean>`guid = any(${guids}::text[])`)
      .where('parked', '=', false)
      .execute();
    return new Set(rows.map(({ guid }) => guid));
  }

  async take(worker: string, now: Instant, until: Instant): Promise<TakenDelivery | undefined> {
    for (;;) {
      const row = await this.#lease(worker, now, until);
      if (row?.parked) continue;
      if (!row || row.payload === null) return undefined;
      const payload = JSON.parse(row.payload) as Record<string, unknown>;
      return { guid: row.guid, event: row.event, payload, receivedAt: row.received_at, worker, tries: row.tries };
    }
  }

  async #lease(worker: string, now: Instant, until: Instant) {
    // A lease that ran out: whoever had it never said how it went.
    const died = sql`held_by is not null`;
    const poisonous = sql<boolean>`${died} and tries + 1 >= ${MOST_TRIES}`;
    return this.#db
      .with(
        (cte) => cte('oldest').materialized(),
        (db) =>
          db
            .selectFrom('inbox')
            .select('guid')
            .where('processed_at', 'is', null)
            .where('parked', '=', false)
            .where('due_at', '<=', now)
            .where((is) => is.or([is('held_until', 'is', null), is('held_until', '<=', now)]))
            .orderBy('received_at')
            .orderBy('seq')
            .limit(1)
            .forUpdate()
            .skipLocked(),
      )
      .updateTable('inbox')
      .from('oldest')
      .whereRef('inbox.guid', '=', 'oldest.guid')
      .set({
        // While it is held this says since when; see `endDeadHolds`.
        due_at: now,
        tries: sql`case when ${died} then tries + 1 else tries end`,
        parked: poisonous,
        cause: sql`case when ${poisonous} then ${DIED} else cause end`,
        held_by: sql`case when ${poisonous} then null else ${worker} end`,
        held_until: sql`case when ${poisonous} then null else ${until}::bigint end`,
      })
      .returning(['inbox.guid', 'event', 'payload', 'received_at', 'tries', 'parked'])
      .executeTakeFirst();
  }

  async processed({ guid, worker }: HeldDelivery, now: Instant): Promise<void> {
    await this.#db
      .updateTable('inbox')
      .set({ processed_at: now, payload: null, held_by: null, held_until: null, parked: false, cause: null })
      .where('guid', '=', guid)
      .where('held_by', '=', worker)
      .execute();
  }

  async failed({ guid, worker }: HeldDelivery, cause: string, retryAt: Instant): Promise<void> {
    await this.#db
      .updateTable('inbox')
      .set({
        tries: sql`tries + 1`,
        parked: sql`tries + 1 >= ${MOST_TRIES}`,
        cause: sentence(cause),
        due_at: retryAt,
        held_by: null,
        held_until: null,
      })
      .where('guid', '=', guid)
      .where('held_by', '=', worker)
      .execute();
  }

  async giveBack(worker: string, now: Instant): Promise<void> {
    await this.#db
      .updateTable('inbox')
      .set({ due_at: now, held_by: null, held_until: null })
      .where('held_by', '=', worker)
      .execute();
  }

  async parked(): Promise<ParkedDelivery[]> {
    const rows = await this.#db
      .selectFrom('inbox')
      .select(['guid', 'event', 'received_at', 'cause', 'tries'])
      .where('processed_at', 'is', null)
      .where('parked', '=', true)
      .orderBy('received_at')
      .orderBy('seq')
      .execute();
    return rows.map(({ received_at, cause, ...row }) => ({ ...row, receivedAt: received_at, cause: cause ?? '' }));
  }

  async wake(guid: string, now: Instant): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('inbox')
      .set({ parked: false, tries: 0, cause: null, due_at: now })
      .where('guid', '=', guid)
      .where('processed_at', 'is', null)
      .where('parked', '=', true)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async forget(before: Instant): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('inbox')
      .where('processed_at', 'is not', null)
      .where('received_at', '<', before)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  async backlog(): Promise<InboxBacklog> {
    const { rows } = await sql<Backlog>`
      select
        count(*) filter (where not parked) as waiting,
        coalesce(sum(bytes) filter (where not parked), 0)::bigint as bytes,
        min(received_at) filter (where not parked) as oldest,
        count(*) filter (where parked) as parked,
        min(greatest(due_at, held_until)) filter (where not parked) as next_due
      from inbox
      where processed_at is null`.execute(this.#db);
    const [row] = rows;
    if (!row) throw new Error('an aggregate without a row');
    const { waiting, bytes, parked, oldest, next_due } = row;
    return { waiting, bytes, parked, ...present('oldest', oldest), ...present('nextDue', next_due) };
  }
}

interface Backlog {
  waiting: number;
  bytes: number;
  oldest: Instant | null;
  parked: number;
  next_due: Instant | null;
}

const whileRoom = ({ deliveries, bytes }: InboxBound) => sql`
  from (select count(*) as deliveries, coalesce(sum(bytes), 0) as bytes
    from inbox where processed_at is null and not parked) as waiting
  where waiting.deliveries < ${deliveries} and waiting.bytes < ${bytes}`;
