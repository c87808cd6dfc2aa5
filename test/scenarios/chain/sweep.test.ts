import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { releases, runsInStaging } from '../releases/releases.ts';
import { closeSharedStore, World } from '../world.ts';
import { DOCKER, ENVIRONMENTS, MANIFESTS } from './chain.ts';

const SWEEP_MS = 31 * 60_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** The open pull request of a repository is green, and no webhook says so; the sweep merges it. */
async function sweptHome(repo: string, context: string): Promise<number> {
  const { number } = await world.pull(repo);
  await world.checkEnds(repo, number, context);
  await world.after(SWEEP_MS);
  expect(await world.pulls(repo)).toEqual([]);
  return number;
}

describe('when every webhook is lost', () => {
  it('the slow sweep carries a change from its merge to the told issue', async () => {
    world = await World.chain();
    const issue = await world.person('grace').opensIssue('acme/payments', 'Transfers are lost');
    await world.person('grace').labels('acme/payments', issue, 'workflow/ready-for-staging');
    await world.settled();
    world.forge.faults.add({ webhook: '*', do: 'drop' });

    const { commit } = await world.merges('Retry transfers', { body: `Refs #${issue}` });
    await world.after(SWEEP_MS);
    await sweptHome(DOCKER, 'build');
    expect(await world.file(DOCKER, 'Dockerfile')).toContain(commit);
    const { digest } = world.builds('payments', await world.person('ada').tipOf(DOCKER, 'main'));
    await world.after(SWEEP_MS);
    await sweptHome(MANIFESTS, 'lint');
    await world.after(SWEEP_MS);
    const release = await sweptHome(ENVIRONMENTS, 'validate');
    expect(await world.file(ENVIRONMENTS, 'staging/payments.yaml')).toContain(digest);
    const deployer = world.person('acme-deployer');
    const [deployment] = await deployer.deployments(ENVIRONMENTS, 'staging');
    await deployer.reportsDeployment(ENVIRONMENTS, deployment?.id ?? 0, { state: 'success' });
    await world.after(SWEEP_MS);

    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    expect(await world.comments('acme/payments', issue)).toHaveLength(1);
    expect(await world.labels('acme/payments', issue)).toEqual(['workflow/test']);
  });

  it('and a person merges the release, the sweep finds that merge and follows it up', async () => {
    world = await World.chain();
    const { commit } = await world.merges('Round up', { component: 'ledger' });
    world.builds('ledger', commit);
    await world.after(SWEEP_MS);
    await world.goesGreen(MANIFESTS, 'lint');
    world.forge.faults.add({ webhook: '*', do: 'drop' });
    const { number } = await world.pull(ENVIRONMENTS);

    await world.person('ada').merges(ENVIRONMENTS, number, 'merge');
    await world.after(SWEEP_MS);

    expect(await world.person('ada').deployments(ENVIRONMENTS, 'staging')).toHaveLength(1);
    expect(await world.ledger({ kind: 'merged' })).toContainEqual(
      expect.objectContaining({ promotion: `${ENVIRONMENTS}#${number}` }),
    );
  });
});

describe('a pipeline of thirty lanes', () => {
  const names = Array.from({ length: 30 }, (_, index) => `service-${index + 1}`);
  const pipeline = `version: 1
components:
${names.map((name) => `  ${name}: { code: acme/${name} }\n`).join('')}stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
`;

  it('is looked at with two reads and nothing else, at the start and at each sweep', async () => {
    world = await World.with({ components: names, pipeline });
    expect(world.calls().reads.filter((name) => name === 'graphql:Look')).toHaveLength(2);
    expect(world.calls().writes).toEqual([]);
    const start = world.forge.calls.length;

    await world.after(SWEEP_MS);

    expect(world.calls(start)).toEqual({ reads: ['graphql:Look', 'graphql:Look'], writes: [] });
  });

  it('is looked at no more often for the one lane that has something to move', async () => {
    world = await World.with({ components: names, pipeline });
    world.forge.faults.add({ webhook: '*', do: 'drop' });
    await world.merges('Retry transfers', { component: 'service-30' });
    const start = world.forge.calls.length;

    await world.after(SWEEP_MS);

    expect((await world.pull('acme/service-30-docker')).title).toBe('service-30: Retry transfers');
    expect(world.calls(start).reads.filter((name) => name === 'graphql:Look').length).toBeLessThanOrEqual(5);
  });
});

describe('a change that waits for the hour of a schedule', () => {
  it('is looked at by the sweep alone: what lies between it and the pin was asked once, for good', async () => {
    world = await releases();
    await runsInStaging(world, 'payments', 'Retry transfers');
    await world.after(SWEEP_MS);
    const start = world.forge.calls.length;

    await world.after(SWEEP_MS);

    const { reads, writes } = world.calls(start);
    expect(reads.filter((name) => name === 'graphql:Look')).toHaveLength(1);
    expect(reads.filter((name) => /compare|Range|FileTexts/.test(name))).toEqual([]);
    expect(writes.filter((name) => name !== 'issues/update')).toEqual([]);
  });
});
