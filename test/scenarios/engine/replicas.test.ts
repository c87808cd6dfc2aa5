import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

import { seedAcme } from '../../../src/forge/seed/acme.ts';
import { unobserved } from '../../../src/observe/unobserved.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { closeSharedStore } from '../world.ts';
import { Engine } from './engine.ts';
import { otherwise, Standstill } from './otherwise.ts';

const DOCKER = 'acme/payments-docker';
const TEN_MINUTES_MS = 10 * 60_000;

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.begin((state) => seedAcme(state));
});
afterAll(closeSharedStore);

const bodyOf = (init: RequestInit | undefined): string => (typeof init?.body === 'string' ? init.body : '');

/** The shared store, as a process sees it that stands still right after its lease was extended. */
function pausedAfterRenewal(store: OpenStore, standstill: Standstill): OpenStore {
  const { attention } = store;
  const renew: typeof attention.renew = async (...asked) => {
    const isHeld = await attention.renew(...asked);
    await standstill.pass();
    return isHeld;
  };
  return otherwise(store, { attention: otherwise(attention, { renew }) });
}

describe('a replica that stood still for longer than its lease', () => {
  it('sends nothing of what it was about to and says so once, and another has done it once', async () => {
    const standstill = new Standstill();
    const sent: string[] = [];
    let told = 0;
    const slow = await engine.replica({
      observed: { ...unobserved, leaseLost: () => void (told += 1) },
      store: (shared) => pausedAfterRenewal(shared, standstill),
      fetch: (next) => (url, init) => {
        sent.push(bodyOf(init));
        return next(url, init);
      },
    });
    await engine.merges('payments', 'Round half up');
    await engine.forge.hooks.pump();
    const working = slow.worker('slow-1').workUntilIdle();
    await standstill.reached;
    const before = sent.length;

    engine.clock.advance(TEN_MINUTES_MS);
    await engine.settled();
    const [pull] = await engine.pulls(DOCKER);
    standstill.end();
    await working;

    expect(sent.slice(before).filter((body) => body.includes('mutation'))).toEqual([]);
    expect(told).toBe(1);
    expect(await engine.pulls(DOCKER)).toEqual([pull]);
    expect(engine.calls().writes.filter((name) => name === 'graphql:Publish')).toHaveLength(1);
  });

  it('cannot undo what another did meanwhile by a request that was on its way', async () => {
    const onItsWay = new Standstill();
    const slow = await engine.replica({
      fetch: (next) => async (url, init) => {
        if (bodyOf(init).includes('mutation Publish')) await onItsWay.pass();
        return next(url, init);
      },
    });
    await engine.merges('payments', 'Round half up');
    await engine.forge.hooks.pump();
    const working = slow.worker('slow-1').workUntilIdle();
    await onItsWay.reached;

    engine.clock.advance(TEN_MINUTES_MS);
    await engine.settled();
    const [pull] = await engine.pulls(DOCKER);
    onItsWay.end();
    await working;
    await engine.settled();

    expect(await engine.pulls(DOCKER)).toEqual([pull]);
    expect(await engine.store.attention.parked()).toEqual([]);
  });
});

describe('work that its process gives back', () => {
  it('is another’s at once, and counts as no try', async () => {
    const standstill = new Standstill();
    const stopping = await engine.replica({ store: (shared) => pausedAfterRenewal(shared, standstill) });
    await engine.merges('payments', 'Round half up');
    await engine.forge.hooks.pump();
    const worker = stopping.worker('stopping-1');
    const working = worker.workUntilIdle();
    await standstill.reached;

    await worker.giveBack();
    const claim = await engine.store.attention.claim('next-1', engine.clock.now(), engine.clock.now() + 1_000);

    expect(claim).toMatchObject({ key: 'lane:acme/platform:docker/payments', tries: 0 });
    standstill.end();
    await working;
    expect(await engine.pulls(DOCKER)).toEqual([]);
  });
});
