/** What a store holds as lines of text, and back: the road between the embedded database and a server. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { commitSha, componentName, promotionId, repoName } from '../../src/core/names.ts';
import type { Digest, LaneId } from '../../src/core/names.ts';
import type { Standing } from '../../src/core/promotion/standing.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { storeTemplate } from '../../src/store/template.ts';
import { describeWithPostgres } from './postgres.ts';
import { HOSTILE } from './store/hostile.ts';

const SAMPLE = readFileSync(new URL('../formats/v1/archive.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

const lane = 'acme/pipeline:staging/api' as LaneId;
const pipeline = repoName('acme/pipeline');
const builtFrom = { repo: repoName('acme/api'), commit: commitSha('1'.repeat(40)) };
const digest = `sha256:${'a'.repeat(64)}` as Digest;

/** Something of everything, with what strangers write wherever they may write. */
async function fill({ inbox, attention, ledger, intentions, ...store }: OpenStore): Promise<void> {
  const delivery = (guid: string, receivedAt: number) => ({ guid, event: 'push', payload: HOSTILE, receivedAt });
  for (const [n, guid] of ['waits', 'held', 'done', 'parked'].entries()) await inbox.put(delivery(guid, 100 + n));
  for (const worker of ['p-3', 'p-1', 'p-2']) await inbox.take(worker, 200, 9000);
  await inbox.processed({ guid: 'done', worker: 'p-2' }, 200);
  for (let n = 0; n < 5; n += 1) {
    await inbox.take('p-2', 300, 9000);
    await inbox.failed({ guid: 'parked', worker: 'p-2' }, 'broken', 300);
  }
  await inbox.giveBack('p-3', 100);
  await attention.want('lane:acme/r:held', 100, 'push 😀');
  await attention.claim('p-1', 100, 9000);
  await attention.want('lane:acme/r:held', 150, 'review');
  await attention.want('parked', 120, 'push');
  for (let n = 0; n < 5; n += 1) {
    const claim = await attention.claim('p-1', 130 + n, 9000);
    if (claim) await attention.postpone(claim, 131 + n, 'no such file');
  }
  await attention.want('sweep:lanes', 9000, 'round');
  const [commit, component] = [commitSha('1'.repeat(40)), componentName('api')];
  await store.pipelines.save({ repo: pipeline, commit, blob: 'b', text: `# ${HOSTILE.title}\n`, loadedAt: 5 });
  const build = { component, image: 'r/api', digest, builtFrom, source: builtFrom.commit };
  await store.artifacts.add({ ...build, pipeline, learnedAt: 5, by: 'report' });
  await store.standings.put({ lane, pipeline, at: 7, reasons: [], components: [] } as unknown as Standing);
  await intentions.intend('comment 1', 100);
  await intentions.intend('comment 1', 200);
  await intentions.done('comment 2', 300);
  const promotion = promotionId(repoName('acme/environments'), 7);
  await ledger.append({ at: 300, kind: 'merged', lane, promotion, key: 'merged 7', facts: HOSTILE });
  await ledger.append({ at: 200, kind: 'looked', facts: { line: '\u2028' } });
}

async function linesOf({ archive }: OpenStore): Promise<string[]> {
  const lines = [];
  for await (const line of archive.read()) lines.push(line);
  return lines;
}

describe('an archive', () => {
  let dump: Blob;
  let store: OpenStore;
  let lines: string[];
  beforeAll(async () => {
    dump = await storeTemplate();
    store = await openStore({ memory: true, dump });
    await fill(store);
    lines = await linesOf(store);
  });
  beforeEach(() => store.truncate());
  afterAll(() => store.close());

  const refusal = (given: string[]): Promise<unknown> =>
    store.archive.write(given).then(
      () => 'taken',
      (error: unknown) => (error as { userError?: { code: string; sentence: string } }).userError,
    );

  it('of format 1 means what it meant when it was written', async () => {
    expect(await store.archive.write(SAMPLE)).toEqual({ records: 14 });

    expect(await linesOf(store)).toEqual(lines);
  });

  it('has one line a record, whichever characters end lines for a reader', () => {
    expect(lines.filter((line) => /[\n\r\u2028\u2029]/.test(line))).toEqual([]);
  });

  it('of an empty store is two lines, and empties nothing', async () => {
    const empty = await linesOf(store);
    expect(empty).toHaveLength(2);

    expect(await store.archive.write(empty)).toEqual({ records: 0 });
    expect(await linesOf(store)).toHaveLength(2);
  });

  it.each([1, 2, 9])('cut off after %i lines is refused, and nothing of it stays', async (kept) => {
    expect(await refusal(lines.slice(0, kept))).toMatchObject({ code: 'ARCHIVE_INVALID' });

    expect(await linesOf(store)).toHaveLength(2);
  });

  it('is refused at the line that is wrong, with what is wrong about it', async () => {
    const changed = (at: number, line: string): string[] => lines.with(at - 1, line);
    const because = async (given: string[]): Promise<string | undefined> => {
      const { sentence } = (await refusal(given)) as { sentence: string };
      return /because of line (\d+ \(.*\)):/.exec(sentence)?.[1];
    };

    expect(await because(changed(3, '{"processed":'))).toBe('3 (it is not a JSON object)');
    expect(await because(changed(3, '{"secret":{}}'))).toBe('3 (no record is called "secret")');
    expect(await because(changed(3, '{"intention":{"key":"a\\u0000","firstAt":1,"lastAt":1}}'))).toBe(
      '3 (intention.key: U+0000 cannot be stored)',
    );
    expect(await because(changed(1, '{"sluice":"archive","v":2,"schema":"0009"}'))).toBe(
      '1 (its format is 2, and this release reads format 1)',
    );
    expect(await because(lines.slice(1))).toBe('1 (an archive begins with one line that says so)');
    expect(await because(lines.toSpliced(2, 1))).toMatch(/^\d+ \(it counts \d records called \w+, and there are \d\)$/);
    expect(await because([...lines, '{}'])).toBe(`${lines.length + 1} (it comes after the last line)`);
    expect(await because(lines.toSpliced(2, 0, lines[1] ?? ''))).toMatch(/it counts|refuses/);
    expect(await because([])).toBe('1 (the file ends before its last line)');
  });

  it('names the line when the database refuses a record', async () => {
    const twice = lines.toSpliced(2, 0, lines[1] ?? '').slice(0, -1);
    const counts = (JSON.parse(lines.at(-1) ?? '') as { end: Record<string, number> }).end;
    const end = JSON.stringify({ end: { ...counts, delivery: (counts['delivery'] ?? 0) + 1 } });

    expect(await refusal([...twice, end])).toMatchObject({
      sentence: expect.stringMatching(
        /because of line \d+ \(the database refuses a record of this line or one before it/,
      ),
    });
  });

  it('is not taken into a store that has something already', async () => {
    await store.attention.want('k', 1, 'push');

    expect(await refusal(lines)).toMatchObject({
      code: 'STORE_NOT_EMPTY',
      sentence: expect.stringContaining('(attention)'),
    });
    expect(await linesOf(store)).toHaveLength(3);
  });

  it('that broke off on its way is taken when it comes again', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield* lines.slice(0, 9);
      await Promise.reject(new Error('the connection is gone'));
    }
    await expect(store.archive.write(broken())).rejects.toThrow('the connection is gone');

    expect(await store.archive.write(lines)).toEqual({ records: lines.length - 2 });

    expect(await linesOf(store)).toEqual(lines);
  });

  it('is told while others write, and holds nobody up', async () => {
    await store.archive.write(lines);
    const reading = store.archive.read();
    await reading.next();

    expect(await store.attention.claim('p-1', 9000, 9900)).toBeDefined();
    await store.ledger.append({ at: 400, kind: 'closed', facts: {} });

    const rest = [];
    for await (const line of reading) rest.push(line);
    expect(rest.at(-2)).toContain('"closed"');
  });

  it('of thousands of rows is read and written whole', async () => {
    const facts = new Map(Array.from({ length: 1201 }, (_, n) => [`comment ${n}`, n]));
    for (const [key, at] of facts) await store.intentions.intend(key, at);
    const many = await linesOf(store);
    await store.truncate();

    expect(await store.archive.write(many)).toEqual({ records: 1201 });
    expect(await linesOf(store)).toEqual(many);
  });
});

describeWithPostgres('an archive on its way', (server) => {
  it('is the same on a server as embedded, there and back', async () => {
    const embedded = await openStore({ memory: true });
    await fill(embedded);
    const lines = await linesOf(embedded);
    const onServer = await openStore({ url: await server().database() });

    await onServer.archive.write(lines);
    expect(await linesOf(onServer)).toEqual(lines);

    await embedded.truncate();
    await embedded.archive.write(await linesOf(onServer));
    expect(await linesOf(embedded)).toEqual(lines);
    expect(await onServer.inbox.put({ guid: 'done', event: 'push', payload: {}, receivedAt: 500 })).toBe('processed');
    expect(await onServer.attention.parked()).toMatchObject([{ key: 'parked', tries: 5 }]);
    expect(await onServer.attention.claim('p-1', 150, 900)).toMatchObject({
      key: 'lane:acme/r:held',
      because: ['push 😀', 'review'],
    });
    expect(await onServer.ledger.append({ at: 900, kind: 'merged', key: 'merged 7', facts: {} })).toBe(false);
    await Promise.all([embedded.close(), onServer.close()]);
  });
});
