import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { deployerAnswers, ENVIRONMENTS, ledgerReaches, released } from '../chain/chain.ts';
import { controlIssue } from '../commands/thread.ts';
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
  it('is followed up as a release of its environment: deployed, said to be a way back, and nobody is notified; the issue says that it was taken back', async () => {
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
    const [status = '', ...more] = await said(LEDGER, issue);
    expect(more).toEqual([]);
    expect(told[0]).toContain('The change for this issue runs in **staging**.');
    expect(status).toContain('The change for this issue was taken back in **staging**, and runs nowhere now.');
    expect(status).toMatch(/\| taken back \S+ \S+ UTC by a rollback in \[`\w{7}`\]/);
    const [merged] = (await world.ledger({ kind: 'merged' })).slice(-1);
    expect(merged).toMatchObject({ lane: 'acme/platform:staging', promotion: `${ENVIRONMENTS}#${back}` });
    expect(await world.ledger({ kind: 'wish-served' })).toMatchObject([{ promotion: `${ENVIRONMENTS}#${back}` }]);
  }, 60_000);
});

describe('a plain revert commit', () => {
  it('is said in the issues that it takes back, with who and which commit, until they run again', async () => {
    const issue = await world.person('grace').opensIssue(LEDGER, 'Sums are wrong');
    const before = await ledgerReaches(world, 'Round up');
    await released(world);
    await deployerAnswers(world, 'success');
    const after = await ledgerReaches(world, 'Round down', `Refs #${issue}`);
    await released(world);
    await deployerAnswers(world, 'success');
    const text = (await world.file(ENVIRONMENTS, 'staging/ledger.yaml')).replace(after.digest, before.digest);
    const change = { branch: 'main', path: 'staging/ledger.yaml', text, message: 'Revert ledger in staging' };

    const commit = await world.person('grace').commits(ENVIRONMENTS, change);
    await world.settled();

    expect(await world.ledger({ kind: 'rolled-back' })).toMatchObject([
      { lane: 'acme/platform:staging', facts: { component: 'ledger', from: after.digest, digest: before.digest } },
    ]);
    const [status = '', ...more] = await said(LEDGER, issue);
    expect(more).toEqual([]);
    expect(status).toContain('was taken back in **staging**, and runs nowhere now.');
    expect(status).toContain(` by grace in [\`${commit.slice(0, 7)}\`](`);

    await world.person('grace').comments('acme/platform', await controlIssue(world), '/sluice resume staging ledger');
    await world.settled();
    await released(world);
    await deployerAnswers(world, 'success');
    expect(await pinned(world, 'staging', 'ledger')).toBe(after.digest);
    const [again = '', ...others] = await said(LEDGER, issue);
    expect(others).toEqual([expect.stringContaining('has arrived in **staging**')]);
    expect(again).toContain('The change for this issue runs in **staging**.');
    expect(again).not.toContain('taken back');
  }, 60_000);
});
