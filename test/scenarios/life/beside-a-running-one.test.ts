import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openStore } from '../../../src/store/open-store.ts';
import { deliver, Place, until } from './running.ts';

let place: Place;

beforeAll(async () => {
  place = await Place.open();
});

afterAll(() => place.close());

async function run(env: Record<string, string>, ...argv: string[]): Promise<{ code: number | null; output: string }> {
  const started = place.start(env, ...argv);
  const code = await started.ended;
  return { code, output: started.output() };
}

/** A store in which a key and a delivery have failed too often. */
async function withParked(name: string): Promise<string> {
  const directory = join(place.folder, name);
  const store = await openStore({ directory });
  const key = 'commands:acme/elsewhere#7';
  await store.attention.want(key, 1, 'a test');
  for (let tries = 0; tries < 5; tries += 1) {
    const claim = await store.attention.claim('w-1', 10, 20);
    if (claim === undefined) throw new Error('nothing to claim');
    await store.attention.postpone(claim, 1, 'it is poison');
  }
  await store.inbox.put({ guid: 'bad-1', event: 'push', payload: {}, receivedAt: 1 });
  for (let tries = 0; tries < 5; tries += 1) {
    const taken = await store.inbox.take('w-1', 10, 20);
    if (taken === undefined) throw new Error('nothing to take');
    await store.inbox.failed(taken, 'not understood', 1);
  }
  await store.close();
  return directory;
}

describe('commands on an embedded store', () => {
  it('list, show and wake what is parked, through the process that the store belongs to', async () => {
    const store = await withParked('parked');
    const served = await place.serve('parked');
    const env = { SLUICE_STORE: store };

    const listed = await run(env, 'jobs', '--state', 'parked');
    const shown = await run(env, 'jobs', 'show', 'commands:acme/elsewhere#7');
    const unknown = await run(env, 'jobs', 'wake', 'lane:acme/none:staging');
    const woken = await run(env, 'jobs', 'wake', '--all');
    const processed = await until(async () => {
      const { output } = await run(env, 'jobs', '--json');
      return output.includes('bad-1') || output.includes('parked') ? undefined : output;
    });
    served.child.kill('SIGTERM');
    await served.ended;

    expect(listed.code).toBe(0);
    expect(listed.output).toContain('→ sluice jobs wake commands:acme/elsewhere#7');
    expect(listed.output).toContain('it is poison');
    expect(listed.output).toContain('→ sluice jobs wake delivery:bad-1');
    expect(listed.output).toContain('2 jobs: 2 parked');
    expect(shown.output).toContain('because a test');
    expect(unknown).toEqual({ code: 1, output: 'not parked  lane:acme/none:staging\n' });
    expect(woken.output.trimEnd().split('\n').toSorted()).toEqual([
      'woken  commands:acme/elsewhere#7',
      'woken  delivery:bad-1',
    ]);
    for (const line of processed.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('state');
  }, 180_000);

  it('write an export beside the running process that another store is made of', async () => {
    const served = await place.serve('moved');
    await until(() => (served.output().includes('pipeline in force') ? true : undefined));
    const env = { SLUICE_STORE: served.store };
    const file = join(place.folder, 'export.jsonl');

    const exported = await run(env, 'export', '--to', file);
    const again = await run(env, 'export', '--to', file);
    const inUse = await run(env, 'import', file);
    served.child.kill('SIGTERM');
    await served.ended;
    const imported = await run({ SLUICE_STORE: join(place.folder, 'other') }, 'import', file);
    const twice = await run({ SLUICE_STORE: join(place.folder, 'other') }, 'import', file);
    const nowhere = await run({ SLUICE_STORE: join(place.folder, 'mistyped') }, 'jobs');
    const noFile = await run({ SLUICE_STORE: join(place.folder, 'third') }, 'import', join(place.folder, 'none'));
    const back = await run({ SLUICE_STORE: join(place.folder, 'other') }, 'export');

    expect(exported).toEqual({ code: 0, output: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect([again.code, again.output]).toEqual([1, expect.stringContaining('there is such a file already')]);
    expect([inUse.code, inUse.output]).toEqual([1, expect.stringContaining('is open in another Sluice process')]);
    expect(imported).toEqual({ code: 0, output: expect.stringContaining('records read') });
    expect([twice.code, twice.output]).toEqual([1, expect.stringContaining('#store_not_empty')]);
    expect([nowhere.code, nowhere.output]).toEqual([1, expect.stringContaining('there is no such directory')]);
    expect([noFile.code, noFile.output]).toEqual([1, expect.stringContaining('#file_unreadable')]);
    const pipelines = (text: string): string[] => text.split('\n').filter((line) => line.includes('acme/platform'));
    expect(pipelines(back.output).length).toBeGreaterThan(0);
    expect(pipelines(back.output).length).toBe(pipelines(readFileSync(file, 'utf8')).length);
  }, 180_000);

  it('find the process by the directory, however long its path is, and let nobody else in', async () => {
    const long = join('long', 'x'.repeat(90), 'store');
    mkdirSync(join(place.folder, long), { recursive: true });
    // What a process that was killed left behind.
    writeFileSync(join(place.folder, long, 'sluice.sock'), '');
    const served = await place.serve(long);

    const listed = await run({ SLUICE_STORE: served.store }, 'jobs');
    const { mode } = statSync(join(served.store, 'sluice.sock'));
    served.child.kill('SIGTERM');
    await served.ended;

    expect(listed.code).toBe(0);
    expect(mode & 0o777).toBe(0o600);
  }, 180_000);

  it('rebuild refuses a store that knows something, unless it is told to', async () => {
    const served = await place.serve('rebuilt');
    await until(() => (served.output().includes('pipeline in force') ? true : undefined));
    const env = { SLUICE_STORE: served.store };

    const refused = await run(env, 'rebuild');
    const again = await run(env, 'rebuild', '--again');
    served.child.kill('SIGTERM');
    await served.ended;

    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('#rebuild_not_empty')]);
    expect(again.output).toContain('restored  pipeline acme/platform');
    expect(await deliver(served.url, { guid: 'gone', event: 'ping', payload: {} })).toBe('ECONNREFUSED');
  }, 180_000);
});
