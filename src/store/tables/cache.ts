import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Cache } from '../../ports/store/cache.ts';
import type { Tables } from './schema.ts';

/** Values as JSON; the first one of a key stays, since it cannot change. */
export class SqlCache implements Cache {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(keys: string[]): Promise<Map<string, unknown>> {
    // One array parameter: a list of parameters ends at 65535.
    const query = this.#db
      .selectFrom('cache')
      .select(['key', 'value'])
      .where(sql<boolean>`key = any(${keys}::text[])`);
    const rows = await query.execute();
    return new Map(rows.map(({ key, value }) => [key, JSON.parse(value) as unknown]));
  }

  put(key: string, value: unknown): Promise<void> {
    return this.putAll(new Map([[key, value]]));
  }

  async putAll(values: ReadonlyMap<string, unknown>): Promise<void> {
    if (values.size === 0) return;
    const texts = [...values.values()].map((value) => JSON.stringify(value));
    // Two array parameters, as above.
    const rows = sql<
      Tables['cache']
    >`(select * from unnest(${[...values.keys()]}::text[], ${texts}::text[]) as t(key, value))`;
    await this.#db
      .insertInto('cache')
      .columns(['key', 'value'])
      .expression(this.#db.selectFrom(rows.as('fresh')).select(['key', 'value']))
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
  }
}
