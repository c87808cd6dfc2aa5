import { describe, expect, it } from '@jest/globals';

import { inHalves, isTooMuch } from '../../../src/github/answers/history/in-halves.ts';
import { HistoryWorld, SHOP } from './history-world.ts';

/** Asks for numbers of which so many are answered at once; answers the sizes of what was asked. */
async function sizesOf(count: number, isTooMany: (some: number[]) => boolean): Promise<number[]> {
  const sizes: number[] = [];
  const items = Array.from({ length: count }, (_, index) => index);
  await inHalves(items, (some) => {
    sizes.push(some.length);
    return Promise.resolve(isTooMany(some) ? some : []);
  });
  return sizes;
}

describe('what is asked for together', () => {
  it('is asked once where GitHub answers', async () => {
    expect(await sizesOf(50, () => false)).toEqual([50]);
  });

  it('is asked in halves, and those in halves, until GitHub answers', async () => {
    expect(await sizesOf(50, ({ length }) => length > 13)).toEqual([50, 25, 13, 12, 25, 13, 12]);
  });

  it('is asked one by one around what GitHub never answers', async () => {
    expect(await sizesOf(8, (some) => some.includes(5))).toEqual([8, 4, 4, 2, 1, 1, 2]);
  });

  it('is given up after the second single item, when it is GitHub that is ill', async () => {
    expect(await sizesOf(50, () => true)).toEqual([50, 25, 13, 7, 4, 2, 1, 1]);
  });

  it('is only asked for again as far as it was not answered', async () => {
    const asked: string[][] = [];

    await inHalves(['a', 'b', 'c'], (some) => {
      asked.push(some);
      return Promise.resolve(some.length > 1 ? some.filter((item) => item !== 'b') : []);
    });

    expect(asked).toEqual([['a', 'b', 'c'], ['a'], ['c']]);
  });

  it('is nothing at all where there is nothing', async () => {
    expect(await sizesOf(0, () => true)).toEqual([]);
  });
});

describe('less of the same', () => {
  it.each(['Something went wrong while executing your query.', 'HTTP 502', 'no answer within 10000 ms'])(
    'may be answered after "%s"',
    (message) => expect(isTooMuch({ kind: 'unavailable', message })).toBe(true),
  );

  it('may be answered where the answer was too large to be read', () => {
    expect(isTooMuch({ kind: 'invalid', status: 200, message: "GitHub's answer is larger than 9 bytes" })).toBe(true);
  });

  it('helps neither a connection that fails nor a refusal', () => {
    expect(isTooMuch({ kind: 'unavailable', message: 'no answer: connect ECONNREFUSED' })).toBe(false);
    expect(isTooMuch({ kind: 'invalid', status: 422, message: 'Field is not there' })).toBe(false);
    expect(isTooMuch({ kind: 'limited', until: 0, which: 'primary' })).toBe(false);
  });
});

type Ask = (world: HistoryWorld) => Promise<unknown>;

const changelogs: Ask = async (world) => {
  const from = world.tip(SHOP);
  const ranges = [];
  for (let n = 0; n < 20; n += 1) ranges.push({ repo: SHOP, from, to: await world.changes(SHOP, 1) });
  await world.history().prepare(ranges);
};

/** Of ranges that a mirror knows. */
const pullRequests: Ask = async (world) => {
  const history = world.history(world.mirrors);
  const range = await history.range(SHOP, world.tip(SHOP), await world.changes(SHOP, 20));
  if ('unknown' in range) throw new Error(range.unknown);
  await history.pullRequests(SHOP, range.known.commits);
};

/** Of more commits than a page has. */
const paths: Ask = async (world) =>
  world.history().range(SHOP, world.tip(SHOP), await world.changes(SHOP, 140), ['web/**']);

describe('a question that is too much for GitHub, and is asked in halves', () => {
  it.each([
    ['Range', changelogs],
    ['RangeFacts', pullRequests],
    ['RangePaths', paths],
  ])('keeps nobody else from GitHub: %s', async (operation, ask) => {
    const world = new HistoryWorld();
    world.forge.faults.add({ operation: `graphql:${operation}`, when: 'before', do: { status: 502 } });

    const reads = await world.readsOf(() => ask(world));

    expect(reads.filter((one) => one === `graphql:${operation}`).length).toBeGreaterThanOrEqual(15);
    expect(world.tools.clients.traffic.breakers(world.wall.time)).toMatchObject([{ state: 'closed' }]);
  });
});
