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

/** What an owner took back is accepted again; GitHub tells nobody here. */
function givesBack(permission: string, level: 'write'): void {
  for (const installation of world.forge.state.installations.values())
    installation.permissions = { ...installation.permissions, [permission]: level };
}

/** Logged since, of the releases that are not restored. */
const logged: object[] = [];

function listens(): void {
  const { log } = world.app.tools;
  const warn = log.warn.bind(log);
  logged.length = 0;
  log.warn = (facts, message) => {
    if (message === 'merged releases not restored yet') logged.push(facts);
    warn(facts, message);
  };
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

  it('pull requests: serve says so once, and enters them all when it may read them', async () => {
    world = await releases();
    await runsInStaging(world, 'payments', 'Retry transfers');
    await runsInStaging(world, 'payments', 'Retry transfers twice');
    takesBack('pull_requests');
    await world.store.truncate();
    listens();

    await world.app.begin();
    await world.after(2 * 31 * MINUTE);
    const before = await mergedToStaging();
    givesBack('pull_requests', 'write');
    await world.after(31 * MINUTE);

    expect(logged).toMatchObject(
      ['staging', 'demo', 'production'].map((stage) => ({
        lane: `acme/platform:${stage}`,
        cause: expect.stringContaining('the App may not read all of it'),
      })),
    );
    expect(before).toEqual([]);
    expect(await mergedToStaging()).toHaveLength(2);
    expect(await world.ledger({ kind: 'merges-read' })).toHaveLength(3);
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
