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

  async put(key: string, value: unknown): Promise<void> {
    await this.#db
      .insertInto('cache')
      .values({ key, value: JSON.stringify(value) })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
  }
}
