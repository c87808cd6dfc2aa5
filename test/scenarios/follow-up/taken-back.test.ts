import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { deployerAnswers, ENVIRONMENTS, ledgerReaches, released, type Reached } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const LEDGER = 'acme/ledger';
const FILE = 'staging/ledger.yaml';
/** More commits than a look at an environment lists. */
const MANY = 101;

let world: World;

beforeEach(async () => {
  world = await World.chain();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

const commits = (path: string, text: string): Promise<string> =>
  world.person('grace').commits(ENVIRONMENTS, { branch: 'main', path, text, message: `Change ${path}` });

/** A release that told an issue, and was seen to its end; `before`: what it replaced. */
async function toldOfRelease(): Promise<{ issue: number; release: number; before: Reached; after: Reached }> {
  const issue = await world.person('grace').opensIssue(LEDGER, 'Sums are wrong');
  const before = await ledgerReaches(world, 'Round up');
  await released(world);
  await deployerAnswers(world, 'success');
  const after = await ledgerReaches(world, 'Round down', `Refs #${issue}`);
  const release = await released(world);
  await deployerAnswers(world, 'success');
  return { issue, release, before, after };
}

async function revertsByHand({ before, after }: { before: Reached; after: Reached }): Promise<void> {
  const text = await world.file(ENVIRONMENTS, FILE);
  await commits(FILE, text.replace(after.digest, before.digest));
}

/** The deployer deploys what the branch holds of its own accord. */
async function succeedsAtTip(): Promise<void> {
  const deployer = world.person('acme-deployer');
  const ref = await deployer.tipOf(ENVIRONMENTS, 'main');
  const id = await deployer.deploys(ENVIRONMENTS, { ref, environment: 'staging' });
  await deployer.reportsDeployment(ENVIRONMENTS, id, { state: 'success' });
  await world.settled();
}

const statusOf = async (issue: number): Promise<string | undefined> =>
  (await world.comments(LEDGER, issue)).find(({ user }) => user.login === 'sluice[bot]')?.body;

describe('a release that a revert takes back', () => {
  it('keeps its verdict and what was said of it where the branch has gone far beyond it, and its issue hears of the revert', async () => {
    const told = await toldOfRelease();
    const said = await world.comments(ENVIRONMENTS, told.release);
    for (let n = 0; n < MANY; n += 1) await commits('docs/log.md', `${n}\n`);
    await world.settled();

    await revertsByHand(told);
    await succeedsAtTip();

    expect(await statusOf(told.issue)).toContain('was taken back in **staging**, and runs nowhere now.');
    expect(await world.labels(ENVIRONMENTS, told.release)).toEqual(['deployed']);
    expect(await world.comments(ENVIRONMENTS, told.release)).toEqual(said);
    expect(await world.ledger({ kind: 'superseded' })).toEqual([]);
  }, 120_000);

  it('has its issue told though Sluice stops the moment it has seen the revert', async () => {
    const told = await toldOfRelease();
    const { attention } = world.store;
    const want = attention.want.bind(attention);
    attention.want = (key, at, because) =>
      because === 'it was taken back' ? Promise.reject(new Error('the power is gone')) : want(key, at, because);
    try {
      await revertsByHand(told);
      await world.settled();
      expect(await statusOf(told.issue)).not.toContain('taken back');
    } finally {
      attention.want = want;
    }

    await world.after(60 * 60_000);

    expect(await statusOf(told.issue)).toContain('was taken back in **staging**');
  }, 60_000);
});
