import type { Kysely } from 'kysely';
import type { RepoName } from '../../core/names.ts';
import type { Pipelines, StoredPipeline } from '../../ports/store/pipelines.ts';
import type { Tables } from './schema.ts';

/** One row a pipeline, the whole record as JSON since nothing asks for a part of it. */
export class SqlPipelines implements Pipelines {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(repo: RepoName): Promise<StoredPipeline | undefined> {
    const row = await this.#db.selectFrom('pipeline').select('document').where('repo', '=', repo).executeTakeFirst();
    return row && read(row);
  }

  async all(): Promise<StoredPipeline[]> {
    const rows = await this.#db.selectFrom('pipeline').select('document').orderBy('repo').execute();
    return rows.map(read);
  }

  async save(pipeline: StoredPipeline): Promise<void> {
    const document = JSON.stringify(pipeline);
    await this.#db
      .insertInto('pipeline')
      .values({ repo: pipeline.repo, document })
      .onConflict((conflict) => conflict.column('repo').doUpdateSet({ document }))
      .execute();
  }

  async remove(repo: RepoName): Promise<void> {
    await this.#db.deleteFrom('pipeline').where('repo', '=', repo).execute();
  }
}

const read = ({ document }: { document: string }): StoredPipeline => JSON.parse(document) as StoredPipeline;
