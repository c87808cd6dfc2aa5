import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { Builder } from '../../../src/forge/cast/builder.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { deployerAnswers, ENVIRONMENTS, ledgerReaches, released } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const DEPLOY = '.github/workflows/deploy.yml';
const FLUX = 'flux/staging';
const MINUTE = 60_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

const believing = (signals: string): string =>
  CHAIN_PIPELINE.replace('release: on-change\n', `release: on-change\n    deployed-by: [${signals}]\n`);

/** A change of ledger that closes an issue is released to staging; nothing has told how it went. */
async function releasedWith(signals: string): Promise<{ issue: number; release: number; commit: string }> {
  world = await World.chain({ pipeline: believing(signals) });
  const issue = await world.person('grace').opensIssue('acme/ledger', 'Sums are a cent short');
  await ledgerReaches(world, 'Round up', `Refs #${issue}`);
  const release = await released(world);
  return { issue, release, commit: await world.person('ada').tipOf(ENVIRONMENTS, 'main') };
}

async function signals(commit: string, state: 'success' | 'failure', description?: string): Promise<void> {
  const status = { context: FLUX, state, ...(description === undefined ? {} : { description }) };
  await world.person('acme-ci').call('POST', `/repos/${ENVIRONMENTS}/statuses/${commit}`, status);
  await world.settled();
}

interface Status {
  state: string;
  description: string;
  log_url: string;
  creator: { login: string };
}

/** What has been said of the deployments of staging, newest first. */
async function statuses(): Promise<{ of: string; state: string; description: string; by: string }[]> {
  const ada = world.person('ada');
  const said = [];
  for (const { id, sha } of (await ada.deployments(ENVIRONMENTS, 'staging')).toSorted((a, b) => b.id - a.id))
    for (const one of await ada.call<Status[]>('GET', `/repos/${ENVIRONMENTS}/deployments/${id}/statuses`))
      said.push({ of: sha, state: one.state, description: one.description, by: one.creator.login });
  return said.filter(({ state }) => state !== 'inactive');
}

const labels = (release: number): Promise<string[]> => world.labels(ENVIRONMENTS, release);

describe('an environment that believes a workflow', () => {
  it('is deployed once the workflow has ended well, and failed where it has not', async () => {
    const { issue, release, commit } = await releasedWith(`{ workflow: deploy.yml }`);
    const actions = new Builder(world.forge.state, 'acme-ci');

    const run = actions.builds(ENVIRONMENTS, { sha: commit, path: DEPLOY, name: 'deploy', conclusion: 'failure' });
    await world.settled();
    expect(await labels(release)).toEqual(['deploy-failed']);
    expect(await statuses()).toMatchObject([{ of: commit, state: 'failure', by: 'sluice[bot]' }]);
    expect(await world.comments('acme/ledger', issue)).toEqual([]);

    actions.rebuilds(ENVIRONMENTS, run);
    await world.settled();
    expect(await labels(release)).toEqual(['deployed']);
    const [last] = await statuses();
    expect(last).toMatchObject({
      state: 'success',
      description: expect.stringMatching(/^workflow deploy\.yml, 2026-/),
    });
    expect(await world.comments('acme/ledger', issue)).toHaveLength(1);
  }, 60_000);

  it('does not believe a deployment status, a run that was called off, or another workflow', async () => {
    const { release, commit } = await releasedWith(`{ workflow: deploy.yml }`);
    const actions = new Builder(world.forge.state, 'acme-ci');
    await deployerAnswers(world, 'success');
    actions.builds(ENVIRONMENTS, { sha: commit, path: DEPLOY, conclusion: 'cancelled' });
    actions.builds(ENVIRONMENTS, { sha: commit, path: '.github/workflows/lint.yml' });
    await world.after(11 * MINUTE);

    expect(await labels(release)).toEqual([]);
    expect((await statuses()).map(({ by }) => by)).toEqual(['acme-deployer']);
  }, 60_000);

  it('believes a deployment status as well where the pipeline says so', async () => {
    const { release } = await releasedWith(`deployment-status, { workflow: deploy.yml }`);
    await deployerAnswers(world, 'success');

    expect(await labels(release)).toEqual(['deployed']);
  }, 60_000);
});

describe('an environment that believes a commit status', () => {
  it('takes the word about a later commit, whoever pushed it, and says it of a deployment of that commit', async () => {
    const { issue, release, commit } = await releasedWith(`{ status: ${FLUX} }`);
    const change = { branch: 'main', path: 'README.md', text: '# Where we run\n', message: 'Say where we run' };
    const later = await world.person('grace').commits(ENVIRONMENTS, change);
    await world.settled();
    await signals(later, 'success', 'Applied revision: main');

    expect(await labels(release)).toEqual(['deployed']);
    const [said] = await statuses();
    expect(said).toMatchObject({ of: later, state: 'success', by: 'sluice[bot]' });
    expect(said?.description).toMatch(/^Applied revision: main \(status flux\/staging, 2026-\d\d-\d\dT.*Z\)$/);
    expect(later).not.toBe(commit);
    expect(await world.comments('acme/ledger', issue)).toHaveLength(1);
  }, 60_000);

  it('finds it though every webhook about it was lost, and says it once', async () => {
    const { release, commit } = await releasedWith(`{ status: ${FLUX} }`);
    world.forge.faults.add({ webhook: 'status', do: 'drop' });
    await signals(commit, 'failure', 'ledger: CrashLoopBackOff');
    expect(await labels(release)).toEqual([]);
    await world.after(11 * MINUTE);
    await world.after(11 * MINUTE);

    expect(await labels(release)).toEqual(['deploy-failed']);
    expect(await statuses()).toMatchObject([{ of: commit, state: 'failure' }]);
  }, 60_000);

  it('rests while GitHub does not say what was reported, and goes on when it does', async () => {
    const { release, commit } = await releasedWith(`{ status: ${FLUX} }`);
    world.forge.faults.add({ operation: 'graphql:Signals', nth: 1, when: 'before', do: { status: 502 } });
    await signals(commit, 'success');
    await world.after(2 * MINUTE);

    expect(await labels(release)).toEqual(['deployed']);
    expect(await statuses()).toHaveLength(1);
  }, 60_000);
});
