import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { addRepositories } from '../../../src/forge/domain/installations.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { seedOrganisation } from '../../../src/forge/seed/organisation.ts';
import { DOCKER, ENVIRONMENTS, paymentsReaches } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';
import { says } from './thread.ts';

const SANDBOX = 'acme/a-sandbox';
let world: World;

beforeEach(async () => {
  world = await World.chain();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** mallory's own repository has a copy of the pipeline file; nothing has joined it. */
async function copiesThePipeline(): Promise<void> {
  const { state } = world.forge;
  const files = { '.github/sluice.yml': CHAIN_PIPELINE };
  const spec = { fullName: SANDBOX, files, roles: { mallory: 'admin' as const } };
  const { repos } = seedOrganisation(state, { login: 'acme', repos: [spec], installOn: 'none' });
  const installed = [...state.installations.values()].find(({ account }) => account.login === 'acme');
  if (installed === undefined) throw new Error('acme has no installation');
  addRepositories(state, installed, repos, state.app.owner);
  await world.after(60_000);
  const [first] = await world.app.tools.policies.pipelines();
  expect(first?.repo).toBe(SANDBOX);
}

describe('a command on a pull request that two pipelines name', () => {
  it('is one of the pipeline that its repository has joined', async () => {
    await copiesThePipeline();
    await paymentsReaches(world, 'Retry transfers');
    const { number } = await world.pull(ENVIRONMENTS);

    const [answer] = await says(world, 'ada', { repo: ENVIRONMENTS, number }, '/sluice hold');

    expect(answer).toContain('**staging** stays as it is.');
    expect(await world.ledger({ kind: 'control' })).toMatchObject([{ facts: { pipeline: 'acme/platform' } }]);
  });

  it('is so on the branch of one component that goes ahead, too', async () => {
    await copiesThePipeline();
    await paymentsReaches(world, 'Retry transfers');
    world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('ada', 'maintain');
    const { number } = await world.pull(ENVIRONMENTS);
    await says(world, 'ada', { repo: ENVIRONMENTS, number }, '/sluice promote staging payments');
    const ahead = (await world.pulls(ENVIRONMENTS)).find(({ head }) => head.ref === 'force/staging/payments');

    const [answer] = await says(world, 'ada', { repo: ENVIRONMENTS, number: ahead?.number ?? 0 }, '/sluice hold');

    expect(answer).toContain('**payments** in **staging** stays as it is.');
  });
});

describe('a command on the pull request of a person who bears the name of the App', () => {
  it('is not Sluice’s to answer', async () => {
    const { state } = world.forge;
    seedOrganisation(state, { login: 'acme', people: ['sluice'], repos: [], installOn: 'none' });
    state.repos.get(DOCKER)?.roles.set('sluice', 'write');
    const change = { branch: 'sluice/docker/payments', title: 'Mine', body: '', path: 'README.md', text: 'mine\n' };
    const number = await world.person('sluice').proposes(DOCKER, change);
    await world.settled();

    expect(await says(world, 'ada', { repo: DOCKER, number }, '/sluice hold')).toEqual([]);
    expect(await world.ledger({ kind: 'control' })).toEqual([]);
  });
});
