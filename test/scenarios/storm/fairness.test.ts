import { afterEach, describe, expect, it } from '@jest/globals';

import { LanesWorld } from './lanes-world.ts';

const MINUTE = 60_000;
const LANES = 8;

const worlds: LanesWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function open(...accounts: string[]): Promise<LanesWorld> {
  const world = await LanesWorld.open(accounts.map((account) => ({ account, lanes: LANES })));
  worlds.push(world);
  return world;
}

/** How long (virtual milliseconds) the changes of an account take from their merge to their pins. */
async function converges(world: LanesWorld, account: string): Promise<number> {
  for (const lane of world.lanes) await world.merges(lane, 'change');
  return world.until(() => world.behind(account).length === 0, 60 * MINUTE);
}

describe('an account whose budget is spent', () => {
  it('holds nobody else up, no worker, and no call until its budget is whole', async () => {
    const alone = await converges(await open('acme'), 'acme');
    const world = await open('acme', 'globex');
    const globex = world.installationOf('globex');
    world.limited.spend(globex);
    const before = world.limited.calls.get(globex) ?? 0;

    const beside = await converges(world, 'acme');
    await world.passes(30 * MINUTE);

    process.stderr.write(`fairness: ${alone} virtual ms alone, ${beside} beside an account without a budget\n`);
    expect(beside).toBeLessThanOrEqual(alone * 1.1);
    expect(world.behind('globex')).toHaveLength(LANES);
    const held = await world.store.attention.jobs(world.now, { state: 'held' });
    expect(held).toEqual([]);
    // Each of its workers may have met the limit before the first told the others.
    expect((world.limited.calls.get(globex) ?? 0) - before).toBeLessThanOrEqual(12);

    await world.until(() => world.behind().length === 0, 40 * MINUTE);
    expect(await world.store.attention.parked()).toEqual([]);
  });
});
