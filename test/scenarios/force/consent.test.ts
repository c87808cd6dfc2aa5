import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { addRepositories } from '../../../src/forge/domain/installations.ts';
import { seedOrganisation } from '../../../src/forge/seed/organisation.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const PAYMENTS = 'acme/payments';
const SANDBOX = 'acme/a-sandbox';

/** Somebody's pipeline that names acme/payments, which has joined another. */
const SANDBOX_PIPELINE = `version: 1
components:
  payments: { code: acme/payments, image: registry.acme.dev/payments }
stages:
  staging:
    kind: environment
    repo: acme/a-sandbox
    pins: [{ file: "staging/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: when-green
`;

let world: World;

beforeEach(async () => {
  world = await World.chain();
  world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'maintain');
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** What the joining file of acme/payments says from now on. */
async function joins(pipeline: string): Promise<void> {
  const change = { branch: 'main', path: '.github/sluice.yml', text: `pipeline: ${pipeline}\n`, message: 'Move' };
  await world.person('ada').commits(PAYMENTS, change);
  await world.settled();
}

async function addSandbox(): Promise<void> {
  const { state } = world.forge;
  const [installed] = [...state.installations.values()].filter(({ account }) => account.login === 'acme');
  const spec = { fullName: SANDBOX, files: { '.github/sluice.yml': SANDBOX_PIPELINE } };
  const { repos } = seedOrganisation(state, { login: 'acme', repos: [spec], installOn: 'none' });
  if (installed !== undefined) addRepositories(state, installed, repos, state.app.owner);
  await world.after(60_000);
  const loaded = await world.app.tools.policies.pipelines();
  if (!loaded.some(({ repo }) => repo === SANDBOX)) throw new Error('the sandbox is not in force');
}

async function puts(login: string, label: string, number: number): Promise<void> {
  await world.person(login).labels(PAYMENTS, number, label);
  await world.settled();
}

describe('a label deploy/<environment> in a repository that has not joined the pipeline', () => {
  it.each(['deploy/staging', 'deploy/stagign'])('is left alone, as %s is', async (label) => {
    const { number } = await world.merges('Retry transfers');
    await joins('acme/elsewhere');

    await puts('ada', label, number);

    expect(await world.labels(PAYMENTS, number)).toEqual([label]);
    expect(await world.comments(PAYMENTS, number)).toEqual([]);
    expect(await world.ledger({ kind: 'wish-refused' })).toEqual([]);
  });

  it('is judged once GitHub can say whether it has joined', async () => {
    const { number } = await world.merges('Retry transfers');
    await world.settled();
    world.failsAt('PipelineFile', ['file', 'defaultBranchRef']);

    await puts('ada', 'deploy/staging', number);
    expect(await world.labels(PAYMENTS, number)).toEqual(['deploy/staging']);
    world.healed();
    await world.after(60_000);

    expect(await world.labels(PAYMENTS, number)).toEqual([]);
  });

  it('of which somebody else has a pipeline is a matter of the pipeline that it has joined alone', async () => {
    await addSandbox();
    const { number } = await world.merges('Retry transfers');

    await puts('grace', 'deploy/staging', number);

    expect((await world.ledger({ kind: 'wish' })).map(({ lane }) => lane)).toEqual(['acme/platform:staging/payments']);
    expect(await world.labels(PAYMENTS, number)).toEqual(['deploy/staging']);
    expect(await world.comments(PAYMENTS, number)).toEqual([]);
  });

  it('still ends what it asked for when it is taken off', async () => {
    const { number } = await world.merges('Retry transfers');
    await puts('grace', 'deploy/staging', number);
    expect(await world.ledger({ kind: 'wish' })).toHaveLength(1);
    await joins('acme/elsewhere');

    await world.person('grace').unlabels(PAYMENTS, number, 'deploy/staging');
    await world.settled();

    expect(await world.ledger({ kind: 'wish-ended' })).toHaveLength(1);
  });
});
