import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { Builder } from '../../../src/forge/cast/builder.ts';
import { DOCKER, MANIFESTS, paymentsReaches } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** Commits of the docker repository that move no pin, made after a commit that does. Answers that one. */
async function followedBy(count: number): Promise<string> {
  await world.merges('Retry transfers');
  await world.settled();
  await world.goesGreen(DOCKER, 'build');
  const ada = world.person('ada');
  const commit = await ada.tipOf(DOCKER, 'main');
  for (let nth = 1; nth <= count; nth += 1) {
    await ada.commits(DOCKER, { branch: 'main', path: `notes/${nth}.md`, text: `${nth}\n`, message: `Note ${nth}` });
  }
  await world.settled();
  return commit;
}

const pinned = async (): Promise<string> =>
  world.file(MANIFESTS, 'apps/payments/kustomization.yaml', (await world.pull(MANIFESTS)).head.ref);

describe('a build that ends after many newer commits', () => {
  it('is found by the commit that its end names', async () => {
    world = await World.chain();
    const commit = await followedBy(12);
    const { digest } = world.builds('payments', commit);
    const before = world.forge.calls.length;

    new Builder(world.forge.state, 'acme-ci').builds(DOCKER, { sha: commit });
    await world.settled();

    expect(await pinned()).toContain(digest);
    expect(world.calls(before).reads).not.toContain('graphql:BuiltBranch');
  });

  it('is found by the sweep as well, which walks back to the last build that is known', async () => {
    world = await World.chain();
    await paymentsReaches(world, 'Round up');
    const commit = await followedBy(12);
    const { digest } = world.builds('payments', commit);

    await world.after(31 * 60_000);

    expect(await pinned()).toContain(digest);
  });

  it('is found when the registry is back, if it was away', async () => {
    world = await World.chain();
    await paymentsReaches(world, 'Round up');
    const commit = await followedBy(12);
    const { digest } = world.builds('payments', commit);
    const down = world.registry.fails({ answer: () => new Response(null, { status: 503 }) });
    new Builder(world.forge.state, 'acme-ci').builds(DOCKER, { sha: commit });
    await world.settled();
    expect(await world.pulls(MANIFESTS)).toEqual([]);

    down.stop();
    await world.after(61_000);

    expect(await pinned()).toContain(digest);
  });
});

describe('the end of a build on another branch', () => {
  it('leads to no call of a registry', async () => {
    world = await World.chain();
    const ada = world.person('ada');
    await ada.branches(DOCKER, 'try', 'main');
    const commit = await ada.commits(DOCKER, { branch: 'try', path: 'x', text: 'x', message: 'try' });
    world.builds('payments', commit);
    const before = world.registry.calls.length;

    new Builder(world.forge.state, 'acme-ci').builds(DOCKER, { sha: commit, branch: 'try' });
    await world.settled();

    expect(world.registry.calls).toHaveLength(before);
  });
});
