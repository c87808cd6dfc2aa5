import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { rangeWithin, type Linked } from '../../../src/core/changelog/range/reachability.ts';

/** `page('d c', 'c ab')`: a page of history, newest first, each commit followed by its parents. */
const page = (...commits: string[]): Linked[] =>
  commits.map((commit) => {
    const [oid = '', parents = ''] = commit.split(' ');
    return { oid, parents: parents.split('') };
  });
const range = (history: Linked[], from: string, to: string): string | undefined =>
  rangeWithin(history, from, to)
    ?.map(({ oid }) => oid)
    .join('');

describe('the range between two commits on one page of history', () => {
  const straight = page('d c', 'c b', 'b a', 'a');
  /** `d` was merged by `e` beside `c`; both stand on `b`. */
  const merged = page('e cd', 'd b', 'c b', 'b a', 'a');

  it.each<[string, Linked[], string, string, string | undefined]>([
    ['is what came after, the newest first', straight, 'b', 'd', 'dc'],
    ['is everything but the first', straight, 'a', 'd', 'dcb'],
    ['is nothing between a commit and itself', straight, 'd', 'd', ''],
    ['is nothing where it goes back', straight, 'd', 'b', ''],
    ['leaves out what is newer than its end', straight, 'a', 'c', 'cb'],
    ['holds both sides of a merge', merged, 'b', 'e', 'edc'],
    ['holds the other side of a merge alone, from a commit on one side', merged, 'c', 'e', 'ed'],
    ['keeps the order of the page', page('e dc', 'c b', 'd b', 'b'), 'b', 'e', 'ecd'],
    ['is not settled where its start is not on the page', page('d c', 'c b'), 'a', 'd', undefined],
    ['is not settled where its start lies just behind the page', page('d c', 'c b'), 'b', 'd', undefined],
    ['is not settled where its end lies just behind the page', page('d c', 'c b'), 'd', 'b', undefined],
    ['is not settled where its end is not on the page', straight, 'a', 'x', undefined],
    [
      'is not settled where a side branch leads beyond the page',
      page('e cd', 'd x', 'c b', 'b a'),
      'b',
      'e',
      undefined,
    ],
    ['is settled where only the start leads beyond the page', page('d c', 'c b', 'b x'), 'b', 'd', 'dc'],
    [
      'is settled where a side branch began at the same commit beyond the page',
      page('d ca', 'c b', 'b a'),
      'b',
      'd',
      'dc',
    ],
    ['is not settled on an empty page', [], 'a', 'b', undefined],
  ])('%s', (_, history, from, to, expected) => {
    expect(range(history, from, to)).toBe(expected);
  });

  describe('of which the start leads beyond the page by a commit with a wrong clock', () => {
    /** `p` beyond the page stands on `x`, so that `b` has `x` already. */
    const skewed = page('d bx', 'b qp', 'x q', 'q');

    it('is not settled by what the page shows', () => expect(range(skewed, 'b', 'd')).toBeUndefined());
    it('is not settled where there are fewer than the page shows', () =>
      expect(rangeWithin(skewed, 'b', 'd', 1)).toBeUndefined());
    it('is settled where there are as many as the page shows', () =>
      expect(rangeWithin(skewed, 'b', 'd', 2)?.map(({ oid }) => oid)).toEqual(['d', 'x']));
  });

  it('of histories without a common commit holds all of the one', () => {
    expect(range(page('d c', 'c', 'b a', 'a'), 'b', 'd')).toBe('dc');
  });

  it('is found in a history of thousands of commits without running out of stack', () => {
    const long = Array.from({ length: 20_000 }, (_, n) => ({
      oid: String(n),
      parents: n < 19_999 ? [String(n + 1)] : [],
    }));

    expect(rangeWithin(long, '19999', '0')).toHaveLength(19_999);
  });

  /** A history of which `0` is the newest: every commit but the last stands on one to three older ones. */
  const history = fc
    .integer({ min: 2, max: 24 })
    .chain((count) =>
      fc.tuple(
        ...Array.from({ length: count - 1 }, (_, n) =>
          fc
            .uniqueArray(fc.integer({ min: n + 1, max: Math.min(count - 1, n + 6) }), { minLength: 1, maxLength: 3 })
            .map((parents): Linked => ({ oid: String(n), parents: parents.map(String) })),
        ),
        fc.constant<Linked>({ oid: String(count - 1), parents: [] }),
      ),
    );

  /** By definition, with the whole history at hand: a commit's past is itself and the pasts of its parents. */
  function past(all: Linked[], oid: string): Set<string> {
    const reached = new Set([oid]);
    for (const commit of all) if (reached.has(commit.oid)) for (const parent of commit.parents) reached.add(parent);
    return reached;
  }

  it('is never wrong, whatever the page shows, and always settled by the whole history', () => {
    let settled = 0;
    fc.assert(
      fc.property(history, fc.nat(23), fc.nat(24), (all, start, shown) => {
        const newest = past(all, '0');
        const reachable = all.filter(({ oid }) => newest.has(oid));
        const from = reachable[start % reachable.length]!.oid;
        const old = past(all, from);
        const expected = reachable.filter(({ oid }) => !old.has(oid));

        const answer = rangeWithin(reachable.slice(0, shown), from, '0');

        if (answer !== undefined) settled += 1;
        expect([undefined, expected]).toContainEqual(answer);
        expect(rangeWithin(reachable, from, '0')).toEqual(expected);
        const page = reachable.toSorted((a, b) => (Number(a.oid) % 7) - (Number(b.oid) % 7)).slice(0, shown);
        for (const total of [undefined, expected.length]) {
          const found = rangeWithin(page, from, '0', total)?.map(({ oid }) => oid);
          expect([undefined, expected.map(({ oid }) => oid).sort()]).toContainEqual(found?.sort());
        }
      }),
      { numRuns: 1_000 },
    );
    expect(settled).toBeGreaterThan(100);
  });
});
