/** A store that an earlier release wrote opens, keeps everything, and has the tables of a new one. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { commitSha, componentName, promotionId, repoName } from '../../src/core/names.ts';
import type { Digest, LaneId } from '../../src/core/names.ts';
import { openMemory } from '../../src/store/databases/embedded.ts';
import { migrate } from '../../src/store/migrations/migrate.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { describeWithPostgres } from './postgres.ts';

const RELEASE_1 = readFileSync(new URL('../formats/v1/store.sql', import.meta.url), 'utf8');

/** Columns and indexes by name: the place of a column in its table says nothing. */
const SCHEMA = `
  select table_name || '.' || column_name as name,
    concat_ws(' ', data_type, is_nullable, column_default, is_identity, collation_name) as what
  from information_schema.columns where table_schema = 'public'
  union all select indexname, indexdef from pg_indexes where schemaname = 'public'
  order by name`;

describe('a store of release 1 in memory', () => {
  let dump: Blob;
  beforeAll(async () => {
    const raw = await PGlite.create();
    await raw.exec(RELEASE_1);
    dump = await raw.dumpDataDir('none');
    await raw.close();
  });

  upgradeContract(() => openStore({ memory: true, dump }));

  it('has the columns and indexes of a new one', async () => {
    const upgraded = await schemaOf(dump);

    expect(upgraded).toContainEqual({ name: 'ledger.facts', what: 'text NO NO' });
    expect(upgraded).toEqual(await schemaOf());
  });
});

describeWithPostgres('a store of release 1 on a server', (server) => {
  let url: string;
  beforeAll(async () => {
    url = await server().database();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(RELEASE_1);
    await client.end();
  });

  upgradeContract(() => openStore({ url }));
});

/** The rows of the sample as the ports answer them, and the tables that came later. */
function upgradeContract(open: () => Promise<OpenStore>): void {
  describe('opened by this one', () => {
    const lane = 'acme/pipeline:staging/api' as LaneId;
    const pipeline = repoName('acme/pipeline');
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it('keeps its history, and numbers on after it', async () => {
      const promotion = promotionId(repoName('acme/environments'), 7);
      const [proposed, merged] = [
        { at: 1_763_000_002_000, kind: 'proposed', key: `proposed ${promotion}`, facts: { title: 'NUL \0, whole 😀' } },
        { at: 1_763_000_002_600, kind: 'merged', key: `merged ${promotion}`, facts: { by: 'sluice' } },
      ].map((entry) => ({ ...entry, lane, promotion }));
      const looked = { at: 1_763_000_002_500, kind: 'looked', facts: {} };
      expect(await store.ledger.read({})).toEqual([proposed, looked, merged]);

      const closed = { at: 1_763_000_002_600, kind: 'closed', lane, promotion, facts: {} };
      expect(await store.ledger.append(closed)).toBe(true);

      expect(await store.ledger.read({ pipeline })).toEqual([proposed, merged, closed]);
      expect(await store.ledger.read({ lane, kind: 'merged' })).toEqual([merged]);
    });

    it('keeps what waits and what was processed', async () => {
      const [processed, waiting] = [1, 2].map((n) => `11111111-0000-11f0-8000-00000000000${n}`);
      const payload = { state: 'success' };

      expect(await store.inbox.put({ guid: `${processed}`, event: 'push', payload, receivedAt: 1 })).toBe('processed');
      expect(await store.inbox.take('w', 1_763_000_003_000, 1_763_000_004_000)).toMatchObject({
        guid: waiting,
        payload,
      });
      expect(await store.attention.claim('w', 1_763_000_003_000, 1_763_000_004_000)).toMatchObject({
        key: `lane:${lane}`,
        because: ['push'],
      });
      expect(await store.attention.nextDue()).toBe(1_763_000_004_000);
    });

    it('keeps what was intended, its pipelines and its cache', async () => {
      expect(await store.intentions.recall('comment acme/app#3')).toEqual({ last: 1_763_000_002_700, done: true });
      expect(await store.pipelines.all()).toEqual([
        {
          repo: pipeline,
          commit: '1'.repeat(40),
          blob: '2'.repeat(40),
          text: 'version: 1\n',
          loadedAt: 1_763_000_000_500,
        },
      ]);
      expect(await store.cache.get(['range a..b'])).toEqual(new Map([['range a..b', ['c']]]));
    });

    it('takes builds, and knows none in the beginning', async () => {
      const component = componentName('api');
      const builtFrom = { repo: repoName('acme/api'), commit: commitSha('1'.repeat(40)) };
      const digest = `sha256:${'a'.repeat(64)}` as Digest;
      const build = { component, image: 'registry.example/api', digest, builtFrom, source: builtFrom.commit };
      expect(await store.artifacts.of(pipeline, [component], 10)).toEqual([]);

      expect(await store.artifacts.add({ ...build, pipeline, learnedAt: 100, by: 'report' })).toBe(true);

      expect(await store.artifacts.of(pipeline, [component], 10)).toMatchObject([build]);
      expect(await store.standings.all()).toEqual([]);
    });
  });
}

async function schemaOf(dump?: Blob): Promise<unknown[]> {
  const { kysely, pglite, place, close } = await openMemory(dump);
  await migrate(kysely, place);
  const { rows } = await pglite.query(SCHEMA);
  await close();
  return rows;
}
