import { afterAll, afterEach, beforeEach, expect, describe, it } from '@jest/globals';

import { answers, says } from '../commands/thread.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type World } from '../world.ts';
import { deployed, goesGreen, pinned, releaseOf, releases, runsInStaging, until } from './releases.ts';

const BRANCH = 'release-production';
let world: World;

beforeEach(async () => {
  world = await releases();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** What staging has proven is released to demo, and runs there. */
async function goesToDemo(week: number): Promise<void> {
  await until(world, 'Fri 09:00', week);
  await goesGreen(world, 'demo');
  await deployed(world, 'demo');
}

describe('`/sluice refresh` on a release that was cut', () => {
  it('takes what is proven by then, and who had approved approves again', async () => {
    const payments = await runsInStaging(world, 'payments', 'Retry transfers');
    await goesToDemo(0);
    await until(world, 'Mon 10:00', 1);
    const cut = await releaseOf(world, 'production');
    if (cut === undefined) throw new Error(await world.explained());
    await world.person('omar').approves(ENVIRONMENTS, cut.number);
    const ledger = await runsInStaging(world, 'ledger', 'Round up');
    await goesToDemo(1);
    await until(world, 'Sat 09:00', 1);
    expect(await pinned(world, 'production', 'ledger', BRANCH)).not.toBe(ledger.digest);

    const here = { repo: ENVIRONMENTS, number: cut.number };
    const [answer] = await says(world, 'rita', here, '/sluice refresh because both go together');

    expect(answer).toContain(
      `in place of what it holds at \`${cut.head.sha.slice(0, 7)}\`. Approvals of that fall with it.`,
    );
    const fresh = await releaseOf(world, 'production');
    expect(fresh?.number).toBe(cut.number);
    expect(fresh?.title).toMatch(/^Release to production: payments .* and ledger /);
    expect(fresh?.head.sha).not.toBe(cut.head.sha);
    expect(await pinned(world, 'production', 'ledger', BRANCH)).toBe(ledger.digest);
    expect(await pinned(world, 'production', 'payments', BRANCH)).toBe(payments.digest);
    const said = (await world.comments(ENVIRONMENTS, cut.number)).map(({ body }) => body).join('\n');
    expect(said).toContain('rita asked for what is proven now');
    await world.checkEnds(ENVIRONMENTS, cut.number, 'validate');
    await world.settled();
    expect(await world.status(ENVIRONMENTS, cut.number)).toMatchObject({
      state: 'pending',
      description: expect.stringMatching(/none so far$/),
    });

    // Obeyed once: what is proven later waits for the next word.
    const after = await world.person('ada').tipOf(ENVIRONMENTS, BRANCH);
    await world.after(31 * 60_000);
    expect(await world.person('ada').tipOf(ENVIRONMENTS, BRANCH)).toBe(after);
    expect(await answers(world, ENVIRONMENTS, cut.number)).toHaveLength(1);
  }, 60_000);
});
