import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PGlite } from '@electric-sql/pglite';
import { repoName } from '../../src/core/names.ts';
import { quoted } from '../../src/core/errors/catalogue.ts';
import type { Claim } from '../../src/ports/store/attention.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { storeTemplate } from '../../src/store/template.ts';
import { describeWithPostgres } from './postgres.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sluice-opening-'));
const template = join(scratch, 'template');
beforeAll(async () => {
  await (await openStore({ directory: template })).close();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A directory of its own with a store in it; copied, since making one takes seconds. */
function storeDirectory(name: string): string {
  const directory = join(scratch, name);
  cpSync(template, directory, { recursive: true });
  return directory;
}

const OPEN_STORE = new URL('../../src/store/open-store.ts', import.meta.url).href;

/** A process of its own that opens the store in a directory, marks a key there and stays. */
async function holder(directory: string): Promise<ChildProcess> {
  const program = `
    const { openStore } = await import(${JSON.stringify(OPEN_STORE)});
    const store = await openStore({ directory: ${JSON.stringify(directory)} });
    await store.attention.want('lane:a', 100, 'push');
    console.log('open');
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the holder ended'))),
  ]);
  return child;
}

/** Some two and a half megabytes of deliveries that are no longer needed. */
async function processTwenty({ inbox }: OpenStore): Promise<void> {
  for (let n = 0; n < 20; n += 1) {
    const guid = randomUUID();
    // Random, since the database would compress anything else away.
    const payload = { noise: randomBytes(100_000).toString('base64') };
    await inbox.put({ guid, event: 'push', payload, receivedAt: 100 });
    await inbox.take('p-1', 200, 300);
    await inbox.processed({ guid, worker: 'p-1' }, 200);
  }
}

/** Begins all there is at an instant, and ends it well unless something deadly is among it; each with its tries. */
async function workAt(
  { attention, inbox }: OpenStore,
  { now, worker }: { now: number; worker: string },
): Promise<string[]> {
  const until = now + 300_000;
  const claims: Claim[] = [];
  for (let n = 0; n < 3; n += 1) claims.push(...[await attention.claim(worker, now, until)].filter((one) => !!one));
  const delivery = await inbox.take(worker, now, until);
  if (!claims.some(({ key }) => key.includes('deadly'))) {
    for (const claim of claims) await attention.release(claim);
    if (delivery !== undefined) await inbox.processed(delivery, now);
  }
  const held = [...claims, ...(delivery === undefined ? [] : [{ key: delivery.guid, tries: delivery.tries }])];
  return held.map(({ key, tries }) => `${key.replace('lane:acme/r:', '')} ${tries}`);
}

function sizeOf(directory: string): number {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((bytes, { parentPath, name }) => bytes + statSync(join(parentPath, name)).size, 0);
}

describe('a store in a directory', () => {
  it('belongs to one process: a second is refused in one sentence, and may open it after a kill -9', async () => {
    const directory = storeDirectory('shared');
    const first = await holder(directory);

    await expect(openStore({ directory })).rejects.toMatchObject({
      userError: { code: 'STORE_IN_USE' },
      message:
        `The store ${quoted(directory)} is open in another Sluice process: ` +
        'stop that one, or set DATABASE_URL to a PostgreSQL for more than one process.',
    });

    first.kill('SIGKILL');
    await once(first, 'exit');
    const second = await openStore({ directory });
    expect(await second.attention.nextDue()).toBe(100);
    await second.close();
  });

  it('is free again when it is closed, and has kept everything', async () => {
    const directory = storeDirectory('reopened');
    const first = await openStore({ directory });
    await first.inbox.put({ guid: 'g', event: 'push', payload: { ref: 'main' }, receivedAt: 100 });
    await expect(openStore({ directory })).rejects.toMatchObject({ userError: { code: 'STORE_IN_USE' } });
    await first.close();

    const second = await openStore({ directory });

    expect(await second.inbox.take('w', 100, 200)).toMatchObject({ guid: 'g', payload: { ref: 'main' } });
    await second.close();
  });

  it('has what its last process held free at once, and counted as a try: nobody else can live on it', async () => {
    const directory = storeDirectory('killed');
    const first = await openStore({ directory });
    await first.inbox.put({ guid: 'g', event: 'push', payload: {}, receivedAt: 100 });
    for (const key of ['lane:acme/r:a', 'lane:acme/r:b']) await first.attention.want(key, 100, 'push');
    expect(await first.inbox.take('dead-1', 100, 9_000)).toMatchObject({ tries: 0 });
    for (let n = 0; n < 2; n += 1) await first.attention.claim('dead-1', 100, 9_000);
    await first.close();

    const { attention, inbox, close } = await openStore({ directory });
    const claims = [await attention.claim('next-1', 101, 9_000), await attention.claim('next-1', 101, 9_000)];
    const taken = await inbox.take('next-1', 101, 9_000);
    await close();

    expect(claims).toMatchObject([
      { key: 'lane:acme/r:a', tries: 1, because: ['push'] },
      { key: 'lane:acme/r:b', tries: 1, because: ['push'] },
    ]);
    expect(taken).toMatchObject({ guid: 'g', tries: 1 });
  });

  it('has what its process dies over again and again rest ever longer, and what stood beside it come to its end', async () => {
    const directory = storeDirectory('killed-again');
    const told: string[] = [];
    let now = 0;
    for (let life = 0; life < 6; life += 1) {
      const store = await openStore({ directory });
      if (life === 0) await store.inbox.put({ guid: 'g', event: 'push', payload: {}, receivedAt: 0 });
      // A start marks everything.
      for (const key of ['lane:acme/r:a', 'lane:acme/r:b-deadly', 'lane:acme/r:c'])
        if (life === 0 || key.includes('deadly')) await store.attention.want(key, now, 'start');
      for (let isAlive = true; isAlive; now += isAlive ? 1_000 : 0) {
        const found = await workAt(store, { now, worker: `life-${life}` });
        if (found.length > 0) told.push(`${now / 1_000}s: ${found.join(', ')}`);
        isAlive = !found.some((one) => one.includes('deadly'));
      }
      await store.close();
    }

    expect(told).toEqual([
      '0s: a 0, b-deadly 0, c 0, g 0',
      '0s: a 1, b-deadly 1, c 1, g 1',
      '10s: a 2, g 2',
      '15s: b-deadly 2',
      '15s: c 2',
      '80s: b-deadly 3',
      '380s: b-deadly 4',
      '680s: b-deadly 5',
    ]);
  });

  it('uses the space of processed deliveries again after its next start', async () => {
    const directory = storeDirectory('tidied');
    const receiveAndProcess = async (): Promise<number> => {
      const store = await openStore({ directory });
      await processTwenty(store);
      await store.close();
      return sizeOf(join(directory, 'postgres', 'base'));
    };

    const afterFirst = await receiveAndProcess();
    const afterSecond = await receiveAndProcess();

    expect(afterSecond - afterFirst).toBeLessThan(1_000_000);
  });

  it('uses the space of processed deliveries again without a start, when it is tidied', async () => {
    const directory = storeDirectory('tidied-while-open');
    const store = await openStore({ directory });
    const receiveAndProcess = async (): Promise<number> => {
      await processTwenty(store);
      await store.tidy();
      return sizeOf(join(directory, 'postgres', 'base'));
    };

    const afterFirst = await receiveAndProcess();
    const afterSecond = await receiveAndProcess();

    expect(afterSecond - afterFirst).toBeLessThan(1_000_000);
    await store.close();
  });

  it('loses nothing by keeping its write-ahead log short', async () => {
    const directory = storeDirectory('long-log');
    const store = await openStore({ directory });
    for (let n = 0; n < 30; n += 1) {
      const payload = { noise: randomBytes(3_000_000).toString('base64') };
      await store.inbox.put({ guid: randomUUID(), event: 'push', payload, receivedAt: 100 });
      await store.shortenLog();
    }

    expect(sizeOf(join(directory, 'postgres', 'base'))).toBeGreaterThan(90_000_000);
    expect(sizeOf(join(directory, 'postgres', 'pg_wal'))).toBeLessThan(90_000_000);
    await store.close();
    const again = await openStore({ directory });
    await expect(again.inbox.backlog()).resolves.toMatchObject({ waiting: 30 });
    await again.close();
  });

  it('that was written by a newer version, and that only such versions may use, is refused and not left locked', async () => {
    const directory = storeDirectory('newer');
    const raw = await PGlite.create(join(directory, 'postgres'));
    await raw.query(`insert into sluice_migration (name, timestamp) values ('9999-from-the-future', '')`);
    await raw.query(`update sluice_schema set oldest = '9999-from-the-future'`);
    await raw.close();

    const refusal = {
      userError: { code: 'STORE_NEWER' },
      message:
        `The store ${quoted(directory)} has migration "9999-from-the-future", which this release does not know: ` +
        'start the newer release that wrote it, or restore a backup from before the upgrade.',
    };
    await expect(openStore({ directory })).rejects.toMatchObject(refusal);
    await expect(openStore({ directory })).rejects.toMatchObject(refusal);
  });

  it('that cannot be read is told in one sentence without the database’s own pages of source', async () => {
    const directory = storeDirectory('damaged');
    writeFileSync(join(directory, 'postgres', 'global', 'pg_control'), Buffer.alloc(8192, 7));

    const error: unknown = await openStore({ directory }).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ userError: { code: 'STORE_UNUSABLE' } });
    expect(String(error)).toMatch(/The store .+ cannot be opened \(.+\): check its rights/);
    expect((error as Error).stack?.length).toBeLessThan(3000);
  });

  it('that is a file is told in one sentence', async () => {
    const directory = join(scratch, 'a-file');
    writeFileSync(directory, '');

    await expect(openStore({ directory })).rejects.toMatchObject({ userError: { code: 'STORE_UNUSABLE' } });
  });
});

describe('a store in memory', () => {
  it('opened from a template is empty, migrated and apart from others of the same template', async () => {
    const dump = await storeTemplate();
    const [one, other] = await Promise.all([openStore({ memory: true, dump }), openStore({ memory: true, dump })]);

    await one.attention.want('k', 100, 'push');

    expect(await one.attention.nextDue()).toBe(100);
    expect(await other.attention.nextDue()).toBeUndefined();
    await Promise.all([one.close(), other.close()]);
  });

  it('opened without a template is migrated as well', async () => {
    const store = await openStore({ memory: true });

    expect(await store.pipelines.get(repoName('acme/pipeline'))).toBeUndefined();
    await store.close();
  });
});

describe('a store on a server', () => {
  it('that does not answer is told in one sentence, without the password', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');

    await expect(openStore({ url: `postgresql://me:hunter2@127.0.0.1:${port}/sluice` })).rejects.toMatchObject({
      userError: { code: 'STORE_UNUSABLE' },
      message:
        `The store "postgresql://127.0.0.1:${port}/sluice" cannot be opened (connect ECONNREFUSED 127.0.0.1:${port}): ` +
        'check that the server runs and that address, database, user and password are right.',
    });
  });

  it('whose address is none is told in one sentence, without the address', async () => {
    const error: unknown = await openStore({ url: 'postgresql://me:hunter2@:port' }).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ userError: { code: 'STORE_UNUSABLE' } });
    expect(String(error)).not.toContain('hunter2');
  });
});

describeWithPostgres('a store on a PostgreSQL server', (server) => {
  it('several replicas may start together on an empty database', async () => {
    const url = await server().database();

    const replicas = await Promise.all([1, 2, 3, 4, 5, 6].map(() => openStore({ url })));

    await replicas[0]?.attention.want('k', 100, 'push');
    expect(await replicas[5]?.attention.nextDue()).toBe(100);
    await Promise.all(replicas.map((store) => store.close()));
  });

  it('a database that does not exist is told in one sentence', async () => {
    const url = (await server().database()).replace(/\w+$/, 'absent');

    await expect(openStore({ url })).rejects.toMatchObject({
      userError: { code: 'STORE_UNUSABLE' },
      message: expect.stringContaining('(database "absent" does not exist)'),
    });
  });
});
