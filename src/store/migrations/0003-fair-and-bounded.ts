import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Adds only: a process of the release before runs on, and what it writes lacks nothing that is read here. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await attention(db);
  await inbox(db);
  await schema(db);
}

async function attention(db: Kysely<unknown>): Promise<void> {
  // As `accountOf` (src/core/attention-key.ts); generated, since the release before writes keys without it.
  await sql`alter table attention
    add column account text collate "C" not null generated always as (
      case when strpos(substr(key, strpos(key, ':') + 1), '/') > 0 and strpos(key, ':') > 0
        then lower(split_part(substr(key, strpos(key, ':') + 1), '/', 1) collate "C") else '' end
    ) stored,
    add column since bigint,
    add column plain_at bigint,
    add column calm_at bigint`.execute(db);
  await sql`create index attention_account on attention (account, due_at, key) where parked_at is null`.execute(db);
  await sql`create index attention_held on attention (held_until) where held_by is not null`.execute(db);
  await sql`create table burst (
    key text primary key,
    marks integer not null,
    waiting_since bigint,
    due_at bigint not null,
    over_at bigint not null
  )`.execute(db);
  await sql`create index burst_over on burst (over_at)`.execute(db);
}

async function inbox(db: Kysely<unknown>): Promise<void> {
  await sql`alter table inbox
    add column bytes integer generated always as (octet_length(payload)) stored`.execute(db);
  await sql`create index inbox_held on inbox (held_by) where held_by is not null`.execute(db);
  await sql`create index inbox_processed on inbox (received_at) where processed_at is not null`.execute(db);
}

/** The oldest release that may run on this schema, by its newest migration; see `migrate`. */
async function schema(db: Kysely<unknown>): Promise<void> {
  await sql`create table sluice_schema (
    single boolean primary key default true check (single),
    oldest text not null
  )`.execute(db);
  await sql`insert into sluice_schema (oldest) values ('0002-artifacts-and-standings')`.execute(db);
}
