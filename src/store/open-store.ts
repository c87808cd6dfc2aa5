import type { Log } from '../ports/log.ts';
import type { Archive } from '../ports/store/archive.ts';
import type { Store } from '../ports/store/store.ts';
import { SqlArchive } from './archive/archive.ts';
import type { Database } from './databases/database.ts';
import { openDirectory, openMemory } from './databases/embedded.ts';
import { openServer, type ServerPlace } from './databases/server.ts';
import { endDeadHolds } from './dead-holds.ts';
import { migrate } from './migrations/migrate.ts';
import { SqlArtifacts } from './tables/artifacts.ts';
import { SqlAttention } from './attention/attention.ts';
import { SqlCache } from './tables/cache.ts';
import { SqlInbox } from './tables/inbox.ts';
import { SqlIntentions } from './tables/intentions.ts';
import { SqlLedger } from './tables/ledger.ts';
import { SqlMissed } from './tables/missed.ts';
import { SqlPipelines } from './tables/pipelines.ts';
import { SqlStandings } from './tables/standings.ts';

/** In memory (empty, or as a template dumped it), embedded in a directory, or on a PostgreSQL server. */
export type StorePlace = { memory: true; dump?: Blob } | { directory: string } | ServerPlace;

export interface OpenStore extends Store {
  archive: Archive;
  /** Gives the space of deleted rows back where the database does not do so by itself; for a process that runs for months. */
  tidy(): Promise<void>;
  /** Ends a write-ahead log that grew long, likewise; it grows with each statement. */
  shortenLog(): Promise<void>;
  /** Forgets everything; for tests, which share one store a file. */
  truncate(): Promise<void>;
}

const TABLES = [
  'inbox',
  'missed',
  'attention',
  'burst',
  'ledger',
  'intention',
  'pipeline',
  'artifact',
  'standing',
  'cache',
] as const;

/** Opens the store and migrates it; fails with StoreInUse, StoreTooNew or StoreUnusable, each one sentence for people. */
export async function openStore(where: StorePlace, log?: Pick<Log, 'warn'>): Promise<OpenStore> {
  const database = await connect(where, log);
  try {
    const { newer } = await migrate(database.patient ?? database.kysely, database.place);
    if (newer !== undefined) log?.warn({ newer }, 'store has the schema of a newer release, which this one may use');
    if ('directory' in where) {
      await database.tidy?.();
      await endDeadHolds(database.kysely);
    }
  } catch (error) {
    await database.close();
    throw error;
  }
  return storeOn(database);
}

function connect(where: StorePlace, log?: Pick<Log, 'warn'>): Promise<Database> {
  if ('url' in where) return openServer(where, log);
  if ('directory' in where) return openDirectory(where.directory);
  return openMemory(where.dump);
}

function storeOn({ kysely, patient = kysely, close, tidy, shortenLog }: Database): OpenStore {
  // Table by table, so that a delivery waits for one of them at most.
  const tidyTables = async (): Promise<void> => {
    if (tidy) for (const table of TABLES) await tidy(table);
  };
  return {
    inbox: new SqlInbox(kysely),
    missed: new SqlMissed(kysely),
    attention: new SqlAttention(kysely),
    ledger: new SqlLedger(kysely),
    intentions: new SqlIntentions(kysely),
    pipelines: new SqlPipelines(kysely),
    artifacts: new SqlArtifacts(kysely),
    standings: new SqlStandings(kysely),
    cache: new SqlCache(kysely),
    archive: new SqlArchive(patient),
    close,
    tidy: tidyTables,
    shortenLog: async () => {
      await shortenLog?.();
    },
    truncate: async () => {
      // Several times faster than SQL's truncate, which makes new files.
      for (const table of TABLES) await kysely.deleteFrom(table).execute();
      if ((await shortenLog?.()) === true) await tidyTables();
    },
  };
}
