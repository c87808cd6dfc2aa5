import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { Seeds } from '../../src/simulate/runs/seeds.ts';
import type { Planted } from '../../src/simulate/world/world.ts';
import { closeSharedStore, sharedStore } from './world.ts';

let seeds: Seeds;

beforeAll(async () => {
  seeds = new Seeds(await sharedStore());
});

afterAll(closeSharedStore);

/** What a seed says of the mistake, if one of the first hundred finds it. */
async function foundBy(planted: Planted, says: RegExp): Promise<string | undefined> {
  for (let seed = 1; seed <= 100; seed += 1) {
    const found = (await seeds.play(seed, { planted })).violations.find((violation) => says.test(violation));
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('the simulation', () => {
  it('gives the same trace for the same seed, byte for byte, and another for another', async () => {
    const [first, again, other] = [
      await seeds.play(1, { traced: true }),
      await seeds.play(1, { traced: true }),
      await seeds.play(2, { traced: true }),
    ];

    expect(first.lines.length).toBeGreaterThan(40);
    expect(again.lines.join('\n')).toBe(first.lines.join('\n'));
    expect(other.lines.join('\n')).not.toBe(first.lines.join('\n'));
  }, 120_000);

  it('finds nothing wrong in a hundred seeds', async () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= 100; seed += 1) {
      const { violations } = await seeds.play(seed);
      wrong.push(...violations.map((violation) => `seed ${seed}: ${violation}`));
    }

    expect(wrong).toEqual([]);
  }, 600_000);

  it('finds a merge that does not say of which head', async () => {
    const request = (address: string, init: RequestInit): RequestInit =>
      address.endsWith('/merge') && typeof init.body === 'string'
        ? { ...init, body: JSON.stringify({ ...(JSON.parse(init.body) as object), sha: undefined }) }
        : init;

    expect(await foundBy({ request }, /is merged without the head that it was decided on/)).toBeDefined();
  }, 300_000);
});
