import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, type PullView, type World } from '../world.ts';
import { deployed, pinned, reaches, releaseOf, releases, until } from './releases.ts';

let world: World;

beforeEach(async () => {
  world = await releases();
});
afterEach(async () => world.end());
afterAll(closeSharedStore);

const forced = async (component: string): Promise<PullView | undefined> =>
  (await world.pulls(ENVIRONMENTS)).find(({ head }) => head.ref === `force/production/${component}`);

describe('deploy/production on a merged hotfix', () => {
  it('opens a pull request of its own at once, which names what it jumps over and merges after two approvals', async () => {
    await reaches(world, 'payments', 'Show fees');
    const hotfix = await reaches(world, 'payments', 'Stop the leak');
    await until(world, 'Fri 17:00');

    await world.person('rita').labels('acme/payments', hotfix.number, 'deploy/production');
    await world.settled();
    const release = await forced('payments');
    if (release === undefined) throw new Error(await world.explained());
    expect(release.title).toMatch(/^Force payments .* to production$/);
    expect(release.body).toMatch(/rita asked for this in \[acme\/payments \d+\]/);
    expect(release.body).toMatch(/\*\*It jumps over\*\* demo.*staging|\*\*It jumps over\*\* staging.*demo/);
    expect(release.body).toMatch(/Show fees/);
    expect(await pinned(world, 'production', 'payments', 'force/production/payments')).toBe(hotfix.digest);

    await world.checkEnds(ENVIRONMENTS, release.number, 'validate');
    await world.person('rita').approves(ENVIRONMENTS, release.number);
    await world.settled();
    expect(await forced('payments')).toBeDefined();
    await world.person('omar').approves(ENVIRONMENTS, release.number);
    await world.settled();
    expect(await forced('payments')).toBeUndefined();
    expect(await pinned(world, 'production', 'payments')).toBe(hotfix.digest);

    await deployed(world, 'production');
    expect(await world.labels(ENVIRONMENTS, release.number)).toContain('deployed');
    expect(await world.labels('acme/payments', hotfix.number)).not.toContain('deploy/production');
    expect((await world.comments('acme/payments', hotfix.number)).map(({ body }) => body).join()).toContain(
      ENVIRONMENTS,
    );
  }, 60_000);

  it('by somebody who may not is taken off, with one comment that says who may', async () => {
    const hotfix = await reaches(world, 'payments', 'Stop the leak');
    await world.person('grace').labels('acme/payments', hotfix.number, 'deploy/production');
    await world.settled();

    expect(await forced('payments')).toBeUndefined();
    expect(await world.labels('acme/payments', hotfix.number)).toEqual([]);
    const said = (await world.comments('acme/payments', hotfix.number)).filter(
      ({ user }) => user.login === 'sluice[bot]',
    );
    expect(said.map(({ body }) => body)).toEqual([expect.stringMatching(/@acme\/release-managers/)]);
  });

  it('waits for the image, and is not opened once the label is off again', async () => {
    const ada = world.person('ada');
    const number = await ada.proposes('acme/ledger', {
      branch: 'fix',
      title: 'Fix',
      body: '',
      path: 'fix.js',
      text: '//\n',
    });
    await ada.merges('acme/ledger', number);
    await world.person('rita').labels('acme/ledger', number, 'deploy/production');
    await world.settled();
    expect(await forced('ledger')).toBeUndefined();
    await world.person('rita').unlabels('acme/ledger', number, 'deploy/production');
    await world.settled();
    const commit = await ada.tipOf('acme/ledger', 'main');
    const { digest } = world.builds('ledger', commit);
    const said = { v: 1, image: 'registry.acme.dev/ledger', digest, commit };
    await world.person('acme-ci').dispatches('acme/ledger', 'sluice-artifact', said);
    await world.settled();
    expect(await forced('ledger')).toBeUndefined();
    expect(await releaseOf(world, 'production')).toBeUndefined();
  });
});
