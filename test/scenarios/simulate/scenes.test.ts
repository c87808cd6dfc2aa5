import { afterAll, describe, expect, it } from '@jest/globals';

import { simulate } from '../../../src/simulate/play/simulate.ts';
import { SCENES } from '../../../src/simulate/scenes/index.ts';
import { closeSharedStore, sharedStore } from '../world.ts';

afterAll(closeSharedStore);

describe.each(SCENES.map(({ scene }) => scene))('$name without a fault', (scene) => {
  it('ends alike in five orders, and with nothing that is wrong in any world', async () => {
    const store = await sharedStore();
    const first = await simulate({ seed: 1, scene, store });

    expect(first).toMatchObject({ violations: [], ending: { twice: [], unexplained: [] } });
    for (const seed of [2, 3, 4, 5]) {
      const { ending, violations } = await simulate({ seed, scene, store });
      expect({ ending, violations }).toEqual({ ending: first.ending, violations: [] });
    }
  }, 300_000);
});
