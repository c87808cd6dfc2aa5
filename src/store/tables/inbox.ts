import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Instant } from '../../core/names.ts';
import type { Delivery, Inbox } from '../../ports/store/inbox.ts';
import { present, sentence } from './columns.ts';
import type { Tables } from './schema.ts';

const MOST_TRIES = 5;

/** A processed delivery keeps its row, without the payload, so that its redelivery is recognised. */
export class SqlInbox implements Inbox {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async put({ guid, event, payload, receivedAt }: Delivery): Promise<'stored' | 'waiting' | 'processed'> {
    const fresh = { event, payload: JSON.stringify(payload), received_at: receivedAt, due_at: receivedAt };
    const stored = await this.#db
      .insertInto('inbox')
      .values({ guid, ...fresh })
      .onConflict((conflict) =>
        conflict
          .column('guid')
          .doUpdateSet({ ...fresh, tries: 0, parked: false, cause: null })
          .where('inbox.parked', '=', true),
      )
      .returning('guid')
      .executeTakeFirst();
    if (stored) return 'stored';
    const { processed_at } = await this.#db
      .selectFrom('inbox')
      .select('processed_at')
      .where('guid', '=', guid)
      .executeTakeFirstOrThrow();
    return processed_at === null ? 'waiting' : 'processed';
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

  async take(worker: string, now: Instant, until: Instant): Promise<Delivery | undefined> {
    const row = await this.#db
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
      .set({ held_by: worker, held_until: until })
      .returning(['inbox.guid', 'event', 'payload', 'received_at'])
      .executeTakeFirst();
    if (!row || row.payload === null) return undefined;
    const payload = JSON.parse(row.payload) as Record<string, unknown>;
    return { guid: row.guid, event: row.event, payload, receivedAt: row.received_at };
  }

  async processed(guid: string, now: Instant): Promise<void> {
    await this.#db
      .updateTable('inbox')
      .set({ processed_at: now, payload: null, held_by: null, held_until: null, parked: false, cause: null })
      .where('guid', '=', guid)
      .execute();
  }

  async failed(guid: string, cause: string, retryAt: Instant): Promise<void> {
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
      .where('processed_at', 'is', null)
      .execute();
  }

  async backlog(): Promise<{ waiting: number; oldest?: Instant; parked: number; nextDue?: Instant }> {
    const { rows } = await sql<{ waiting: number; oldest: Instant | null; parked: number; next_due: Instant | null }>`
      select
        count(*) filter (where not parked) as waiting,
        min(received_at) filter (where not parked) as oldest,
        count(*) filter (where parked) as parked,
        min(greatest(due_at, held_until)) filter (where not parked) as next_due
      from inbox
      where processed_at is null`.execute(this.#db);
    const [row] = rows;
    if (!row) throw new Error('an aggregate without a row');
    return {
      waiting: row.waiting,
      parked: row.parked,
      ...present('oldest', row.oldest),
      ...present('nextDue', row.next_due),
    };
  }
}
