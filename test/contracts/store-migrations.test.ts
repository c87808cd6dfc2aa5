/** Migrations that are interrupted, repeated, run twice at once, and a release that meets the schema of the next. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import type { Kysely, KyselyPlugin } from 'kysely';
import { Client } from 'pg';
import type { Database } from '../../src/store/databases/database.ts';
import { openMemory } from '../../src/store/databases/embedded.ts';
import { openServer } from '../../src/store/databases/server.ts';
import { migrate } from '../../src/store/migrations/migrate.ts';
import { openStore } from '../../src/store/open-store.ts';
import { storeTemplate } from '../../src/store/template.ts';
import type { Tables } from '../../src/store/tables/schema.ts';
import { describeWithPostgres } from './postgres.ts';

const RELEASE_1 = readFileSync(new URL('../formats/v1/store.sql', import.meta.url), 'utf8');

/** What the release with schema 2 really asked, with the answers it got; recorded once, never edited. */
const RELEASE_2 = readFileSync(new URL('../formats/v2/statements.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { sql: string; parameters: unknown[]; rows: unknown[]; changed: number });

let template: Blob;
beforeAll(async () => {
  template = await storeTemplate();
});
const openMigrated = (): ReturnType<typeof openMemory> => openMemory(template);

class PowerCut extends Error {}

/** Lets so many statements through and fails the one after. */
function failingAfter(statements: number): KyselyPlugin {
  let seen = 0;
  return {
    transformQuery({ node }) {
      seen += 1;
      if (seen > statements) throw new PowerCut();
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}

/** Interrupts the migration after each of its statements in turn, until one run gets through; answers how many runs failed. */
async function interruptEverywhere(kysely: Kysely<Tables>): Promise<number> {
  for (let statements = 0; ; statements += 1) {
    try {
      await migrate(kysely.withPlugin(failingAfter(statements)), 'the store');
      return statements;
    } catch (error) {
      if (!hasCause(error, PowerCut)) throw error;
    }
  }
}

function hasCause(error: unknown, kind: new () => Error): boolean {
  if (error instanceof kind) return true;
  return error instanceof Error && error.cause !== undefined && hasCause(error.cause, kind);
}

const COLUMNS = sql<{ name: string }>`
  select table_name || '.' || column_name as name from information_schema.columns
  where table_schema = 'public' order by name`;

async function columnsOf(kysely: Kysely<Tables>): Promise<string[]> {
  return (await COLUMNS.execute(kysely)).rows.map(({ name }) => name);
}

/** How databases of a kind are made. */
interface Kind {
  empty: () => Promise<Database>;
  migrated: () => Promise<Database>;
  load: (database: Database, dump: string) => Promise<void>;
}

/** The sentences about migrations, on one kind of database. */
function migrationContract({ empty, migrated, load }: Kind): void {
  it('interrupted after any statement it leaves the schema as it was, and gets through when it is repeated', async () => {
    const database = await empty();
    await load(database, RELEASE_1);
    const before = await columnsOf(database.kysely);
    await migrate(database.kysely.withPlugin(failingAfter(12)), 'the store').catch(() => undefined);
    expect(await columnsOf(database.kysely)).toEqual(before);

    const interruptions = await interruptEverywhere(database.kysely);

    expect(interruptions).toBeGreaterThan(15);
    expect(await columnsOf(database.kysely)).toContain('attention.account');
    expect(await migrate(database.kysely, 'the store')).toEqual({});
    const { rows } = await sql`select key, account, since from attention order by key`.execute(database.kysely);
    expect(rows).toEqual([
      { key: 'lane:acme/pipeline:staging/api', account: 'acme', since: null },
      { key: 'sweep:deliveries', account: '', since: null },
    ]);
    await database.close();
  });

  it('a newer schema is used where it names this release or one before it as the oldest', async () => {
    const database = await migrated();
    await sql`insert into sluice_migration (name, timestamp) values ('0005-later', '')`.execute(database.kysely);

    expect(await migrate(database.kysely, 'the store')).toEqual({ newer: '0005-later' });

    await sql`update sluice_schema set oldest = '0005-later'`.execute(database.kysely);
    await expect(migrate(database.kysely, 'the store')).rejects.toMatchObject({ userError: { code: 'STORE_NEWER' } });
    await sql`delete from sluice_schema`.execute(database.kysely);
    await expect(migrate(database.kysely, 'the store')).rejects.toMatchObject({ userError: { code: 'STORE_NEWER' } });
    await database.close();
  });
}

describe('migrations of the embedded database', () => {
  migrationContract({
    empty: openMemory,
    migrated: openMigrated,
    load: async (database, dump) => {
      const { pglite } = database as Database & { pglite: PGlite };
      await pglite.exec(`${dump}; set search_path to public`);
    },
  });

  it('what the release before asks is answered as it was there', async () => {
    const { pglite, close } = await openMigrated();

    for (const [line, asked] of RELEASE_2.entries()) {
      const { rows, affectedRows = 0 } = await pglite.query(asked.sql, asked.parameters);
      expect({ line, rows, changed: affectedRows }).toEqual({ line, rows: asked.rows, changed: asked.changed });
    }

    expect(RELEASE_2.length).toBeGreaterThan(80);
    await close();
  });
});

describe('a store between two releases', () => {
  it('opens with a warning where the schema is newer and allows it', async () => {
    const { kysely, pglite, close } = await openMigrated();
    await sql`insert into sluice_migration (name, timestamp) values ('0005-later', '')`.execute(kysely);
    const dump = await pglite.dumpDataDir('none');
    await close();
    const warnings: unknown[] = [];

    const store = await openStore({ memory: true, dump }, { warn: (...said) => warnings.push(said) });

    expect(warnings).toEqual([
      [{ newer: '0005-later' }, 'store has the schema of a newer release, which this one may use'],
    ]);
    await store.close();
  });

  it('understands the rows that the release before wrote meanwhile', async () => {
    const { pglite, close } = await openMigrated();
    const old = (key: string, due: number) =>
      pglite.query(`insert into attention (key, due_at, because) values ($1, $2, $3)`, [key, due, ['push']]);
    await old('lane:Acme/r:1', 100);
    await pglite.query(
      `insert into inbox (guid, event, payload, received_at, due_at) values ('g', 'push', '{"a":1}', 1, 1)`,
    );
    const dump = await pglite.dumpDataDir('none');
    await close();

    const upgraded = await openStore({ memory: true, dump });
    await upgraded.attention.wantCalmly('lane:Acme/r:1', 500, { because: 'push', quiet: 50, most: 90 });

    expect(await upgraded.attention.jobs(200)).toMatchObject([{ account: 'acme', since: 100, due: 100 }]);
    expect(await upgraded.attention.backlog(200)).toMatchObject({ oldest: 100, oldestLane: 100 });
    expect(await upgraded.inbox.backlog()).toMatchObject({ waiting: 1, bytes: 7 });
    await upgraded.close();
  });
});

describeWithPostgres('migrations on a PostgreSQL server', (server) => {
  const onServer = async (): Promise<Database> => openServer({ url: await server().database() });
  const migratedOnServer = async (): Promise<Database> => {
    const database = await onServer();
    await migrate(database.kysely, 'the store');
    return database;
  };

  migrationContract({
    empty: onServer,
    migrated: migratedOnServer,
    load: async (database, dump) => {
      for (const statement of dump.split(/;\n/)) {
        if (statement.trim() !== '') await sql.raw(statement).execute(database.kysely);
      }
    },
  });

  describe('of a database of release 1', () => {
    let url: string;
    beforeAll(async () => {
      url = await server().database();
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query(RELEASE_1);
      await client.end();
    });
    const open: Database[] = [];
    afterAll(() => Promise.all(open.map(({ close }) => close())));

    it('several processes at once all get through', async () => {
      for (let n = 0; n < 4; n += 1) open.push(await openServer({ url }));

      const migrated = await Promise.all(open.map(({ kysely }) => migrate(kysely, 'the store')));

      expect(migrated).toEqual([{}, {}, {}, {}]);
    });
  });

  it('what the release before asks is answered as it was there', async () => {
    const database = await migratedOnServer();
    const { kysely } = database;

    for (const [line, asked] of RELEASE_2.entries()) {
      const { rows } = await kysely.executeQuery<unknown>({
        sql: asked.sql,
        parameters: asked.parameters,
        query: { kind: 'RawNode', sqlFragments: [asked.sql], parameters: [] },
        queryId: { queryId: `${line}` },
      });
      expect({ line, rows }).toEqual({ line, rows: asked.rows });
    }

    await database.close();
  });
});
