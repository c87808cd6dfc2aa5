import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { LaneId, RepoName } from '../../core/names.ts';
import type { Standing } from '../../core/promotion/standing.ts';
import type { Standings } from '../../ports/store/standings.ts';
import type { Tables } from './schema.ts';

/** One row a lane, overwritten by every look that is not older than the one before. */
export class SqlStandings implements Standings {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async put(standing: Standing): Promise<void> {
    const { lane, pipeline, at } = standing;
    const known = { pipeline, at, document: JSON.stringify(standing) };
    await this.#db
      .insertInto('standing')
      .values({ lane, ...known })
      .onConflict((conflict) => conflict.column('lane').doUpdateSet(known).where('standing.at', '<=', at))
      .execute();
  }

  async get(lane: LaneId): Promise<Standing | undefined> {
    const row = await this.#db.selectFrom('standing').select('document').where('lane', '=', lane).executeTakeFirst();
    return row && read(row);
  }

  async all(pipeline?: RepoName): Promise<Standing[]> {
    let query = this.#db.selectFrom('standing').select('document').orderBy('lane');
    if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
    return (await query.execute()).map(read);
  }

  async keepOnly(pipeline: RepoName, lanes: LaneId[]): Promise<void> {
    await this.#db
      .deleteFrom('standing')
      .where('pipeline', '=', pipeline)
      .where(sql<boolean>`lane <> all(${lanes}::text[])`)
      .execute();
  }
}

const read = ({ document }: { document: string }): Standing => JSON.parse(document) as Standing;
