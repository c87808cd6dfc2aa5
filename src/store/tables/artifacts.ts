import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { ComponentName, Digest, RepoName } from '../../core/names.ts';
import type { Artifacts, LearnedArtifact } from '../../ports/store/artifacts.ts';
import type { Tables } from './schema.ts';

/** One row a build, kept for good; the columns only find it, the document is the whole of it. */
export class SqlArtifacts implements Artifacts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add(artifact: LearnedArtifact): Promise<boolean> {
    const { pipeline, component, digest, builtFrom, learnedAt } = artifact;
    const added = await this.#db
      .insertInto('artifact')
      .values({
        pipeline,
        component,
        digest,
        built_repo: builtFrom.repo,
        built_commit: builtFrom.commit,
        learned_at: learnedAt,
        document: JSON.stringify(artifact),
      })
      .onConflict((conflict) =>
        conflict.columns(['pipeline', 'component', 'digest', 'built_repo', 'built_commit']).doNothing(),
      )
      .returning('seq')
      .executeTakeFirst();
    return added !== undefined;
  }

  async of(pipeline: RepoName, components: ComponentName[], limit: number): Promise<LearnedArtifact[]> {
    // A lateral join reads `limit` rows of the index a component, where a window function would number them all.
    const { rows } = await sql<{ document: string }>`
      select newest.document
      from (select distinct unnest(${components}::text[]) as component) as wanted
      cross join lateral (
        select document, learned_at, seq
        from artifact
        where artifact.pipeline = ${pipeline} and artifact.component = wanted.component
        order by learned_at desc, seq desc
        limit ${limit}
      ) as newest
      order by newest.learned_at desc, newest.seq desc`.execute(this.#db);
    return rows.map(read);
  }

  async withDigest(pipeline: RepoName, component: ComponentName, digest: Digest): Promise<LearnedArtifact | undefined> {
    const row = await this.#db
      .selectFrom('artifact')
      .select('document')
      .where((is) => is.and({ pipeline, component, digest }))
      // Two commits may build the same bytes.
      .orderBy('learned_at', 'desc')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && read(row);
  }
}

const read = ({ document }: { document: string }): LearnedArtifact => JSON.parse(document) as LearnedArtifact;
