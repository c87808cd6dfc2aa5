import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { RELEASE_ENVIRONMENTS, RELEASES_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type World } from '../world.ts';
import { deployed, goesGreen, pinned, reaches, releaseOf, releases, runsInStaging } from '../releases/releases.ts';

let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

const FOLLOWING = RELEASES_PIPELINE.replace(
  'release: { schedule: "0 9 * * 5", timezone: Europe/Rome }',
  'release: on-change',
);
/** Components of staging are deployed one by one; demo follows it, and says how it copies. */
const copying = (how: string): string =>
  FOLLOWING.replace('  demo:\n', `    deployments: per-component\n  demo:\n    ${how}\n`);

/** The deployer of one component answers its newest deployment in staging. */
async function answers(component: string, state: 'success' | 'failure'): Promise<void> {
  const deployer = world.person('acme-deployer');
  const all = await deployer.deployments(ENVIRONMENTS, 'staging');
  const [newest] = all
    .filter(({ payload }) => (payload as { of?: string }).of === component)
    .toSorted((a, b) => b.id - a.id);
  await deployer.reportsDeployment(ENVIRONMENTS, newest?.id ?? 0, { state });
  await world.settled();
}

const said = async (environment: string): Promise<string> =>
  (await world.explained()).split(/\n(?=\S)/).find((part) => part.includes(environment)) ?? '';

describe('payments and ledger, of which only ledger runs in staging', () => {
  async function ledgerAlone(how: string): Promise<{ payments: string; ledger: string }> {
    world = await releases({ pipeline: copying(how) });
    const payments = await reaches(world, 'payments', 'Retry transfers');
    const ledger = await reaches(world, 'ledger', 'Round up');
    await goesGreen(world, 'staging');
    await answers('ledger', 'success');
    await answers('payments', 'failure');
    return { payments: payments.digest, ledger: ledger.digest };
  }

  it.each([
    [
      'as they ran together',
      'together: [[payments, ledger]]',
      /ledger: ledger and payments have not run in staging at the same commit yet/,
    ],
    [
      'as a snapshot',
      'copy: snapshot',
      /ledger: payments, ledger and web have not run in staging at the same commit yet/,
    ],
  ])(
    'both stay where demo copies them %s, and go once payments runs too',
    async (_, how, reason) => {
      const { ledger } = await ledgerAlone(how);
      expect(await releaseOf(world, 'demo')).toBeUndefined();
      expect(await world.explained()).toMatch(reason);

      const fix = await reaches(world, 'payments', 'Retry less');
      await goesGreen(world, 'staging');
      await answers('payments', 'success');
      expect(await pinned(world, 'demo', 'payments', 'release-demo')).toBe(fix.digest);
      expect(await pinned(world, 'demo', 'ledger', 'release-demo')).toBe(ledger);
      await goesGreen(world, 'demo');
      expect(await pinned(world, 'demo', 'payments')).toBe(fix.digest);
      expect(await pinned(world, 'demo', 'ledger')).toBe(ledger);
    },
    90_000,
  );

  it('ledger goes alone where demo copies each component', async () => {
    const { payments, ledger } = await ledgerAlone('copy: per-component');
    expect(await pinned(world, 'demo', 'ledger', 'release-demo')).toBe(ledger);
    expect(await pinned(world, 'demo', 'payments', 'release-demo')).not.toBe(payments);
  }, 120_000);
});

describe('a fourth environment', () => {
  const fed = (from: string): Promise<World> =>
    releases({
      pipeline: FOLLOWING.replace(
        'issues:\n',
        `  europe:
    kind: environment
    from: ${from}
    repo: acme/environments
    pins: [{ file: "europe/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: when-green
issues:
`,
      ),
      environments: [...RELEASE_ENVIRONMENTS, 'europe'],
    });

  it('that is fed by all of two takes what both have proven', async () => {
    world = await fed('{ all: [staging, demo] }');
    const first = await runsInStaging(world, 'ledger', 'Round up');
    expect(await releaseOf(world, 'europe')).toBeUndefined();
    expect(await said('europe')).toMatch(/ledger: no reference is proven in staging and demo alike yet/);
    await goesGreen(world, 'demo');
    expect(await releaseOf(world, 'europe')).toBeUndefined();
    await deployed(world, 'demo');
    expect(await pinned(world, 'europe', 'ledger', 'release-europe')).toBe(first.digest);

    // Staging alone has proven what is newer: the release stays as it is.
    const second = await runsInStaging(world, 'ledger', 'Round down');
    expect(await pinned(world, 'europe', 'ledger', 'release-europe')).toBe(first.digest);
    await goesGreen(world, 'europe');
    expect(await pinned(world, 'europe', 'ledger')).toBe(first.digest);
    expect(second.digest).not.toBe(first.digest);
  }, 120_000);

  it('that is fed by any of two takes what one has proven, and does not go back to what the other has', async () => {
    world = await fed('{ any: [demo, staging] }');
    const first = await runsInStaging(world, 'ledger', 'Round up');
    expect(await pinned(world, 'europe', 'ledger', 'release-europe')).toBe(first.digest);
    await goesGreen(world, 'europe');
    const second = await runsInStaging(world, 'ledger', 'Round down');
    await goesGreen(world, 'europe');
    expect(await pinned(world, 'europe', 'ledger')).toBe(second.digest);

    await goesGreen(world, 'demo');
    await deployed(world, 'demo');
    expect(await releaseOf(world, 'europe')).toBeUndefined();
    expect(await pinned(world, 'europe', 'ledger')).toBe(second.digest);
  }, 120_000);
});
