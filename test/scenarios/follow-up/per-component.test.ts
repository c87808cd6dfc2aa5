import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { ENVIRONMENTS, ledgerReaches, paymentsReaches } from '../chain/chain.ts';
import { goesGreen, pinned, releaseOf } from '../releases/releases.ts';
import { closeSharedStore, World } from '../world.ts';

const PIPELINE = CHAIN_PIPELINE.replace(
  'issues:\n',
  `    deployments: per-component
  demo:
    kind: environment
    from: staging
    repo: acme/environments
    pins: [{ file: "demo/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: when-green
issues:
`,
);
let world: World;

beforeEach(async () => {
  world = await World.chain({ pipeline: PIPELINE, environments: ['staging', 'demo'] });
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

interface Seen {
  id: number;
  sha: string;
  task: string;
  payload: { of?: string };
}

const deployments = (): Promise<Seen[]> =>
  world.person('ada').call('GET', `/repos/${ENVIRONMENTS}/deployments?environment=staging`);

/** The deployer of one component answers its newest deployment. */
async function answers(component: string, state: 'success' | 'failure'): Promise<void> {
  const newest = (await deployments())
    .filter(({ task }) => task === `deploy:${component}`)
    .toSorted((a, b) => b.id - a.id)[0];
  await world.person('acme-deployer').reportsDeployment(ENVIRONMENTS, newest?.id ?? 0, { state });
  await world.settled();
}

/** payments and ledger go to staging in one release. */
async function bothReleased(): Promise<{ release: number; payments: string; ledger: string }> {
  const [payments, ledger] = [await paymentsReaches(world, 'Retry'), await ledgerReaches(world, 'Round up')];
  return { release: await goesGreen(world, 'staging'), payments: payments.digest, ledger: ledger.digest };
}

describe('an environment whose components are deployed one by one', () => {
  it('has a deployment for each at the merge, told apart by task and payload', async () => {
    await bothReleased();

    const tip = await world.person('ada').tipOf(ENVIRONMENTS, 'main');
    const seen = (await deployments()).map(({ sha, task, payload }) => ({ sha, task, of: payload.of }));
    expect(seen.toSorted((a, b) => a.task.localeCompare(b.task))).toEqual([
      { sha: tip, task: 'deploy:ledger', of: 'ledger' },
      { sha: tip, task: 'deploy:payments', of: 'payments' },
    ]);
  }, 60_000);

  it('one goes on as soon as it runs, and the failure of the other is its own', async () => {
    const { release, payments, ledger } = await bothReleased();

    await answers('payments', 'success');
    expect(await world.labels(ENVIRONMENTS, release)).toEqual([]);
    expect(await pinned(world, 'demo', 'payments', 'release-demo')).toBe(payments);
    expect(await pinned(world, 'demo', 'ledger', 'release-demo')).not.toBe(ledger);
    await answers('ledger', 'failure');

    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deploy-failed']);
    const [comment = ''] = (await world.comments(ENVIRONMENTS, release)).map(({ body }) => body);
    expect(comment).toMatch(/- \*\*ledger\*\*\n/);
    expect(comment).not.toContain('**payments**');
    expect(await world.explained()).toMatch(/the deployment of ledger at \w{7} to staging failed/);
    await goesGreen(world, 'demo');
    expect(await pinned(world, 'demo', 'payments')).toBe(payments);

    // GitHub makes the success of payments inactive when that of ledger comes; it stays one.
    await answers('ledger', 'success');
    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    expect(await releaseOf(world, 'demo')).toBeDefined();
    expect(await pinned(world, 'demo', 'ledger', 'release-demo')).toBe(ledger);
    expect(await pinned(world, 'demo', 'payments', 'release-demo')).toBe(payments);
  }, 60_000);
});
