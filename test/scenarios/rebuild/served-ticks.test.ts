import { afterAll, afterEach, expect, it } from '@jest/globals';

import { rebuild } from '../../../src/operations/rebuild/rebuild.ts';
import { deployed, goesGreen, releaseOf, releases, runsInStaging, until } from '../releases/releases.ts';
import { closeSharedStore, type World } from '../world.ts';

let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

it('a release that was served since the backup does not come due again with what was proven after it', async () => {
  world = await releases();
  await runsInStaging(world, 'ledger', 'Round up');
  const kept: string[] = [];
  for await (const line of world.store.archive.read()) kept.push(line);
  await until(world, 'Fri 09:30');
  await goesGreen(world, 'demo');
  await deployed(world, 'demo');
  await runsInStaging(world, 'web', 'Show the balance');

  await world.store.truncate();
  await world.store.archive.write(kept);
  for await (const { says } of rebuild(world.app.tools, { again: true })) expect(says).not.toContain('missing');
  await world.settled();

  expect(await releaseOf(world, 'demo')).toBeUndefined();
});
