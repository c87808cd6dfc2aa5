import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ENVIRONMENTS } from '../chain/chain.ts';
import { deployed, goesGreen, pinned, reaches, releaseOf, releases, until } from '../releases/releases.ts';
import { closeSharedStore, type World } from '../world.ts';

const SHOP = 'acme/shop';
let world: World;

beforeEach(async () => {
  world = await releases();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** An issue of the shop that waits for staging. */
async function waitingIssue(title: string): Promise<number> {
  const number = await world.person('grace').opensIssue(SHOP, title);
  await world.person('grace').labels(SHOP, number, 'workflow/ready-for-staging');
  return number;
}

const said = async (repo: string, number: number): Promise<string[]> =>
  (await world.comments(repo, number)).filter(({ user }) => user.login === 'sluice[bot]').map(({ body }) => body);

/** web and ledger go to staging in one release, and the deployer says that web does not come up. */
async function webFails(issue: number): Promise<{ release: number; web: string; ledger: string }> {
  const web = await reaches(world, 'web', 'New basket', `Refs #${issue}`);
  const ledger = await reaches(world, 'ledger', 'Round up');
  const release = await goesGreen(world, 'staging');
  await deployed(world, 'staging', 'failure', 'web: CrashLoopBackOff');
  return { release, web: web.digest, ledger: ledger.digest };
}

describe('a deployment that fails', () => {
  it('is said on the release with the component, its author and its owners; nobody else is told, and the next stage holds', async () => {
    const issue = await waitingIssue('The basket is slow');
    const { release } = await webFails(issue);
    const before = await pinned(world, 'demo', 'web');

    await until(world, 'Fri 09:00');

    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deploy-failed']);
    const [comment = '', ...more] = await said(ENVIRONMENTS, release);
    expect(more).toEqual([]);
    expect(comment).toMatch(/- \*\*web\*\*\n/);
    expect(comment).not.toContain('**ledger**');
    expect(comment).toContain('CrashLoopBackOff');
    expect(comment).toContain('Changed by `ada`.');
    expect(comment).toContain('Owned by @acme/shop');
    expect(await said(SHOP, issue)).toEqual([]);
    expect(await world.labels(SHOP, issue)).toEqual(['workflow/ready-for-staging']);
    expect(await releaseOf(world, 'demo')).toBeUndefined();
    expect(await pinned(world, 'demo', 'web')).toBe(before);
    expect(await world.explained()).toMatch(/the deployment of \w{7} to staging failed/);
  }, 60_000);

  it('is mended by a green re-run: the label changes, and the issues are told then', async () => {
    const issue = await waitingIssue('The basket is slow');
    const { release } = await webFails(issue);

    await deployed(world, 'staging');

    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    expect(await said(SHOP, issue)).toEqual([expect.stringContaining('**staging**')]);
    expect(await world.labels(SHOP, issue)).toEqual(['workflow/test']);
    const [, comment] = await said(ENVIRONMENTS, release);
    expect(comment).toContain('Told: 1 issue.');
  }, 60_000);

  it("is carried on by its fix, whose release tells the failed one's issues", async () => {
    const [first, second] = [await waitingIssue('The basket is slow'), await waitingIssue('The basket crashes')];
    const { release } = await webFails(first);
    await reaches(world, 'web', 'Mend the basket', `Refs #${second}`);
    const fix = await goesGreen(world, 'staging');

    await deployed(world, 'staging');

    expect(await world.labels(ENVIRONMENTS, fix)).toEqual(['deployed']);
    // What it brought besides runs as well.
    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    for (const issue of [first, second]) {
      expect(await said(SHOP, issue)).toHaveLength(1);
      expect(await world.labels(SHOP, issue)).toEqual(['workflow/test']);
    }
  }, 60_000);
});
