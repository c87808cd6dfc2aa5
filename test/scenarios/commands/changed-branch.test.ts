import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { promotionId, repoName } from '../../../src/core/names.ts';
import { ordersOf } from '../../../src/operations/commands/controls-of.ts';
import { ENVIRONMENTS, paymentsReaches } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';
import { answers, says } from './thread.ts';

const BRANCH = 'release-staging';
const CHANGED = 'The branch has changed since you wrote that.\n\nLook again and say it again.';
let world: World;
let pull: { repo: string; number: number };

/** grace has pushed a file onto the release to staging. */
beforeEach(async () => {
  world = await World.chain();
  await paymentsReaches(world, 'Retry transfers');
  world.forge.state.repos.get(ENVIRONMENTS)?.roles.set('rita', 'maintain');
  await pushes('grace', 'staging/replicas.yaml');
  await world.settled();
  pull = { repo: ENVIRONMENTS, number: (await world.pull(ENVIRONMENTS)).number };
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

const pushes = (login: string, path: string): Promise<string> =>
  world.person(login).commits(ENVIRONMENTS, { branch: BRANCH, path, text: 'mine\n', message: `A file by ${login}` });

const orders = () => ordersOf(world.store, promotionId(repoName(ENVIRONMENTS), pull.number));

describe('a command about what stands on a branch', () => {
  it.each(['adopt', 'rebuild', 'resume', 'refresh', 'promote'])(
    '%s says nothing of what was pushed after it was written, and asks for another look',
    async (verb) => {
      await world.person('rita').comments(ENVIRONMENTS, pull.number, `/sluice ${verb}`);
      world.lets(30_000);
      await pushes('omar', 'staging/unseen.yaml');
      await world.settled();

      expect(await answers(world, ENVIRONMENTS, pull.number)).toEqual([CHANGED]);
      expect(await orders()).toEqual([]);
      expect(await world.file(ENVIRONMENTS, 'staging/unseen.yaml', BRANCH)).toBe('mine\n');
    },
  );

  it('counts when it is said again', async () => {
    await world.person('rita').comments(ENVIRONMENTS, pull.number, '/sluice rebuild');
    world.lets(30_000);
    await pushes('omar', 'staging/unseen.yaml');
    await world.settled();
    world.lets(30_000);

    await says(world, 'rita', pull, '/sluice rebuild');

    expect(await orders()).toMatchObject([{ do: 'rebuild', by: 'rita' }]);
    await expect(world.file(ENVIRONMENTS, 'staging/unseen.yaml', BRANCH)).rejects.toThrow(/404/);
  });

  it('a hold stands, whatever is pushed after it', async () => {
    await world.person('rita').comments(ENVIRONMENTS, pull.number, '/sluice hold');
    world.lets(30_000);
    await pushes('omar', 'staging/unseen.yaml');
    await world.settled();

    expect(await answers(world, ENVIRONMENTS, pull.number)).toEqual([
      expect.stringContaining('**staging** stays as it is.'),
    ]);
  });
});
