import { expect, it } from '@jest/globals';
import { commitSha, promotionId, repoName } from '../../../src/core/names.ts';
import type { LaneId } from '../../../src/core/names.ts';
import type { StoredPipeline } from '../../../src/ports/store/pipelines.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { HOSTILE } from './hostile.ts';

/** The sentences of the Ledger port. */
export function ledgerContract(store: () => OpenStore): void {
  const lane = 'acme/environments:production' as LaneId;
  const promotion = promotionId(repoName('acme/environments'), 7);

  it('entries come back as they were written, the newest last', async () => {
    const merged = { at: 200, kind: 'merged', lane, promotion, key: 'merged 7', facts: HOSTILE };
    const proposed = { at: 100, kind: 'proposed', facts: {} };
    expect(await store().ledger.append(merged)).toBe(true);
    expect(await store().ledger.append(proposed)).toBe(true);

    expect(await store().ledger.read({})).toEqual([proposed, merged]);
  });

  it('entries of one instant keep the order they were written in', async () => {
    for (const kind of ['c', 'a', 'b']) await store().ledger.append({ at: 1, kind, facts: {} });

    expect((await store().ledger.read({})).map(({ kind }) => kind)).toEqual(['c', 'a', 'b']);
  });

  it('gives them as they were written where that is asked for, whatever the clocks of their writers said', async () => {
    for (const at of [3_600_000, 5, 60]) await store().ledger.append({ at, kind: 'control', facts: { at } });
    const at = async (limit?: number): Promise<number[]> =>
      (await store().ledger.read({ kind: 'control', asWritten: true, ...(limit !== undefined && { limit }) })).map(
        (entry) => entry.at,
      );

    expect(await at()).toEqual([3_600_000, 5, 60]);
    expect(await at(1)).toEqual([60]);
  });

  it('a second entry of a key is not written, entries without a key always are', async () => {
    expect(await store().ledger.append({ at: 1, kind: 'merged', key: 'k', facts: { n: 1 } })).toBe(true);
    expect(await store().ledger.append({ at: 2, kind: 'merged', key: 'k', facts: { n: 2 } })).toBe(false);
    expect(await store().ledger.append({ at: 3, kind: 'looked', facts: {} })).toBe(true);
    expect(await store().ledger.append({ at: 3, kind: 'looked', facts: {} })).toBe(true);

    expect((await store().ledger.read({})).map(({ facts }) => facts)).toEqual([{ n: 1 }, {}, {}]);
  });

  it('reading selects by lane, promotion and kind together, and the limit keeps the newest', async () => {
    for (let at = 1; at <= 4; at += 1) await store().ledger.append({ at, kind: 'refreshed', lane, facts: { at } });
    await store().ledger.append({ at: 5, kind: 'merged', lane, promotion, facts: {} });
    await store().ledger.append({ at: 6, kind: 'merged', facts: {} });
    const at = async (filter: Parameters<OpenStore['ledger']['read']>[0]): Promise<number[]> =>
      (await store().ledger.read(filter)).map((entry) => entry.at);

    expect(await at({ lane })).toEqual([1, 2, 3, 4, 5]);
    expect(await at({ promotion })).toEqual([5]);
    expect(await at({ kind: 'merged' })).toEqual([5, 6]);
    expect(await at({ lane, kind: 'refreshed', limit: 2 })).toEqual([3, 4]);
    expect(await at({ lane: 'acme/other:staging' as LaneId })).toEqual([]);
  });

  it('reading by what entries mention looks through all of the facts, for the text as it stands', async () => {
    const texts = ['payments@0123456789ab', '0123456789ab and more', '0123456789a', '0_23456789ab', '%'];
    for (const [at, text] of texts.entries())
      await store().ledger.append({ at, kind: 'merged', lane, facts: { deep: [{ text }] } });
    const at = async (filter: Parameters<OpenStore['ledger']['read']>[0]): Promise<number[]> =>
      (await store().ledger.read(filter)).map((entry) => entry.at);

    expect(await at({ mentions: '0123456789ab' })).toEqual([0, 1]);
    expect(await at({ mentions: '0123456789ab', limit: 1 })).toEqual([1]);
    expect(await at({ mentions: '0_23' })).toEqual([3]);
    expect(await at({ mentions: '%' })).toEqual([4]);
    expect(await at({ mentions: '0123456789ab', kind: 'closed' })).toEqual([]);
    expect(await at({ mentions: '0123456789ab', kinds: ['closed', 'looked'] })).toEqual([]);
    expect(await at({ mentions: '0123456789ab', kinds: ['closed', 'merged'] })).toEqual([0, 1]);
  });

  it('reading by pipeline selects the lanes of that one, whatever other names begin or end like it', async () => {
    const lanes = ['acme/p:dev', 'acme/p-2:dev', 'acme/p:prod/api', 'other/acme:p', 'acme/P:dev', 'acme/p:dev'];
    for (const [at, id] of lanes.entries()) {
      await store().ledger.append({ at, kind: at < 3 ? 'merged' : 'closed', lane: id as LaneId, facts: {} });
    }
    await store().ledger.append({ at: 9, kind: 'merged', facts: {} });
    const at = async (filter: Parameters<OpenStore['ledger']['read']>[0]): Promise<number[]> =>
      (await store().ledger.read(filter)).map((entry) => entry.at);
    const pipeline = repoName('acme/p');

    expect(await at({ pipeline })).toEqual([0, 2, 5]);
    expect(await at({ pipeline, limit: 2 })).toEqual([2, 5]);
    expect(await at({ pipeline, kind: 'merged' })).toEqual([0, 2]);
    expect(await at({ pipeline, lane: 'acme/p:dev' as LaneId })).toEqual([0, 5]);
    expect(await at({ pipeline: repoName('acme/none') })).toEqual([]);
  });
}

/** The sentences of the Intentions port. */
export function intentionsContract(store: () => OpenStore): void {
  it('intending answers when the key was first and last intended before', async () => {
    expect(await store().intentions.intend('comment 1', 100)).toEqual({ first: 100, done: false });
    expect(await store().intentions.intend('comment 1', 200)).toEqual({ first: 100, previous: 100, done: false });
    expect(await store().intentions.intend('comment 1', 300)).toEqual({ first: 100, previous: 200, done: false });
    expect(await store().intentions.intend('comment 2', 300)).toEqual({ first: 300, done: false });
  });

  it('what was done stays done', async () => {
    await store().intentions.intend('comment 1', 100);
    await store().intentions.done('comment 1', 110);
    await store().intentions.done('comment 1', 120);

    expect(await store().intentions.intend('comment 1', 200)).toEqual({ first: 100, previous: 100, done: true });
  });

  it('recalling tells when the key was last tried and whether it is done, and tries nothing itself', async () => {
    expect(await store().intentions.recall('comment 1')).toEqual({ done: false });
    expect(await store().intentions.recall('comment 1')).toEqual({ done: false });

    await store().intentions.intend('comment 1', 100);
    expect(await store().intentions.recall('comment 1')).toEqual({ last: 100, done: false });
    expect(await store().intentions.intend('comment 1', 200)).toEqual({ first: 100, previous: 100, done: false });
    expect(await store().intentions.recall('comment 1')).toEqual({ last: 200, done: false });

    await store().intentions.done('comment 1', 300);
    expect(await store().intentions.recall('comment 1')).toEqual({ last: 200, done: true });
    expect(await store().intentions.recall('comment')).toEqual({ done: false });
  });

  it('an attempt is noted unless somebody noted one since the last was recalled', async () => {
    expect(await store().intentions.attempt('comment 1', 100, undefined)).toBe(true);
    expect(await store().intentions.attempt('comment 1', 110, undefined)).toBe(false);
    expect(await store().intentions.attempt('comment 1', 120, 100)).toBe(true);
    expect(await store().intentions.attempt('comment 1', 130, 100)).toBe(false);
    expect(await store().intentions.attempt('comment 2', 130, 100)).toBe(false);

    expect(await store().intentions.recall('comment 1')).toEqual({ last: 120, done: false });
    expect(await store().intentions.recall('comment 2')).toEqual({ done: false });
  });

  it('nothing is attempted that is done', async () => {
    await store().intentions.attempt('comment 1', 100, undefined);
    await store().intentions.done('comment 1', 110);

    expect(await store().intentions.attempt('comment 1', 200, 100)).toBe(false);
  });

  it('an attempt that was taken back never was: it may be made again at once, and only once', async () => {
    const { intentions } = store();
    await intentions.attempt('comment 1', 100, undefined);
    await intentions.takeBack('comment 1', 100, undefined);
    expect(await intentions.recall('comment 1')).toEqual({ done: false });
    expect(await intentions.attempt('comment 1', 200, undefined)).toBe(true);
    await intentions.attempt('comment 1', 300, 200);
    await intentions.takeBack('comment 1', 300, 200);

    expect(await intentions.recall('comment 1')).toEqual({ last: 200, done: false });
    expect(await intentions.attempt('comment 1', 310, 200)).toBe(true);
    expect(await intentions.attempt('comment 1', 320, 200)).toBe(false);
  });

  it("another's attempt is not taken back, nor one that is done", async () => {
    const { intentions } = store();
    await intentions.attempt('comment 1', 100, undefined);
    await intentions.attempt('comment 1', 200, 100);
    await intentions.takeBack('comment 1', 100, undefined);
    expect(await intentions.recall('comment 1')).toEqual({ last: 200, done: false });
    await intentions.done('comment 1', 210);
    await intentions.takeBack('comment 1', 200, 100);
    await intentions.takeBack('comment 2', 200, 100);

    expect(await intentions.recall('comment 1')).toEqual({ last: 200, done: true });
    expect(await intentions.recall('comment 2')).toEqual({ done: false });
  });

  it('of attempts at the same moment one is noted', async () => {
    const attempts = await Promise.all([1, 2, 3, 4].map(() => store().intentions.attempt('comment 1', 100, undefined)));

    expect(attempts.filter(Boolean)).toHaveLength(1);
  });

  it('an effect that was found done is known without ever having been intended here', async () => {
    await store().intentions.done('comment 1', 100);

    expect(await store().intentions.recall('comment 1')).toMatchObject({ done: true });
    expect(await store().intentions.intend('comment 1', 200)).toMatchObject({ done: true });
  });
}

/** The sentences of the Pipelines port. */
export function pipelinesContract(store: () => OpenStore): void {
  const pipeline: StoredPipeline = {
    repo: repoName('acme/pipeline'),
    commit: commitSha('1'.repeat(40)),
    blob: '2'.repeat(40),
    text: `version: 1 # ${HOSTILE.title}\n`,
    loadedAt: 100,
  };
  const { repo } = pipeline;

  it('a pipeline comes back byte for byte', async () => {
    expect(await store().pipelines.get(repo)).toBeUndefined();

    await store().pipelines.save(pipeline);

    expect(await store().pipelines.get(repo)).toEqual(pipeline);
  });

  it('the text stays in force while a newer file is broken, until one loads', async () => {
    const broken = { commit: commitSha('3'.repeat(40)), blob: '4'.repeat(40), problems: ['stages: missing'] };
    await store().pipelines.save(pipeline);
    await store().pipelines.save({ ...pipeline, broken });
    expect(await store().pipelines.get(repo)).toEqual({ ...pipeline, broken });

    await store().pipelines.save({ ...pipeline, loadedAt: 200 });
    expect(await store().pipelines.get(repo)).toEqual({ ...pipeline, loadedAt: 200 });
  });

  it('all pipelines are listed by repo, and a removed one is gone', async () => {
    const other = { ...pipeline, repo: repoName('acme/another') };
    await store().pipelines.save(pipeline);
    await store().pipelines.save(other);
    expect(await store().pipelines.all()).toEqual([other, pipeline]);

    await store().pipelines.remove(repo);
    await store().pipelines.remove(repo);
    expect(await store().pipelines.all()).toEqual([other]);
  });
}

/** The sentences of the Cache port. */
export function cacheContract(store: () => OpenStore): void {
  it('values come back for the keys that have one', async () => {
    await store().cache.put('range a..b', HOSTILE);
    await store().cache.put('nothing', null);
    await store().cache.put('odd {key}, "quoted" \\ 😀', [1]);

    const found = await store().cache.get(['range a..b', 'nothing', 'absent', 'odd {key}, "quoted" \\ 😀']);

    expect(found.size).toBe(3);
    expect(found.get('range a..b')).toEqual(HOSTILE);
    expect(found.get('nothing')).toBeNull();
    expect(found.get('odd {key}, "quoted" \\ 😀')).toEqual([1]);
    expect(await store().cache.get([])).toEqual(new Map());
  });

  it('the first value of a key stays, since such a fact cannot change', async () => {
    await store().cache.put('k', 1);
    await store().cache.put('k', 2);

    expect((await store().cache.get(['k'])).get('k')).toBe(1);
  });

  it('many values come at once, and one that is there already stays', async () => {
    await store().cache.put('one', 1);

    await store().cache.putAll(
      new Map<string, unknown>([
        ['one', 2],
        ['hostile', HOSTILE],
        ['nothing', null],
      ]),
    );
    await store().cache.putAll(new Map());

    expect(await store().cache.get(['one', 'hostile', 'nothing'])).toEqual(
      new Map<string, unknown>([
        ['one', 1],
        ['hostile', HOSTILE],
        ['nothing', null],
      ]),
    );
  });

  it('more keys than a statement has parameters are kept and answered', async () => {
    await store().cache.putAll(new Map(Array.from({ length: 40_000 }, (_, n) => [`kept ${n}`, n])));
    await store().cache.put('key 69999', 'last');

    const found = await store().cache.get(Array.from({ length: 70_000 }, (_, n) => `key ${n}`));

    expect([...found]).toEqual([['key 69999', 'last']]);
    expect(await store().cache.get(['kept 39999'])).toEqual(new Map([['kept 39999', 39_999]]));
  });
}
