import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type World } from '../world.ts';
import { deployed, pinned, reaches, releaseOf } from '../releases/releases.ts';
import { APPROVALS, bothApprove, gates, openRelease, straightToProduction } from './production.ts';

let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** The commit that the merge queue of main has the checks run on; undefined while the queue is empty. */
const queueHead = (): string | undefined =>
  world.forge.state.repos.get(ENVIRONMENTS)?.mergeQueues.get('main')?.[0]?.group?.head;

async function reportsOnQueue(state: 'success' | 'failure'): Promise<void> {
  await world.person('acme-ci').reports(ENVIRONMENTS, queueHead() ?? 'none', { context: 'validate', state });
  await world.settled();
}

/** validate succeeds on the head of a release. */
async function turnsGreen(number: number): Promise<void> {
  await world.checkEnds(ENVIRONMENTS, number, 'validate');
  await world.settled();
}

describe('a release to a branch with a merge queue, which wants sluice/gates', () => {
  const protection = {
    requiredChecks: ['validate', 'sluice/gates'],
    ruleset: true as const,
    mergeQueue: { method: 'merge' as const },
  };

  /** ledger runs in staging, by the queue, and its release to production is open. */
  async function opens(): Promise<{ number: number; digest: string }> {
    world = await straightToProduction([APPROVALS], { protection });
    const { digest } = await reaches(world, 'ledger', 'Round up');
    await turnsGreen((await releaseOf(world, 'staging'))?.number ?? 0);
    await reportsOnQueue('success');
    await deployed(world, 'staging');
    return { ...(await openRelease(world)), digest };
  }

  it('enters the queue when every gate is open, is merged by the queue, and is followed up', async () => {
    const { number, digest } = await opens();
    await turnsGreen(number);
    await world.person('rita').approves(ENVIRONMENTS, number);
    await world.settled();
    expect(queueHead()).toBeUndefined();
    await world.person('omar').approves(ENVIRONMENTS, number);
    await world.settled();
    const head = queueHead() ?? 'none';
    expect(await world.statusOn(ENVIRONMENTS, head, 'sluice/gates')).toMatchObject({ state: 'success' });
    expect((await openRelease(world)).number).toBe(number);

    await reportsOnQueue('success');
    expect(await releaseOf(world, 'production')).toBeUndefined();
    expect(await pinned(world, 'production', 'ledger')).toBe(digest);
    await deployed(world, 'production');
    expect(await world.labels(ENVIRONMENTS, number)).toEqual(['deployed']);
  }, 120_000);

  it('is taken out when a freeze is set, and goes in again when it is lifted', async () => {
    const { number, digest } = await opens();
    await turnsGreen(number);
    await bothApprove(world, number);
    await world.settled();
    expect(queueHead()).toBeDefined();

    await world.person('rita').comments(ENVIRONMENTS, number, '/sluice freeze production because the audit is on');
    await world.settled();
    expect(queueHead()).toBeUndefined();
    expect(await gates(world, number)).toBe('pending: Rita froze production: the audit is on');
    await world.person('rita').comments(ENVIRONMENTS, number, '/sluice thaw production');
    await world.settled();
    await reportsOnQueue('success');
    expect(await pinned(world, 'production', 'ledger')).toBe(digest);
  }, 120_000);

  it('is not put in again after its check has failed there, until somebody does', async () => {
    const { number, digest } = await opens();
    await turnsGreen(number);
    await bothApprove(world, number);
    await world.settled();
    await reportsOnQueue('failure');
    expect(queueHead()).toBeUndefined();
    expect(await world.explained()).toContain(
      `#${number}: every gate is open, but it left GitHub's merge queue without being merged`,
    );
    await world.after(30 * 60_000);
    expect(queueHead()).toBeUndefined();

    const { node_id: pullRequestId } = await world
      .person('omar')
      .call<{ node_id: string }>('GET', `/repos/${ENVIRONMENTS}/pulls/${number}`);
    const again =
      'mutation($input: EnqueuePullRequestInput!) { enqueuePullRequest(input: $input) { clientMutationId } }';
    await world.person('omar').mutates(again, { pullRequestId });
    await world.settled();
    await reportsOnQueue('success');
    expect(await pinned(world, 'production', 'ledger')).toBe(digest);
  }, 120_000);
});

describe('a release where GitHub may merge by itself', () => {
  it('is left to GitHub while the check is the one closed gate, taken back on a hold, and followed up after the merge', async () => {
    world = await straightToProduction([APPROVALS], {
      protection: { requiredChecks: ['validate'] },
      autoMergeAllowed: true,
    });
    const { digest } = await reaches(world, 'ledger', 'Round up');
    await turnsGreen((await releaseOf(world, 'staging'))?.number ?? 0);
    await deployed(world, 'staging');
    const { number } = await openRelease(world);
    expect(await isLeftToGithub(number)).toBe(false);
    await bothApprove(world, number);
    await world.settled();
    expect(await isLeftToGithub(number)).toBe(true);
    expect(await gates(world, number)).toBe('success: Every gate is open but the checks, and GitHub waits for those.');

    await world.person('ada').comments(ENVIRONMENTS, number, '/sluice hold because of the audit');
    await world.settled();
    expect(await isLeftToGithub(number)).toBe(false);
    expect(await gates(world, number)).toBe('pending: Ada holds production: of the audit');
    await world.person('ada').comments(ENVIRONMENTS, number, '/sluice resume');
    await world.settled();
    expect(await isLeftToGithub(number)).toBe(true);

    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    // GitHub merged before Sluice has heard of the check.
    expect(await releaseOf(world, 'production')).toBeUndefined();
    await world.settled();
    expect(await pinned(world, 'production', 'ledger')).toBe(digest);
    await deployed(world, 'production');
    expect(await world.labels(ENVIRONMENTS, number)).toEqual(['deployed']);
    expect(await world.ledger({ kind: 'bypassed' })).toEqual([]);
  }, 120_000);

  /** Whether GitHub was told to merge a pull request once its checks have succeeded. */
  async function isLeftToGithub(number: number): Promise<boolean> {
    const path = `/repos/${ENVIRONMENTS}/pulls/${number}`;
    return (await world.person('ada').call<{ auto_merge: unknown }>('GET', path)).auto_merge !== null;
  }
});
