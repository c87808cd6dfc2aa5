import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const LEDGER = 'acme/ledger';
const BRANCH = 'force/staging/ledger';
const SWEEP_MS = 31 * 60_000;

/** Staging is released on Fridays alone; nothing of it is due in these tests. */
const PIPELINE = CHAIN_PIPELINE.replace(
  '    release: on-change\n',
  '    release: { schedule: "0 9 * * 5", timezone: Europe/Rome }\n',
);

let world: World;
/** The merge that is forced, by its pull request and its image. */
let forced: { number: number; digest: string };

beforeEach(async () => {
  world = await World.chain({ pipeline: PIPELINE });
  world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('grace', 'maintain');
  const { number, commit } = await world.merges('Stop the leak', { component: 'ledger' });
  const { digest } = world.builds('ledger', commit);
  forced = { number, digest };
  const said = { v: 1, image: 'registry.acme.dev/ledger', digest, commit };
  await world.person('acme-ci').dispatches(LEDGER, 'sluice-artifact', said);
  await world.settled();
  await world.person('grace').labels(LEDGER, number, 'deploy/staging');
  await world.settled();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

const branches = async (): Promise<string[]> =>
  (await world.person('ada').call<{ name: string }[]>('GET', `/repos/${ENVIRONMENTS}/branches?per_page=100`)).map(
    ({ name }) => name,
  );

async function isFollowedUp(release: number): Promise<void> {
  expect(await world.ledger({ kind: 'merged' })).toContainEqual(
    expect.objectContaining({ promotion: `${ENVIRONMENTS}#${release}` }),
  );
  expect(await world.person('ada').deployments(ENVIRONMENTS, 'staging')).toHaveLength(1);
  expect(await world.ledger({ kind: 'wish-served' })).toMatchObject([{ promotion: `${ENVIRONMENTS}#${release}` }]);
  expect(await world.labels(LEDGER, forced.number)).toEqual([]);
  const [comment] = await world.comments(LEDGER, forced.number);
  expect(comment?.body).toContain(`was released to **staging** by [${ENVIRONMENTS} ${release}]`);
}

describe('a forced pull request that a person merges', () => {
  it('is followed up though no webhook tells of it', async () => {
    const { number } = await world.pull(ENVIRONMENTS);
    world.forge.faults.add({ webhook: '*', do: 'drop' });

    await world.person('ada').merges(ENVIRONMENTS, number, 'merge');
    await world.after(SWEEP_MS);

    await isFollowedUp(number);
    expect(await branches()).not.toContain(BRANCH);
  });

  it('is followed up though the read of it is behind its webhook', async () => {
    const { number } = await world.pull(ENVIRONMENTS);
    world.forge.faults.add({ operation: 'graphql:Promotion', times: 3, do: { stale: { ms: 1_000 } } });
    world.lets(2_000);

    await world.person('ada').merges(ENVIRONMENTS, number, 'merge');
    await world.settled();
    await world.after(SWEEP_MS);

    await isFollowedUp(number);
    expect(await branches()).not.toContain(BRANCH);
  });

  it('is looked at no more by sweeps once nothing of it is left', async () => {
    const { looks } = world.app.tools;
    const survey = looks.survey.bind(looks);
    const swept: string[][] = [];
    looks.survey = (request) => {
      swept.push(request.lanes.map(({ lane }) => lane.head));
      return survey(request);
    };
    const { number } = await world.pull(ENVIRONMENTS);
    await world.person('ada').merges(ENVIRONMENTS, number, 'merge');
    await world.settled();

    for (let sweep = 0; sweep < 3; sweep += 1) await world.after(SWEEP_MS);

    expect(swept.at(0)).toContain(BRANCH);
    expect(swept.at(-1)).toContain('release-staging');
    expect(swept.at(-1)).not.toContain(BRANCH);
  });
});

describe('a forced pull request that a person closes and opens again', () => {
  it('is closed once nobody wants it any more', async () => {
    const { number } = await world.pull(ENVIRONMENTS);
    await world.person('ada').closes(ENVIRONMENTS, number);
    await world.settled();
    await world.person('ada').reopens(ENVIRONMENTS, number);
    await world.settled();
    expect(await world.pulls(ENVIRONMENTS)).toHaveLength(1);

    await world.person('grace').unlabels(LEDGER, forced.number, 'deploy/staging');
    await world.settled();

    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
    expect(await world.ledger({ kind: 'withdrawn' })).toMatchObject([{ promotion: `${ENVIRONMENTS}#${number}` }]);
  });

  it('is closed too where it was given up in between', async () => {
    const { number } = await world.pull(ENVIRONMENTS);
    await world.person('ada').closes(ENVIRONMENTS, number);
    await world.settled();
    await world.person('grace').unlabels(LEDGER, forced.number, 'deploy/staging');
    await world.after(3 * SWEEP_MS);

    await world.person('ada').reopens(ENVIRONMENTS, number);
    await world.settled();

    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
  });
});

describe('a branch that a forced release left behind', () => {
  it('is asked for again a day after GitHub refused to delete it', async () => {
    const { effects } = world.app.tools;
    const { deleteBranch } = effects;
    effects.deleteBranch = () => Promise.resolve({ outcome: 'refused', because: 'a rule protects it' });
    const { number } = await world.pull(ENVIRONMENTS);
    await world.person('ada').merges(ENVIRONMENTS, number, 'merge');
    await world.settled();
    const [deployment] = await world.person('ada').deployments(ENVIRONMENTS, 'staging');
    await world.person('acme-deployer').reportsDeployment(ENVIRONMENTS, deployment?.id ?? 0, { state: 'success' });
    await world.settled();
    expect(await branches()).toContain(BRANCH);

    effects.deleteBranch = deleteBranch.bind(effects);
    await world.after(24 * 60 * 60_000);

    expect(await branches()).not.toContain(BRANCH);
  });

  it('is deleted by a sweep, where a commit of ours came after its merge and what it was for was given up', async () => {
    const { number: first } = await world.pull(ENVIRONMENTS);
    const { number, commit } = await world.merges('Mend the pipe', { component: 'ledger' });
    const { digest } = world.builds('ledger', commit);
    const said = { v: 1, image: 'registry.acme.dev/ledger', digest, commit };
    await world.person('acme-ci').dispatches(LEDGER, 'sluice-artifact', said);
    await world.settled();
    const { effects } = world.app.tools;
    const run = effects.run.bind(effects);
    let late = 0;
    effects.run = async (repo, step, turn) => {
      if (step.do === 'publish' && step.pullRequest?.number === first && late === 0) {
        late += 1;
        await world.person('ada').merges(ENVIRONMENTS, first, 'squash');
        await world.person('grace').unlabels(LEDGER, number, 'deploy/staging');
      }
      return run(repo, step, turn);
    };

    await world.person('grace').labels(LEDGER, number, 'deploy/staging');
    await world.settled();
    expect(late).toBe(1);
    expect(await branches()).toContain(BRANCH);
    for (let sweep = 0; sweep < 3; sweep += 1) await world.after(SWEEP_MS);

    expect(await branches()).not.toContain(BRANCH);
  });
});
