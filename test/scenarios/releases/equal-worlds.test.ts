import { afterAll, describe, expect, it } from '@jest/globals';

import { hookFaults, type SeededHookRules } from '../../../src/forge/faults/hooks.ts';
import { closeSharedStore } from '../world.ts';
import { releases } from './releases.ts';
import { Story } from './story.ts';

afterAll(closeSharedStore);

/** Plays the week; `seed` disturbs every webhook of it. */
async function ending(
  seed?: number,
): Promise<{ end: Record<string, unknown>; struck: SeededHookRules['struck'] | undefined }> {
  const world = await releases();
  const faults =
    seed === undefined
      ? undefined
      : hookFaults(seed, { duplicate: 1, reversed: true, fail: 0.3, lose: { push: 1, pull_request: 1 } });
  if (faults !== undefined) world.forge.hooks.rules = faults;
  const story = new Story(world);
  await story.play();
  const end = await story.ending();
  await world.end();
  return { end, struck: faults?.struck };
}

describe('a week whose webhooks come twice, in reverse order, or not at all', () => {
  it('ends in the same world as one whose webhooks come as they should', async () => {
    const { end: asItShould } = await ending();
    expect(asItShould).toMatchObject({
      pins: {
        'staging payments': 'Retry transfers',
        'demo web': 'as it began',
        'production payments': 'as it began',
        'production ledger': 'Stop the leak',
      },
      twice: [],
      deployments: [],
    });
    const { end, struck = { lost: 0, failed: 0, doubled: 0 } } = await ending(1);
    expect(end).toEqual(asItShould);
    // Otherwise the faults would prove nothing.
    expect(Math.min(struck.lost, struck.failed, struck.doubled)).toBeGreaterThan(20);
  }, 300_000);
});
