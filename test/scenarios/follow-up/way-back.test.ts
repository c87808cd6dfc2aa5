import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { deployerAnswers, ENVIRONMENTS, ledgerReaches, released } from '../chain/chain.ts';
import { pinned } from '../releases/releases.ts';
import { closeSharedStore, World } from '../world.ts';

const LEDGER = 'acme/ledger';
let world: World;

beforeEach(async () => {
  world = await World.chain();
  world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'maintain');
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

const said = async (repo: string, number: number): Promise<string[]> =>
  (await world.comments(repo, number)).filter(({ user }) => user.login === 'sluice[bot]').map(({ body }) => body);

describe('a rollback in a pull request of its own', () => {
  it('is followed up as a release of its environment: deployed, said to be a way back, and told to nobody', async () => {
    const issue = await world.person('grace').opensIssue(LEDGER, 'Sums are wrong');
    const before = await ledgerReaches(world, 'Round up');
    await released(world);
    await deployerAnswers(world, 'success');
    await ledgerReaches(world, 'Round down', `Refs #${issue}`);
    const release = await released(world);
    await deployerAnswers(world, 'success');
    const told = await said(LEDGER, issue);

    const to = before.digest.slice(0, 'sha256:'.length + 12);
    await world.person('grace').comments(ENVIRONMENTS, release, `/sluice rollback staging ledger to ${to}`);
    await world.settled();
    const back = await released(world);
    expect(await pinned(world, 'staging', 'ledger')).toBe(before.digest);
    await deployerAnswers(world, 'success');

    expect(await world.labels(ENVIRONMENTS, back)).toEqual(['deployed']);
    expect(await said(ENVIRONMENTS, back)).toEqual([
      expect.stringMatching(/\*\*ledger\*\* was rolled back from `\w{7}` to `\w{7}`: 1 commit no longer runs here/),
    ]);
    expect(told).toHaveLength(1);
    expect(await said(LEDGER, issue)).toEqual(told);
    const [merged] = (await world.ledger({ kind: 'merged' })).slice(-1);
    expect(merged).toMatchObject({ lane: 'acme/platform:staging', promotion: `${ENVIRONMENTS}#${back}` });
    expect(await world.ledger({ kind: 'wish-served' })).toMatchObject([{ promotion: `${ENVIRONMENTS}#${back}` }]);
  }, 60_000);
});
