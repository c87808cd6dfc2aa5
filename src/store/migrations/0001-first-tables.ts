import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** All instants are bigint milliseconds given by the caller; nothing here or later reads the database's clock. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await inbox(db);
  await attention(db);
  await ledger(db);
  await sql`create table intention (
    key text primary key,
    first_at bigint not null,
    previous_at bigint,
    last_at bigint not null,
    done_at bigint
  )`.execute(db);
  await sql`create table pipeline (repo text primary key, document text not null)`.execute(db);
  await sql`create table cache (key text primary key, value text not null)`.execute(db);
}

async function inbox(db: Kysely<unknown>): Promise<void> {
  await sql`create table inbox (
    guid text primary key,
    seq bigint generated always as identity,
    event text not null,
    payload text,
    received_at bigint not null,
    due_at bigint not null,
    held_by text,
    held_until bigint,
    tries integer not null default 0,
    parked boolean not null default false,
    cause text,
    processed_at bigint
  )`.execute(db);
  await sql`create index inbox_unprocessed on inbox (received_at, seq) where processed_at is null`.execute(db);
}

async function attention(db: Kysely<unknown>): Promise<void> {
  await sql`create table attention (
    key text primary key,
    due_at bigint not null,
    because text[] not null,
    wanted_at bigint,
    wanted_because text[] not null default '{}',
    held_by text,
    held_since bigint,
    held_until bigint,
    fence bigint not null default 0,
    tries integer not null default 0,
    parked_at bigint,
    cause text
  )`.execute(db);
  await sql`create index attention_due on attention (due_at, key) where parked_at is null`.execute(db);
  await sql`create sequence attention_fence owned by attention.fence`.execute(db);
}

async function ledger(db: Kysely<unknown>): Promise<void> {
  await sql`create table ledger (
    seq bigint generated always as identity primary key,
    at bigint not null,
    kind text not null,
    lane text,
    promotion text,
    key text unique,
    facts text not null
  )`.execute(db);
  await sql`create index ledger_time on ledger (at, seq)`.execute(db);
  await sql`create index ledger_lane on ledger (lane, at, seq) where lane is not null`.execute(db);
  await sql`create index ledger_promotion on ledger (promotion, at, seq) where promotion is not null`.execute(db);
  await sql`create index ledger_kind on ledger (kind, at, seq)`.execute(db);
}
