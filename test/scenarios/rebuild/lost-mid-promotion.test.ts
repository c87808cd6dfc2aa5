/** The drill: the database is lost while a release is merged and not yet told, after one that failed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { rebuild } from '../../../src/operations/rebuild/rebuild.ts';
import { ends, type Played } from '../equal-worlds/two-worlds.ts';
import type { People } from '../equal-worlds/people.ts';
import { until } from '../releases/releases.ts';
import { closeSharedStore, type World } from '../world.ts';

afterAll(closeSharedStore);

interface Loss {
  /** On Monday, before anything comes due. */
  early?: (world: World) => Promise<void>;
  /** One release to staging failed, the next is merged, nothing of either is told; what came due on Friday is in demo. */
  midway?: (world: World) => Promise<void>;
}

const story =
  ({ early, midway }: Loss) =>
  async (people: People): Promise<void> => {
    const { world } = people;
    const ada = world.person('ada');
    await people.runInStaging('ledger', 'Round up');
    await early?.(world);
    await until(world, 'Fri 09:30');
    await people.check('release-demo');
    await people.deploy('demo', 'success');
    const first = await ada.opensIssue('acme/payments', 'Transfers fail');
    await people.change('payments', 'Retry transfers', `Fixes #${first}`);
    await people.check('release-staging');
    await people.deploy('staging', 'failure', 'payments: CrashLoopBackOff');
    const second = await ada.opensIssue('acme/payments', 'Retries never end');
    await people.change('payments', 'Mend the retries', `Fixes #${second}`);
    await people.check('release-staging');

    await midway?.(world);

    await people.deploy('staging', 'success');
  };

let undisturbed: Played;

beforeAll(async () => {
  undisturbed = await ends(story({}));
}, 600_000);

/** Rebuilds, and answers what could not be restored. */
async function rebuilt({ app }: World, again: boolean): Promise<string[]> {
  const missing: string[] = [];
  for await (const { says, isMissing } of rebuild(app.tools, { again })) if (isMissing) missing.push(says);
  return missing;
}

describe('a database that is lost in mid-promotion', () => {
  it('is rebuilt from nothing: both releases are told, once', async () => {
    let missing: string[] = ['never rebuilt'];
    const ended = await ends(
      story({
        midway: async (world) => {
          await world.store.truncate();
          missing = await rebuilt(world, false);
          await world.settled();
        },
      }),
    );

    expect(missing).toEqual([]);
    expect(ended).toEqual(undisturbed);
    expect([ended.twice, ended.unexplained]).toEqual([[], []]);
  }, 600_000);

  it('is rebuilt on a backup from before: releases that the backup does not know are told as well, once', async () => {
    const kept: string[] = [];
    let missing: string[] = ['never rebuilt'];
    const ended = await ends(
      story({
        early: async (world) => {
          for await (const line of world.store.archive.read()) kept.push(line);
        },
        midway: async (world) => {
          await world.store.truncate();
          await world.store.archive.write(kept);
          missing = await rebuilt(world, true);
          await world.settled();
        },
      }),
    );

    expect(missing).toEqual([]);
    expect(ended).toEqual(undisturbed);
    expect([ended.twice, ended.unexplained]).toEqual([[], []]);
  }, 600_000);
});
