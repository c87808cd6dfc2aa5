import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type PullView, type World } from '../world.ts';
import { goesGreen, pinned, reaches, releaseOf, releases } from './releases.ts';

let world: World;

beforeEach(async () => {
  world = await releases();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

const BRANCH = 'release-staging';

/** payments is on its way to staging, and ada has pushed a file onto the branch. */
async function pushedOnto(): Promise<PullView> {
  await reaches(world, 'payments', 'Retry transfers');
  const change = { branch: BRANCH, path: 'staging/replicas.yaml', text: 'replicas: 3\n', message: 'More replicas' };
  await world.person('ada').commits(ENVIRONMENTS, change);
  await world.settled();
  const release = await releaseOf(world, 'staging');
  if (release === undefined) throw new Error('there is no release');
  return release;
}

const ours = async (number: number): Promise<string[]> =>
  (await world.comments(ENVIRONMENTS, number))
    .filter(({ user }) => user.login === 'sluice[bot]')
    .map(({ body }) => body);

async function says(login: string, number: number, body: string): Promise<void> {
  await world.person(login).comments(ENVIRONMENTS, number, body);
  await world.settled();
}

describe("a person's commit on a release", () => {
  it('survives, and turns automatic merging off with one comment', async () => {
    const { number } = await pushedOnto();
    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await reaches(world, 'ledger', 'Round up');

    expect(await world.file(ENVIRONMENTS, 'staging/replicas.yaml', BRANCH)).toBe('replicas: 3\n');
    expect((await releaseOf(world, 'staging'))?.number).toBe(number);
    expect((await ours(number)).filter((body) => body.includes('/sluice adopt'))).toHaveLength(1);
  });

  it('is adopted by somebody who may: what comes later goes on top, and somebody else has to approve', async () => {
    const { number } = await pushedOnto();
    await says('grace', number, '/sluice adopt');
    const ledger = await reaches(world, 'ledger', 'Round up');
    expect(await pinned(world, 'staging', 'ledger', BRANCH)).toBe(ledger.digest);
    expect(await world.file(ENVIRONMENTS, 'staging/replicas.yaml', BRANCH)).toBe('replicas: 3\n');

    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await world.person('ada').approves(ENVIRONMENTS, number);
    await world.settled();
    expect(await world.status(ENVIRONMENTS, number)).toMatchObject({
      description: 'Holds commits by ada: somebody else has to approve it',
    });
    await world.person('grace').approves(ENVIRONMENTS, number);
    await world.settled();
    expect(await releaseOf(world, 'staging')).toBeUndefined();
    expect(await world.file(ENVIRONMENTS, 'staging/replicas.yaml')).toBe('replicas: 3\n');
  }, 30_000);

  it('is discarded by /sluice rebuild, once: pushed again it survives', async () => {
    const { number, head } = await pushedOnto();
    await says('ada', number, '/sluice rebuild');
    expect((await releaseOf(world, 'staging'))?.number).toBe(number);
    await expect(world.file(ENVIRONMENTS, 'staging/replicas.yaml', BRANCH)).rejects.toThrow(/404/);

    const ada = world.person('ada');
    await ada.call('PATCH', `/repos/${ENVIRONMENTS}/git/refs/heads/${BRANCH}`, { sha: head.sha, force: true });
    await world.settled();
    expect(await world.file(ENVIRONMENTS, 'staging/replicas.yaml', BRANCH)).toBe('replicas: 3\n');
    await says('ada', number, '/sluice rebuild');
    await expect(world.file(ENVIRONMENTS, 'staging/replicas.yaml', BRANCH)).rejects.toThrow(/404/);
    await goesGreen(world, 'staging');
    expect(await releaseOf(world, 'staging')).toBeUndefined();
  });

  it('is merged as it stands after /sluice resume and an approval by somebody else', async () => {
    const { number } = await pushedOnto();
    await says('ada', number, '/sluice resume');
    await world.checkEnds(ENVIRONMENTS, number, 'validate');
    await world.person('grace').approves(ENVIRONMENTS, number);
    await world.settled();
    expect(await releaseOf(world, 'staging')).toBeUndefined();
    expect(await world.file(ENVIRONMENTS, 'staging/replicas.yaml')).toBe('replicas: 3\n');
  });

  it('stays where somebody orders who may only read', async () => {
    const { number } = await pushedOnto();
    await says('mallory', number, '/sluice rebuild');
    expect(await world.file(ENVIRONMENTS, 'staging/replicas.yaml', BRANCH)).toBe('replicas: 3\n');
    expect((await ours(number)).at(-1)).toMatch(/may not|Who may/);
  });
});
