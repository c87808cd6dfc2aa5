import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { addRepositories } from '../../../src/forge/domain/installations.ts';
import { repoNamed } from '../../../src/forge/domain/repos.ts';
import { addPerson, seedOrganisation } from '../../../src/forge/seed/organisation.ts';
import { RELEASES_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type StatusView, type World } from '../world.ts';
import { reaches, releases } from './releases.ts';

let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

const SANDBOX = 'acme/sandbox';
const GREEDY = RELEASES_PIPELINE.replaceAll('@acme/release-managers', '@acme/platform');

/** mallory has a repository of her own, where she may write what she likes. */
async function withSandbox(): Promise<void> {
  world = await releases();
  const files = { 'README.md': '# a place to play\n' };
  seedOrganisation(world.forge.state, {
    login: 'acme',
    repos: [{ fullName: SANDBOX, files, roles: { mallory: 'admin' } }],
    installOn: 'none',
  });
  const { state } = world.forge;
  const [installation] = state.installations.values();
  const sandbox = repoNamed(state, SANDBOX);
  if (installation === undefined || sandbox === undefined) throw new Error('the sandbox was not seeded');
  addRepositories(state, installation, [sandbox], addPerson(state, 'mallory'));
  await world.settled();
}

async function statusOf(commit: string): Promise<StatusView | undefined> {
  const { statuses } = await world
    .person('mallory')
    .call<{ statuses: StatusView[] }>('GET', `/repos/${SANDBOX}/commits/${commit}/status`);
  return statuses.find(({ context }) => context === 'sluice/pipeline');
}

describe("a pipeline file in a sandbox that names somebody else's environments", () => {
  it('is refused on the pull request that brings it', async () => {
    await withSandbox();
    const change = { branch: 'mine', title: 'A pipeline', body: '', path: '.github/sluice.yml', text: GREEDY };
    const number = await world.person('mallory').proposes(SANDBOX, change);
    await world.settled();

    const { head } = await world
      .person('mallory')
      .call<{ head: { sha: string } }>('GET', `/repos/${SANDBOX}/pulls/${number}`);
    expect(await statusOf(head.sha)).toMatchObject({
      state: 'failure',
      description: expect.stringMatching(
        /acme\/(payments-docker|manifests|environments) belongs to the pipeline of acme\/platform/,
      ),
    });
    const said = await world
      .person('mallory')
      .call<{ body: string }[]>('GET', `/repos/${SANDBOX}/issues/${number}/comments`);
    expect(said.map(({ body }) => body)).toEqual([
      expect.stringMatching(/acme\/environments belongs to the pipeline of acme\/platform/),
    ]);
  });

  it('is refused on its own commit and in the pipeline that has them, and nothing is written', async () => {
    await withSandbox();
    const commit = await world.person('mallory').commits(SANDBOX, {
      branch: 'main',
      path: '.github/sluice.yml',
      text: GREEDY,
      message: 'Take over',
    });
    await world.settled();
    expect(await statusOf(commit)).toMatchObject({ state: 'failure' });
    expect(commit).toHaveLength(40);
    const refused = await world.ledger({ kind: 'claim-refused' });
    expect(new Set(refused.map(({ lane }) => lane?.split(':')[0]))).toEqual(new Set([SANDBOX, 'acme/platform']));

    await reaches(world, 'ledger', 'Round up');
    const release = await world.pulls(ENVIRONMENTS);
    expect(release.map(({ head }) => head.ref)).toEqual(['release-staging']);
    const lanes = await world.store.standings.all(SANDBOX as never);
    expect(lanes.filter(({ stage }) => stage === 'staging').flatMap(({ reasons }) => reasons)).toMatchObject([
      { code: 'not-joined', says: expect.stringContaining('joins acme/platform') },
    ]);
  });
});
