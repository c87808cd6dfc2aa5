import { afterAll, describe, expect, it } from '@jest/globals';

import { simulate } from '../../src/simulate/main.ts';
import { closeSharedStore, sharedStore } from './world.ts';

afterAll(closeSharedStore);

const run = async (seed: number): Promise<{ lines: string[]; violations: string[] }> =>
  simulate(seed, await sharedStore());

describe('the simulation', () => {
  it('gives the same trace for the same seed, byte for byte, and another for another', async () => {
    const [first, again, other] = [await run(1), await run(1), await run(2)];

    expect(first.violations).toEqual([]);
    expect(other.violations).toEqual([]);
    expect(
      first.lines.filter((line) => /installation (?:graphql:Publish|pulls\/merge) \S+ 200 [0-9a-f]{12}$/.test(line)),
    ).toHaveLength(2);
    expect(first.lines.length).toBeGreaterThan(40);
    expect(again.lines.join('\n')).toBe(first.lines.join('\n'));
    expect(other.lines.join('\n')).not.toBe(first.lines.join('\n'));
  });

  it.each([3, 4, 5, 6, 7, 8, 9, 10])('ends well whatever order seed %i brings', async (seed) => {
    expect((await run(seed)).violations).toEqual([]);
  });
});
