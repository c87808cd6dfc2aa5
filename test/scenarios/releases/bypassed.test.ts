import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type World } from '../world.ts';
import { deployed, goesGreen, pinned, releaseOf, releases, runsInStaging, until } from './releases.ts';

let world: World;

beforeEach(async () => {
  world = await releases();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

describe("a person's own move of production's pin", () => {
  it('waits for the soak, is recorded as bypassed when it is merged all the same, and the rest goes on', async () => {
    const payments = await runsInStaging(world, 'payments', 'Retry transfers');
    const ledger = await runsInStaging(world, 'ledger', 'Round up');
    await until(world, 'Fri 09:00');
    await goesGreen(world, 'demo');
    await deployed(world, 'demo');

    const held = await pinned(world, 'production', 'payments');
    const text = (await world.file(ENVIRONMENTS, 'production/payments.yaml')).replace(held, payments.digest);
    const grace = world.person('grace');
    const change = { branch: 'hurry', title: 'Payments now', body: '', path: 'production/payments.yaml', text };
    const number = await grace.proposes(ENVIRONMENTS, change);
    await world.settled();
    expect(await world.status(ENVIRONMENTS, number)).toMatchObject({
      state: 'pending',
      description: expect.stringMatching(/^Production waits until payments sha256:.{7} has been proven for 2 hours/),
    });

    await grace.merges(ENVIRONMENTS, number, 'merge');
    await world.settled();
    const said = (await world.comments(ENVIRONMENTS, number)).map(({ body }) => body);
    expect(said).toEqual([
      expect.stringMatching(/^grace merged this while `sluice\/gates` of \*\*production\*\* was not open: /),
    ]);
    expect(await world.ledger({ kind: 'bypassed' })).toMatchObject([{ facts: { by: 'grace' } }]);

    await until(world, 'Mon 10:00', 1);
    const release = await releaseOf(world, 'production');
    expect(release?.title).toMatch(/^Release to production: ledger /);
    expect(await pinned(world, 'production', 'ledger', 'release-production')).toBe(ledger.digest);
    await world.after(60_000);
    expect(await world.comments(ENVIRONMENTS, number)).toHaveLength(1);
  }, 60_000);
});
