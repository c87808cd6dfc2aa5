import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

import { seedAcme } from '../../../src/forge/seed/acme.ts';
import { closeSharedStore } from '../world.ts';
import { Engine } from './engine.ts';

const DOCKER = 'acme/payments-docker';

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.begin((state) => seedAcme(state));
});
afterAll(closeSharedStore);

const refused = async (): Promise<string[]> =>
  (await engine.store.ledger.read({ kind: 'artifact-refused', limit: 10 })).map(({ key }) => key ?? '');

describe('a report of a build', () => {
  it('takes the turn and the budget of its repository’s account, not the App’s own', async () => {
    await engine.person('acme-ci').dispatches(DOCKER, 'sluice-artifact', { v: 1 });
    await engine.forge.hooks.pump();
    const guid = engine.forge.hooks.log.findLast(({ event }) => event === 'repository_dispatch')?.guid;
    while ((await engine.store.inbox.backlog()).waiting > 0) await engine.worker.workOnce();

    const jobs = await engine.store.attention.jobs(engine.clock.now());
    await engine.settled();

    expect(jobs).toContainEqual(
      expect.objectContaining({ key: `report:${DOCKER}:${guid}`, account: 'acme', state: 'due' }),
    );
    expect(await refused()).toEqual([expect.stringContaining(`artifact-refused:${guid}:`)]);
  });

  it('that an earlier release stored, by the delivery alone, is checked all the same', async () => {
    const facts = { id: '72d3-older', by: 'report', repo: DOCKER, sender: 'acme-ci', said: { v: 1 } };
    await engine.store.ledger.append({ at: engine.clock.now(), kind: 'report', key: 'report:72d3-older', facts });
    await engine.store.attention.want('report:72d3-older', engine.clock.now(), 'acme-ci reported a build');

    await engine.settled();

    expect(await refused()).toEqual([expect.stringContaining('artifact-refused:72d3-older:')]);
  });
});
