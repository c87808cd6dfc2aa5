import { afterEach, describe, expect, it } from '@jest/globals';

import { pullsOf } from '../storm/lane-sights.ts';
import { LanesWorld } from '../storm/lanes-world.ts';

const MINUTE = 60_000;
const OUTAGE_MS = 8 * 60 * MINUTE;
const DRAINED_WITHIN_MS = 15 * MINUTE;
const LANES = 200;

let world: LanesWorld;
afterEach(() => world.close());

describe('eight hours without GitHub', () => {
  it('two hundred lanes with changes converge within fifteen minutes after it, each by one pull request, and nothing is parked', async () => {
    world = await LanesWorld.open([{ account: 'acme', lanes: LANES }]);
    world.goesDown();
    for (const lane of world.lanes) {
      await world.merges(lane, 'meanwhile');
      await world.passes(OUTAGE_MS / LANES);
    }
    const unanswered = world.unanswered;
    expect(world.behind()).toHaveLength(LANES);

    world.comesBack();
    const took = await world.until(() => world.behind().length === 0, DRAINED_WITHIN_MS);
    await world.rests();

    process.stderr.write(
      `outage: ${unanswered} calls unanswered, drained ${Math.round(took / 1_000)} virtual seconds after it\n`,
    );
    expect(await world.store.attention.parked()).toEqual([]);
    expect(await world.store.inbox.backlog()).toMatchObject({ waiting: 0, parked: 0 });
    expect(world.lanes.filter((lane) => pullsOf(world.forge.state, lane).length !== 1)).toEqual([]);
    // One probe a minute, and what was under way when it began: nobody hammers a GitHub that is down.
    expect(unanswered).toBeLessThan(OUTAGE_MS / MINUTE + 100);
    expect(world.forge.violations).toEqual([]);
  });
});
