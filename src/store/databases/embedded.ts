import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, sql } from 'kysely';
import { StoreInUse, StoreUnusable } from '../errors.ts';
import type { Tables } from '../tables/schema.ts';
import type { Database } from './database.ts';
import { embeddedDialect } from './embedded-dialect.ts';
import { tellingDialect } from './telling-dialect.ts';
import { lockDirectory } from './directory-lock.ts';

const SMALL = ['-c', 'shared_buffers=8MB', '-c', 'max_connections=10'];

/** A prepared statement is planned once for all values instead of five times for the first ones: planning is what costs most. */
const PLANNED_ONCE = ['-c', 'plan_cache_mode=force_generic_plan'];

/** What the write-ahead log keeps after a checkpoint. */
const SHORT_LOG = ['-c', 'min_wal_size=32MB', '-c', 'max_wal_size=64MB'];

/** Bytes of write-ahead log that call for a checkpoint. */
const LONG_LOG = 32 * 1_024 * 1_024;

const STARTED = [...SMALL, ...PLANNED_ONCE, ...SHORT_LOG];

/**
 * PGlite starts with -F (no fsync) and calls fsync not even without it; only a write-ahead log opened with O_DSYNC
 * reaches the disk before an answer. Data files are still not synced: a power loss can cost the store.
 */
const SYNCED = ['-c', 'fsync=on', '-c', 'wal_sync_method=open_datasync'];

/** An empty database in memory, or the one a dump holds. */
export async function openMemory(dump?: Blob): Promise<Database & { pglite: PGlite }> {
  const place = 'memory';
  const startParams = [...PGlite.defaultStartParams, ...STARTED];
  const pglite = await PGlite.create({ startParams, ...(dump && { loadDataDir: dump }) }).catch((error: unknown) => {
    throw new StoreUnusable(place, error, 'give the process more memory');
  });
  const opened = over(pglite);
  return { ...upkeepOf(opened.kysely), ...opened, place, pglite };
}

/** The database in a directory, which belongs to this process until it is closed. */
export async function openDirectory(path: string): Promise<Database> {
  const directory = resolve(path);
  const place = directory;
  let unlock = (): void => {};
  try {
    unlock = lockDirectory(directory);
    const startParams = [...PGlite.defaultStartParams.filter((param) => param !== '-F'), ...SYNCED, ...STARTED];
    const { kysely, close } = over(await PGlite.create({ dataDir: join(directory, 'postgres'), startParams }));
    return { ...upkeepOf(kysely), kysely, place, close: () => close().finally(unlock) };
  } catch (error) {
    unlock();
    if (error instanceof StoreInUse) throw error;
    throw new StoreUnusable(
      place,
      error,
      'check its rights and free space, restore a backup, or name another directory',
    );
  }
}

/** What a server's background processes do (autovacuum, checkpointer); PGlite has none. */
function upkeepOf(kysely: Kysely<Tables>): Required<Pick<Database, 'tidy' | 'shortenLog'>> {
  return {
    tidy: async (table) => {
      await sql`vacuum ${table === undefined ? sql`` : sql.table(table)}`.execute(kysely);
    },
    shortenLog: async () => {
      const { rows } = await sql<{ isLong: boolean }>`
        select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) > ${sql.lit(LONG_LOG)} as "isLong" from pg_control_checkpoint()
      `.execute(kysely);
      if (rows[0]?.isLong !== true) return false;
      await sql`checkpoint`.execute(kysely);
      return true;
    },
  };
}

function over(pglite: PGlite): Pick<Database, 'kysely' | 'close'> {
  const kysely = new Kysely<Tables>({ dialect: tellingDialect(embeddedDialect(pglite)) });
  const close = async (): Promise<void> => {
    await kysely.destroy();
    // kysely leaves an instance alone that it never asked anything.
    if (!pglite.closed) await pglite.close();
  };
  return { kysely, close };
}
