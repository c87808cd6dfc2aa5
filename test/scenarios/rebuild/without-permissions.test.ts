/** What the App may not read is said, and holds up its own environment alone. */
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { lacking } from '../../../src/core/answer.ts';
import { laneId } from '../../../src/core/pipeline/lanes.ts';
import { repoName, type StageName } from '../../../src/core/names.ts';
import { rebuild } from '../../../src/operations/rebuild/rebuild.ts';
import { DOCKER } from '../chain/chain.ts';
import { releases, runsInStaging } from '../releases/releases.ts';
import { closeSharedStore, type World } from '../world.ts';

const MINUTE = 60_000;
const STAGING = laneId(repoName('acme/platform'), { stage: 'staging' as StageName });
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** An owner takes a permission back; GitHub tells nobody. */
function takesBack(permission: string): void {
  for (const installation of world.forge.state.installations.values()) {
    const { [permission]: _gone, ...left } = installation.permissions;
    installation.permissions = left;
  }
}

const mergedToStaging = () => world.store.ledger.read({ kind: 'merged', lane: STAGING });

async function rebuilt(): Promise<string[]> {
  const lines: string[] = [];
  for await (const { says } of rebuild(world.app.tools, { again: false })) lines.push(says);
  return lines;
}

describe('a store that is lost where the App was granted less than before', () => {
  it('deployments: releases are restored, and the rest of the pipeline goes on', async () => {
    world = await releases();
    await runsInStaging(world, 'payments', 'Retry transfers');
    takesBack('deployments');
    await world.store.truncate();

    const lines = await rebuilt();
    await world.merges('Retry transfers twice');
    await world.settled();

    expect(lines).toContain('restored  1 merged release of acme/platform');
    expect(lines.filter((line) => line.startsWith('missing'))).toEqual([]);
    expect(await world.pulls(DOCKER)).toHaveLength(1);
  });

  it('a pull request that cannot be read: it is said, the rest goes on, and it is entered when it can be', async () => {
    world = await releases();
    await runsInStaging(world, 'payments', 'Retry transfers');
    const { looks } = world.app.tools;
    const { promotion } = looks;
    looks.promotion = () => Promise.resolve(lacking('the App may not read it', 'somebody acts'));
    await world.store.truncate();

    const lines = await rebuilt();
    await world.merges('Retry transfers twice');
    await world.settled();
    const before = await mergedToStaging();
    looks.promotion = promotion;
    await world.after(31 * MINUTE);

    expect(lines.filter((line) => line.startsWith('missing'))).toEqual([
      'missing   releases of acme/platform:staging: the App may not read it; somebody acts',
    ]);
    expect(await world.pulls(DOCKER)).toHaveLength(1);
    expect(before).toEqual([]);
    expect(await mergedToStaging()).toHaveLength(1);
  });

  it('pull requests: each environment says that its releases are not known', async () => {
    world = await releases();
    await runsInStaging(world, 'payments', 'Retry transfers');
    takesBack('pull_requests');
    await world.store.truncate();

    const lines = await rebuilt();

    const needed = lines.filter((line) => line.startsWith('missing')).map((line) => line.split(' ("')[0]);
    expect(needed).toEqual(
      ['staging', 'demo', 'production'].map(
        (stage) => `missing   releases of acme/platform:${stage}: the App may not read all of it`,
      ),
    );
  });
});
