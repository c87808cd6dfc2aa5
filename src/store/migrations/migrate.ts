import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';
import { StoreTooNew } from '../errors.ts';
import type { Tables } from '../tables/schema.ts';
import * as firstTables from './0001-first-tables.ts';
import * as artifactsAndStandings from './0002-artifacts-and-standings.ts';

/** Every migration by its name, which sorts in the order of application; a released one never changes. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-artifacts-and-standings': artifactsAndStandings,
};

const HISTORY = 'sluice_migration';

/**
 * Brings the database to the newest schema; one that is newer still is refused. On PostgreSQL kysely holds an advisory
 * lock meanwhile, so several replicas may start together.
 */
export async function migrate(db: Kysely<Tables>, place: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
    migrationTableName: HISTORY,
    migrationLockTableName: `${HISTORY}_lock`,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const unknown = await newestUnknown(db).catch(() => undefined);
  if (unknown !== undefined) throw new StoreTooNew(place, unknown);
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
  throw new Error(`The store ${JSON.stringify(place)} could not be migrated${failed ? ` (${failed})` : ''}.`, {
    cause: error,
  });
}

async function newestUnknown(db: Kysely<Tables>): Promise<string | undefined> {
  const history = sql.table(HISTORY);
  const { rows } = await sql<{ name: string }>`select name from ${history} order by name desc`.execute(db);
  return rows.find(({ name }) => !Object.hasOwn(MIGRATIONS, name))?.name;
}
