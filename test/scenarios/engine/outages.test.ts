import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

import { seedAcme } from '../../../src/forge/seed/acme.ts';
import { closeSharedStore } from '../world.ts';
import { Engine } from './engine.ts';

const DOCKER = 'acme/payments-docker';
const LANE = 'lane:acme/platform:docker/payments';
const MINUTE_MS = 60_000;

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.begin((state) => seedAcme(state));
});
afterAll(closeSharedStore);

describe('while GitHub does not answer', () => {
  it('deliveries are understood, no try is counted, and the work is done when it is back', async () => {
    engine.isDown = true;
    await engine.merges('payments', 'Round half up');
    for (let minute = 0; minute < 60; minute += 1) await engine.after(MINUTE_MS);

    const { waiting } = await engine.store.inbox.backlog();
    const job = (await engine.store.attention.jobs(engine.clock.now())).find(({ key }) => key === LANE);
    engine.isDown = false;
    await engine.after(2 * MINUTE_MS);

    expect(waiting).toBe(0);
    expect(job).toMatchObject({ tries: 0 });
    expect(job?.state).not.toBe('parked');
    expect(await engine.store.attention.parked()).toEqual([]);
    expect(await engine.pulls(DOCKER)).toHaveLength(1);
  });
});
