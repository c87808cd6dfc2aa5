import { sql } from 'kysely';
import type { Kysely, SqlBool } from 'kysely';
import type { Instant } from '../../core/names.ts';
import type { Intentions } from '../../ports/store/intentions.ts';
import { present } from './columns.ts';
import type { Tables } from './schema.ts';

/** Tried last at that instant, and not known to be done. */
const isOpen = (key: string, at: Instant) => sql<SqlBool>`key = ${key} and last_at = ${at} and done_at is null`;

/** One row an effect key, kept for good. */
export class SqlIntentions implements Intentions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async recall(key: string): Promise<{ last?: Instant; done: boolean }> {
    const row = await this.#db
      .selectFrom('intention')
      .select(['last_at', 'done_at'])
      .where('key', '=', key)
      .executeTakeFirst();
    return row === undefined ? { done: false } : { last: row.last_at, done: row.done_at !== null };
  }

  async intend(key: string, now: Instant): Promise<{ first: Instant; previous?: Instant; done: boolean }> {
    const row = await this.#db
      .insertInto('intention')
      .values({ key, first_at: now, last_at: now })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({ previous_at: sql`intention.last_at`, last_at: sql`excluded.last_at` }),
      )
      .returning(['first_at', 'previous_at', 'done_at'])
      .executeTakeFirstOrThrow();
    return { first: row.first_at, ...present('previous', row.previous_at), done: row.done_at !== null };
  }

  async attempt(key: string, now: Instant, last: Instant | undefined): Promise<boolean> {
    const { rows } = await sql`
      insert into intention (key, first_at, last_at)
      select ${key}, ${now}::bigint, ${now}::bigint
      where ${last ?? null}::bigint is null or exists (select from intention where key = ${key})
      on conflict (key) do update set previous_at = intention.last_at, last_at = excluded.last_at
      where intention.last_at = ${last ?? null} and intention.done_at is null
      returning key`.execute(this.#db);
    return rows.length > 0;
  }

  async takeBack(key: string, at: Instant, last: Instant | undefined): Promise<void> {
    if (last === undefined) await this.#db.deleteFrom('intention').where(isOpen(key, at)).execute();
    else
      await this.#db
        .updateTable('intention')
        .set({ last_at: last, previous_at: null })
        .where(isOpen(key, at))
        .execute();
  }

  async done(key: string, now: Instant): Promise<void> {
    // An effect may be found done that nobody here remembers intending, after a rebuild for instance.
    await this.#db
      .insertInto('intention')
      .values({ key, first_at: now, last_at: now, done_at: now })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({ done_at: sql`coalesce(intention.done_at, excluded.done_at)` }),
      )
      .execute();
  }
}
