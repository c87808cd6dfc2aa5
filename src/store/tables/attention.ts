import { sql } from 'kysely';
import type { Expression, ExpressionBuilder, Kysely, RawBuilder, SqlBool } from 'kysely';
import type { Instant } from '../../core/names.ts';
import type { Attention, AttentionKey, Claim, Parked } from '../../ports/store/attention.ts';
import { sentence } from './columns.ts';
import type { Tables } from './schema.ts';

const MOST_TRIES = 5;
/** A key marked a thousand times keeps its first reasons. */
const MOST_REASONS = 20;

const UNHELD = { held_by: null, held_since: null, held_until: null, wanted_at: null, wanted_because: [] };

/** The queue as one row a key; every verb is one statement on that row, so that any number of replicas may share it. */
export class SqlAttention implements Attention {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async want(key: AttentionKey, at: Instant, because: string): Promise<void> {
    const reason = sentence(because);
    await this.#db
      .insertInto('attention')
      .values({ key, due_at: at, because: [reason] })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          due_at: sql`case
            when attention.parked_at is not null then excluded.due_at
            when attention.held_by is null then least(attention.due_at, excluded.due_at)
            else attention.due_at end`,
          because: sql`case
            when attention.parked_at is not null then excluded.because
            when attention.held_by is null then ${joined('attention.because', 'excluded.because')}
            else attention.because end`,
          // "least" passes over nulls, so a claim's first mark is kept as it is.
          wanted_at: sql`case when attention.held_by is not null then least(attention.wanted_at, excluded.due_at) end`,
          wanted_because: sql`case
            when attention.held_by is null then '{}'
            else ${joined('attention.wanted_because', 'excluded.because')} end`,
          tries: sql`case when attention.parked_at is null then attention.tries else 0 end`,
          cause: sql`case when attention.parked_at is null then attention.cause end`,
          parked_at: null,
        }),
      )
      .execute();
  }

  async claim(worker: string, now: Instant, until: Instant): Promise<Claim | undefined> {
    const row = await this.#db
      .with(
        (cte) => cte('longest').materialized(),
        (db) =>
          db
            .selectFrom('attention')
            .select('key')
            .where('parked_at', 'is', null)
            .where('due_at', '<=', now)
            .where((is) => is.or([is('held_until', 'is', null), is('held_until', '<=', now)]))
            .orderBy('due_at')
            .orderBy('key')
            .limit(1)
            .forUpdate()
            .skipLocked(),
      )
      .updateTable('attention')
      .from('longest')
      .whereRef('attention.key', '=', 'longest.key')
      .set({
        held_by: worker,
        held_since: now,
        held_until: until,
        fence: sql`nextval('attention_fence')`,
        because: joined('because', 'wanted_because'),
        wanted_at: null,
        wanted_because: [],
        // A holder that never came back counts as a try: what kills its worker is found out as well.
        tries: sql`case when held_by is null then tries else tries + 1 end`,
      })
      .returning(['attention.key', 'fence', 'because', 'tries'])
      .executeTakeFirst();
    return row && { ...row, worker, until };
  }

  async holds(claim: Claim, now: Instant): Promise<boolean> {
    const row = await this.#db
      .selectFrom('attention')
      .select('key')
      .where(heldBy(claim))
      .where('held_until', '>', now)
      .executeTakeFirst();
    return row !== undefined;
  }

  async release(claim: Claim, wake?: Instant): Promise<void> {
    if (wake === undefined) {
      // A mark between the two statements makes the first one miss and is kept by the second.
      const gone = await this.#db
        .deleteFrom('attention')
        .where(heldBy(claim))
        .where('wanted_at', 'is', null)
        .executeTakeFirst();
      if (gone.numDeletedRows > 0n) return;
    }
    await this.#db
      .updateTable('attention')
      .set({
        ...UNHELD,
        due_at: sql`least(wanted_at, ${wake ?? null}::bigint)`,
        because: sql`wanted_because`,
        tries: 0,
        cause: null,
      })
      .where(heldBy(claim))
      .execute();
  }

  async postpone(claim: Claim, until: Instant, cause: string): Promise<void> {
    await this.#db
      .updateTable('attention')
      .set({
        ...UNHELD,
        due_at: sql`least(wanted_at, ${until}::bigint)`,
        because: joined('because', 'wanted_because'),
        tries: sql`case when tries + 1 >= ${MOST_TRIES} and wanted_at is not null then 0 else tries + 1 end`,
        // A mark during the last try wakes the key as one after it would.
        parked_at: sql`case when tries + 1 >= ${MOST_TRIES} and wanted_at is null then held_since end`,
        cause: sentence(cause),
      })
      .where(heldBy(claim))
      .execute();
  }

  async parked(): Promise<Parked[]> {
    const rows = await this.#db
      .selectFrom('attention')
      .select(['key', 'cause', 'tries', 'parked_at'])
      .where('parked_at', 'is not', null)
      .orderBy('parked_at')
      .orderBy('key')
      .execute();
    return rows.map(({ key, cause, tries, parked_at }) => ({ key, cause: cause ?? '', tries, since: parked_at ?? 0 }));
  }

  async nextDue(): Promise<Instant | undefined> {
    const row = await this.#db
      .selectFrom('attention')
      .select(sql<Instant | null>`min(greatest(due_at, held_until))`.as('next'))
      .where('parked_at', 'is', null)
      .executeTakeFirst();
    return row?.next ?? undefined;
  }
}

/** The row while the claim is the last one of its key and not yet ended. */
function heldBy({ key, worker, fence }: Claim): (is: ExpressionBuilder<Tables, 'attention'>) => Expression<SqlBool> {
  return (is) => is.and({ key, held_by: worker, fence });
}

/** Two lists of reasons as one, each reason once, the earlier first. */
function joined(first: string, second: string): RawBuilder<string[]> {
  const [one, other] = [sql.ref(first), sql.ref(second)];
  return sql`(${one} || array(
    select reason from unnest(${other}) with ordinality as new (reason, place)
    where reason <> all (${one}) order by place))[1:${sql.lit(MOST_REASONS)}]`;
}
