import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';
import { StoreTooNew, StoreUnavailable } from '../errors.ts';
import type { Tables } from '../tables/schema.ts';
import * as firstTables from './0001-first-tables.ts';
import * as artifactsAndStandings from './0002-artifacts-and-standings.ts';
import * as fairAndBounded from './0003-fair-and-bounded.ts';
import * as missedDeliveries from './0004-missed-deliveries.ts';

/** Every migration by its name, which sorts in the order of application; a released one never changes. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-artifacts-and-standings': artifactsAndStandings,
  '0003-fair-and-bounded': fairAndBounded,
  '0004-missed-deliveries': missedDeliveries,
};

const HISTORY = 'sluice_migration';

/** How a store's schema stands to this release: `newer` names the newest migration that this one does not know. */
export interface Migrated {
  newer?: string;
}

/**
 * Brings the database to the newest schema, all of it in one transaction. One that is newer is left as it is, and accepted
 * where it says that this release may run on it; otherwise refused. On PostgreSQL kysely holds an advisory lock meanwhile,
 * so several replicas may start together.
 */
export async function migrate(db: Kysely<Tables>, place: string): Promise<Migrated> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
    migrationTableName: HISTORY,
    migrationLockTableName: `${HISTORY}_lock`,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return {};
  const newer = await newestUnknown(db).catch(() => undefined);
  if (newer !== undefined) {
    if (await mayRunOn(db)) return { newer };
    throw new StoreTooNew(place, newer);
  }
  if (error instanceof StoreUnavailable) throw error;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
  throw new Error(`The store ${JSON.stringify(place)} could not be migrated${failed ? ` (${failed})` : ''}.`, {
    cause: error,
  });
}

async function newestUnknown(db: Kysely<Tables>): Promise<string | undefined> {
  return (await history(db)).findLast((name) => !Object.hasOwn(MIGRATIONS, name));
}

/** Whether the newer schema has all that this release made, and names it or one before it as the oldest that may run there. */
async function mayRunOn(db: Kysely<Tables>): Promise<boolean> {
  const known = Object.keys(MIGRATIONS);
  const done = new Set(await history(db));
  const row = await db.selectFrom('sluice_schema').select('oldest').executeTakeFirst();
  return row !== undefined && known.every((name) => done.has(name)) && row.oldest <= (known.at(-1) ?? '');
}

async function history(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{
    name: string;
  }>`select name from ${sql.table(HISTORY)} order by name collate "C"`.execute(db);
  return rows.map(({ name }) => name);
}
