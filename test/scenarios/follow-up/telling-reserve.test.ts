import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { deployerAnswers, ENVIRONMENTS, ledgerReaches, released } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const LEDGER = 'acme/ledger';
const HOUR = 60 * 60_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

const left = (): number | undefined =>
  world.app.traffic
    .budgets(world.now)
    .find(({ account, resource }) => account === 'acme' && resource === 'content-hour')?.remaining;

describe('a release to production with more issues than GitHub bears comments', () => {
  it('leaves a fifth of the hour to what a release needs, does all else, and tells the rest later', async () => {
    world = await World.chain({ limits: { contentPerHour: 10 } });
    const issues: number[] = [];
    for (let n = 0; n < 8; n += 1) issues.push(await world.person('grace').opensIssue(LEDGER, `Sum ${n} is wrong`));
    await ledgerReaches(world, 'Sum up', issues.map((number) => `Refs #${number}`).join('\n'));
    const release = await released(world);
    const told = async (): Promise<number> => {
      const comments = await Promise.all(issues.map((number) => world.comments(LEDGER, number)));
      return comments.filter((all) => all.some(({ user }) => user.login === 'sluice[bot]')).length;
    };

    await deployerAnswers(world, 'success');

    expect(left()).toBe(2);
    expect(await told()).toBeLessThan(8);
    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    expect(world.app.traffic.bears('acme', { production: true }, world.now)).toBe('yes');
    for (let hour = 0; hour < 3; hour += 1) await world.after(HOUR);
    expect(await told()).toBe(8);
  }, 60_000);
});
