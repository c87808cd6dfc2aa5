import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { RELEASES_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { repoName, type LaneId } from '../../../src/core/names.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import {
  deployed,
  goesGreen,
  pinned,
  reaches,
  releaseOf,
  releases,
  runsInStaging,
  until,
} from '../releases/releases.ts';
import { closeSharedStore, type World } from '../world.ts';

const PLATFORM = repoName('acme/platform');

let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** Staging is deployed so; demo follows it on Friday at nine. */
const deploying = (how: string): string => RELEASES_PIPELINE.replace('  demo:\n', `    deployments: ${how}\n  demo:\n`);

/** More than a look at staging reads. */
const RUNS = 25;

/** The deployer tries what staging holds now, again and again. */
async function failsAgainAndAgain(): Promise<void> {
  const deployer = world.person('acme-deployer');
  const ref = await deployer.tipOf(ENVIRONMENTS, 'main');
  for (let run = 0; run < RUNS; run += 1) {
    const id = await deployer.deploys(ENVIRONMENTS, { ref, environment: 'staging' });
    await deployer.reportsDeployment(ENVIRONMENTS, id, { state: 'failure', description: 'ledger does not start' });
  }
  await world.settled();
}

/** What the page says runs in staging. */
async function runsInStagingOnPage(component: string): Promise<string | undefined> {
  const standing = await world.store.standings.get(`${PLATFORM}:staging` as LaneId);
  return standing?.components.find(({ name }) => name === component)?.runs?.value;
}

describe.each(['whole', 'per-component'])('with deployments: %s, twenty-five failed runs of another', (how) => {
  it('do not take back what runs: it goes on, stands on the page, and is told once', async () => {
    world = await releases({ pipeline: deploying(how) });
    const issue = await world.person('ada').opensIssue('acme/payments', 'Transfers are lost');
    const payments = await runsInStaging(world, 'payments', 'Retry transfers', `Fixes #${issue}`);
    const ledger = await reaches(world, 'ledger', 'Round up');
    await goesGreen(world, 'staging');
    await deployed(world, 'staging', 'failure', 'ledger does not start');
    const told = await world.comments('acme/payments', issue);
    expect(told).toHaveLength(1);
    await failsAgainAndAgain();
    // What earlier looks said is forgotten, as where Sluice starts anew.
    await world.store.standings.keepOnly(PLATFORM, []);

    await until(world, 'Fri 09:00');

    expect(await releaseOf(world, 'demo')).toBeDefined();
    expect(await pinned(world, 'demo', 'payments', 'release-demo')).toBe(payments.digest);
    expect(await pinned(world, 'demo', 'ledger', 'release-demo')).not.toBe(ledger.digest);
    expect(await runsInStagingOnPage('payments')).toBe(payments.digest);
    expect(await world.comments('acme/payments', issue)).toEqual(told);
  }, 120_000);
});

/** Sweeps are half an hour apart. */
const NEXT_SWEEP = 31 * 60_000;

it('what ran before the first look and could not be read then is asked for again', async () => {
  world = await releases();
  const payments = await runsInStaging(world, 'payments', 'Retry transfers');
  await reaches(world, 'ledger', 'Round up');
  await goesGreen(world, 'staging');
  await failsAgainAndAgain();
  await world.store.standings.keepOnly(PLATFORM, []);
  world.failsAt('OlderDeployments', ['older', 'deployments']);
  await world.after(NEXT_SWEEP);
  expect(await runsInStagingOnPage('payments')).toBeUndefined();

  world.healed();
  await world.after(NEXT_SWEEP);

  expect(await runsInStagingOnPage('payments')).toBe(payments.digest);
  const since = world.forge.calls.length;
  await world.after(NEXT_SWEEP);
  // Demo, which has something to take over from there, is the one lane that asks.
  expect(world.calls(since).reads.filter((read) => read === 'graphql:OlderDeployments')).toHaveLength(1);
}, 120_000);

it('a success that the environment does not believe proves nothing, however far back it is', async () => {
  const pipeline = RELEASES_PIPELINE.replace('  demo:\n', '    deployed-by: [{ status: flux/staging }]\n  demo:\n');
  world = await releases({ pipeline });
  const payments = await runsInStaging(world, 'payments', 'Retry transfers');
  await reaches(world, 'ledger', 'Round up');
  await goesGreen(world, 'staging');
  await failsAgainAndAgain();
  await world.store.standings.keepOnly(PLATFORM, []);

  await until(world, 'Fri 09:00');

  expect(await releaseOf(world, 'demo')).toBeUndefined();
  expect(await runsInStagingOnPage('payments')).not.toBe(payments.digest);
  expect(world.calls().reads).toContain('graphql:OlderDeployments');
  expect((await world.reasons(`${PLATFORM}:demo`)).join('\n')).toContain('nothing is proven in staging yet');
}, 120_000);
