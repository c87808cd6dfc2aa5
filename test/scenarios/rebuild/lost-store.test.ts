import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { rebuild, type RebuildLine } from '../../../src/operations/rebuild/rebuild.ts';
import { ends, type Played } from '../equal-worlds/two-worlds.ts';
import type { People } from '../equal-worlds/people.ts';
import { until } from '../releases/releases.ts';
import { closeSharedStore, type World } from '../world.ts';

afterAll(closeSharedStore);

/** What happens half-way through the story. */
type Halfway = (world: World) => Promise<void>;

/** A release that failed, one that is merged and not deployed, one that is open, and a hold; then the rest of it. */
const story =
  ({ early, halfway, late }: { early?: Halfway; halfway?: Halfway; late?: Halfway }) =>
  async (people: People): Promise<void> => {
    const { world } = people;
    const ada = world.person('ada');
    const first = await ada.opensIssue('acme/payments', 'Transfers fail');
    await ada.labels('acme/payments', first, 'workflow/ready');
    await people.change('payments', 'Retry transfers', `Fixes #${first}`);
    await people.check('release-staging');
    await people.deploy('staging', 'failure', 'payments: CrashLoopBackOff');
    await early?.(world);
    await people.change('payments', 'Mend the retries');
    await people.check('release-staging');
    await people.deploy('staging', 'success');
    const second = await ada.opensIssue('acme/ledger', 'Cents are lost');
    await people.runInStaging('ledger', 'Round up', `Fixes #${second}`);
    await until(world, 'Fri 09:30');
    await people.check('release-demo');
    await people.change('web', 'Show the balance');
    await people.control(['grace', '/sluice hold staging web because the database moves']);

    await halfway?.(world);

    await people.deploy('demo', 'success');
    await people.control(['grace', '/sluice resume staging web']);
    await people.check('release-staging');
    await people.deploy('staging', 'success');
    await late?.(world);
    await people.wait();
  };

let undisturbed: Played;

beforeAll(async () => {
  undisturbed = await ends(story({}));
}, 300_000);

describe('a store that is lost half-way', () => {
  it('comes back by a rebuild to the world that would have been, with nothing done twice', async () => {
    const lines: RebuildLine[] = [];
    const ended = await ends(
      story({
        halfway: async (world) => {
          await world.store.truncate();
          for await (const line of rebuild(world.app.tools, { again: false })) lines.push(line);
          await world.settled();
        },
      }),
    );

    expect(ended).toEqual(undisturbed);
    expect(lines.map(({ says }) => says)).toEqual([
      'restored  pipeline acme/platform',
      'restored  4 merged releases of acme/platform',
      'restored  1 hold and 0 freezes of acme/platform',
      'restored  builds of payments',
      'restored  builds of ledger',
      'restored  builds of web',
      expect.stringContaining('History before this moment is lost'),
    ]);
  }, 300_000);

  it('comes back by a rebuild that was interrupted and given again', async () => {
    const ended = await ends(
      story({
        halfway: async (world) => {
          await world.store.truncate();
          for await (const { says } of rebuild(world.app.tools, { again: false })) if (says.includes('merged')) break;
          for await (const { says } of rebuild(world.app.tools, { again: true })) expect(says).not.toContain('missing');
          await world.settled();
        },
      }),
    );

    expect(ended).toEqual(undisturbed);
  }, 300_000);

  it('comes back by a plain start as well', async () => {
    const ended = await ends(
      story({
        halfway: async (world) => {
          await world.store.truncate();
          await world.app.begin();
          await world.settled();
        },
      }),
    );

    expect(ended).toEqual(undisturbed);
  }, 300_000);
});

describe('a backup from before the last releases', () => {
  it('takes nothing back, and releases nothing outside its schedule: what was merged, deployed and told since is at GitHub', async () => {
    const kept: string[] = [];
    const ended = await ends(
      story({
        early: async (world) => {
          for await (const line of world.store.archive.read()) kept.push(line);
        },
        late: async (world) => {
          await world.store.truncate();
          await world.store.archive.write(kept);
          for await (const { says } of rebuild(world.app.tools, { again: true })) expect(says).not.toContain('missing');
          await world.settled();
        },
      }),
    );

    expect(kept.length).toBeGreaterThan(10);
    expect(ended).toEqual(undisturbed);
  }, 300_000);
});
