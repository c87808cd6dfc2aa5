import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Adds only: a process of the release before runs on, and notes nothing here. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table missed (
    guid text primary key,
    event text not null,
    attempt bigint not null,
    attempts integer not null,
    heard integer not null,
    heard_at bigint,
    first_at bigint not null,
    last_at bigint not null,
    noted_at bigint not null
  )`.execute(db);
}
