import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Adds only: whatever migration 0001 made stays as it is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await artifact(db);
  await standing(db);
  await sql`create index ledger_lane_kind on ledger (lane, kind, at, seq) where lane is not null`.execute(db);
  // A lane id is "owner/repo:stage/component", and no repository's name has a colon in it.
  await sql`create index ledger_pipeline on ledger (split_part(lane, ':', 1), at, seq) where lane is not null`.execute(
    db,
  );
}

async function artifact(db: Kysely<unknown>): Promise<void> {
  await sql`create table artifact (
    seq bigint generated always as identity primary key,
    pipeline text not null,
    component text not null,
    digest text not null,
    built_repo text not null,
    built_commit text not null,
    learned_at bigint not null,
    document text not null,
    unique (pipeline, component, digest, built_repo, built_commit)
  )`.execute(db);
  await sql`create index artifact_newest on artifact (pipeline, component, learned_at, seq)`.execute(db);
}

async function standing(db: Kysely<unknown>): Promise<void> {
  // Ordered by bytes: a server's own collation would list lanes otherwise than the embedded database does.
  await sql`create table standing (
    lane text collate "C" primary key,
    pipeline text not null,
    at bigint not null,
    document text not null
  )`.execute(db);
  await sql`create index standing_pipeline on standing (pipeline, lane)`.execute(db);
}
