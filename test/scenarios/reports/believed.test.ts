import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { DOCKER, MANIFESTS, paymentsReaches } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';
import { addPipeline } from './more-pipelines.ts';

const IMAGE = 'registry.acme.dev/payments';
const DAY_MS = 24 * 3_600_000;
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

const kustomization = (): Promise<string> => world.file(MANIFESTS, 'apps/payments/kustomization.yaml');

/** A change is merged and carried into the docker repository; answers the commit there. */
async function dockerCommit(title: string): Promise<string> {
  await world.merges(title);
  await world.settled();
  await world.goesGreen(DOCKER, 'build');
  return world.person('ada').tipOf(DOCKER, 'main');
}

async function reports(said: Record<string, unknown>): Promise<void> {
  await world.person('acme-ci').dispatches(DOCKER, 'sluice-artifact', { v: 1, image: IMAGE, ...said });
  await world.settled();
}

const refusals = async (): Promise<{ pipeline: unknown; reason: unknown }[]> =>
  (await world.ledger({ kind: 'artifact-refused' })).map(({ facts }) => ({
    pipeline: facts['pipeline'],
    reason: facts['reason'],
  }));

const learned = async (pipeline: string): Promise<string[]> =>
  (await world.app.tools.store.artifacts.of(pipeline as never, ['payments' as never], 5)).map(({ digest }) => digest);

describe('an image that is known cannot be called newer than it is', () => {
  it('by a report that names the newest commit, where the image itself names its own', async () => {
    world = await World.chain();
    const { digest: first } = await paymentsReaches(world, 'Retry transfers');
    const { digest: second } = await paymentsReaches(world, 'Round up');
    const commit = await dockerCommit('Round down');

    await reports({ digest: first, commit });

    expect(await kustomization()).toContain(second);
    expect(await world.pulls(MANIFESTS)).toEqual([]);
    expect((await refusals()).map(({ reason }) => reason)).toEqual([
      expect.stringMatching(
        /^registry\.acme\.dev\/payments sha256:\w{7} says of itself that it was built from \w{7}, not from/,
      ),
    ]);
    expect((await world.statusOn(DOCKER, commit, 'sluice/artifact'))?.state).toBe('failure');
  });

  it('nor where it says nothing of itself, since it was known before', async () => {
    world = await World.chain();
    const { digest } = world.registry.push({ repository: 'payments', labels: { build: '1' } });
    await reports({ digest, commit: await dockerCommit('Retry transfers') });
    await world.goesGreen(MANIFESTS, 'lint');
    const commit = await dockerCommit('Round up');

    await reports({ digest, commit });

    expect(await world.pulls(MANIFESTS)).toEqual([]);
    expect((await refusals()).map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/is known as built from \w{7}, not from \w{7}; an image never changes$/),
    ]);
  });
});

describe('each pipeline judges a report for itself', () => {
  it('another one with the same component and another image takes nothing from the first, and reads nothing of it', async () => {
    world = await World.chain();
    await addPipeline(world, 'acme/alpha', { code: DOCKER, image: 'registry.acme.dev/other' });
    const commit = await dockerCommit('Retry transfers');
    const { digest } = world.builds('payments', commit);

    await reports({ component: 'payments', digest, commit });

    expect((await world.pull(MANIFESTS)).title).toBe('payments: Retry transfers');
    expect(await refusals()).toEqual([]);
    expect(await learned('acme/alpha')).toEqual([]);
  });

  it('and the author reads the words of the pipeline that the repository has joined alone', async () => {
    world = await World.chain();
    await addPipeline(world, 'acme/alpha', { code: DOCKER, image: 'registry.acme.dev/other' });
    const commit = await dockerCommit('Retry transfers');
    const { digest } = world.builds('payments', commit);

    await reports({ component: 'payments', image: 'registry.acme.dev/third', digest, commit });

    const says = (own: string): string => `image "registry.acme.dev/third" is not the image of payments (${own})`;
    expect(await refusals()).toEqual([
      { pipeline: 'acme/alpha', reason: says('registry.acme.dev/other') },
      { pipeline: 'acme/platform', reason: says(IMAGE) },
    ]);
    expect((await world.statusOn(DOCKER, commit, 'sluice/artifact'))?.description).toBe(`Refused: ${says(IMAGE)}`);
  });

  it('and one that cannot tell yet keeps no other waiting', async () => {
    world = await World.chain();
    await addPipeline(world, 'acme/alpha', { code: DOCKER, image: IMAGE, branch: 'nowhere' });
    const commit = await dockerCommit('Retry transfers');
    const { digest } = world.builds('payments', commit);

    await reports({ digest, commit });

    expect((await world.pull(MANIFESTS)).title).toBe('payments: Retry transfers');
    await world.after(DAY_MS);
    expect(await refusals()).toEqual([
      { pipeline: 'acme/alpha', reason: expect.stringContaining('that images are built from does not exist') },
    ]);
  });
});

describe('what a repository that is closed to a pipeline builds', () => {
  it('is neither learned nor refused there, by a report or by a look', async () => {
    world = await World.chain();
    await addPipeline(world, 'other/pipes', { code: DOCKER, image: IMAGE });
    const commit = await dockerCommit('Retry transfers');
    const { digest } = world.builds('payments', commit);

    await reports({ digest, commit });
    await reports({ digest: `sha256:${'ab'.repeat(32)}`, commit });
    await world.after(31 * 60_000);

    expect(await learned('acme/platform')).toContain(digest);
    expect(await learned('other/pipes')).toEqual([]);
    expect((await refusals()).map(({ pipeline }) => pipeline)).toEqual(['acme/platform']);
  });

  it('is learned there where everybody can read it', async () => {
    world = await World.chain({ private: false });
    await addPipeline(world, 'other/pipes', { code: DOCKER, image: IMAGE });
    const commit = await dockerCommit('Retry transfers');
    const { digest } = world.builds('payments', commit);

    await reports({ digest, commit });

    expect(await learned('other/pipes')).toContain(digest);
  });
});
