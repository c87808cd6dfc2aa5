import { expect, it } from '@jest/globals';
import type { Claim, ClaimWishes } from '../../../src/ports/store/attention.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';

/** The sentences of the Attention port about whose turn it is. */
export function fairnessContract(store: () => OpenStore): void {
  const NOW = 10_000;
  const want = async (...keys: string[]): Promise<void> => {
    for (const [place, key] of keys.entries()) await store().attention.want(key, 100 + place, 'push');
  };
  const claim = (worker = 'p-1', wishes?: ClaimWishes): Promise<Claim | undefined> =>
    store().attention.claim(worker, NOW, NOW + 1000, wishes);
  const keysOf = async (claims: number, worker?: string, wishes?: ClaimWishes): Promise<(string | undefined)[]> => {
    const keys = [];
    for (let n = 0; n < claims; n += 1) keys.push((await claim(worker, wishes))?.key);
    return keys;
  };

  it('the account whose keys are held least is served first, then the one that waits longest', async () => {
    await want('lane:a/r:1', 'lane:a/r:2', 'lane:a/r:3', 'lane:b/r:1', 'lane:B/r:2', 'sweep:lanes');

    expect(await keysOf(6)).toEqual([
      'lane:a/r:1',
      'lane:b/r:1',
      'sweep:lanes',
      'lane:a/r:2',
      'lane:B/r:2',
      'lane:a/r:3',
    ]);
  });

  it.each([2, 30])('two hundred keys of one account keep none of %i others waiting', async (others) => {
    await want(...Array.from({ length: 200 }, (_, n) => `lane:a/r:${n}`));
    const rare = Array.from({ length: others }, (_, n) => `lane:b${n}/r:s`);
    for (const key of rare) await store().attention.want(key, 5000, 'push');

    const first = await keysOf(others + 1);

    expect(new Set(first)).toEqual(new Set(['lane:a/r:0', ...rare]));
    expect(await claim()).toMatchObject({ key: 'lane:a/r:1' });
  });

  it.each([0, 30])(
    'of accounts held alike another than the one served lately is taken, among %i more',
    async (more) => {
      await want('lane:a/r:1', 'lane:b/r:1');
      for (let n = 0; n < more; n += 1) await store().attention.want(`lane:c${n}/r:1`, NOW + 1, 'push');

      expect(await keysOf(3, 'p-1', { lately: 'a' })).toEqual(['lane:b/r:1', 'lane:a/r:1', undefined]);
    },
  );

  it.each([0, 30])('accounts that are left out keep their keys as they were, among %i more', async (more) => {
    await want('lane:Acme/r:1', 'lane:b/r:1', 'sweep:lanes');
    for (let n = 0; n < more; n += 1) await store().attention.want(`lane:c${n}/r:1`, NOW + 1, 'push');
    const before = await store().attention.jobs(NOW);

    expect(await keysOf(3, 'p-1', { without: ['acme', ''] })).toEqual(['lane:b/r:1', undefined, undefined]);

    const isLeftOut = ({ account }: { account: string }): boolean => account === 'acme' || account === '';
    expect((await store().attention.jobs(NOW)).filter(isLeftOut)).toEqual(before.filter(isLeftOut));
  });

  it('an account has no more keys held by one process than it may, and those of another process are not counted', async () => {
    await want('lane:a/r:1', 'lane:a/r:2', 'lane:a/r:3', 'lane:a/r:4');

    expect(await keysOf(3, 'host-7-1', { most: 2 })).toEqual(['lane:a/r:1', 'lane:a/r:2', undefined]);
    expect(await claim('host-7-2', { most: 2 })).toBeUndefined();
    expect(await claim('host-71-1', { most: 2 })).toMatchObject({ key: 'lane:a/r:3' });
    expect(await claim('host-7-1', { most: 3 })).toMatchObject({ key: 'lane:a/r:4' });
  });

  it('workers of one process that claim at the same moment keep to the most of an account as well', async () => {
    await want(...Array.from({ length: 20 }, (_, n) => `lane:a/r:${n}`));

    const claims = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(`host-7-${n}`, { most: 6 })));

    expect(claims.filter(Boolean)).toHaveLength(6);
  });

  it('a lease that is over no longer counts as held', async () => {
    await want('lane:a/r:1', 'lane:a/r:2');
    await store().attention.claim('p-1', 200, 300, { most: 1 });

    expect(await claim('p-2', { most: 1 })).toMatchObject({ key: 'lane:a/r:1', tries: 1 });
  });

  it('the account of a key is its owner in lower case, and empty where it has none', async () => {
    await want('lane:Acme/Envs:prod/api', 'builds:OTHER/x:y', 'report:0-1/2', 'sweep:lanes', 'odd', 'odd/er');

    const accounts = (await store().attention.jobs(NOW)).map(({ key, account }) => [key, account]);

    expect(Object.fromEntries(accounts)).toEqual({
      'lane:Acme/Envs:prod/api': 'acme',
      'builds:OTHER/x:y': 'other',
      'report:0-1/2': '0-1',
      'sweep:lanes': '',
      odd: '',
      'odd/er': '',
    });
  });
}
