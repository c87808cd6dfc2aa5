import { afterAll, describe, expect, it } from '@jest/globals';

import { roomFor } from '../../../src/core/inbox-bound.ts';
import { seedAcme } from '../../../src/forge/seed/acme.ts';
import { toRedeliver } from '../../../src/operations/sweeps/to-redeliver.ts';
import type { FailedDelivery } from '../../../src/ports/github/hook-deliveries.ts';
import { closeSharedStore } from '../world.ts';
import { Engine } from './engine.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW = 100 * HOUR_MS;

afterAll(closeSharedStore);

/** Attempts of one event, the first of them first; the last ended `ago` milliseconds ago. */
function attempts(codes: number[], { ago = HOUR_MS, isYoung = true } = {}): FailedDelivery[] {
  return codes.map((statusCode, place) => ({
    id: place + 1,
    guid: 'g',
    event: 'push',
    deliveredAt: NOW - ago - (codes.length - 1 - place) * HOUR_MS,
    isRedelivery: !isYoung || place > 0,
    statusCode,
  }));
}

const refused = (times: number): number[] => Array.from({ length: times }, () => 503);

describe('of an event that failed to arrive', () => {
  it.each<[string, FailedDelivery[], boolean]>([
    ['one attempt is asked for again at once', attempts([500], { ago: 0 }), true],
    ['four that were heard are asked for again', attempts([500, 413, 500, 500], { ago: 0 }), true],
    ['five that were heard are given up', attempts([500, 500, 500, 500, 500]), false],
    ['refusals by a full inbox are not counted', attempts(refused(40)), true],
    ['attempts that nobody answered are not counted', attempts([0, 0, 0, 0, 0, 0]), true],
    ['attempts that a proxy answered are not counted', attempts([502, 504, 429, 502, 504]), true],
    ['those that were heard among them are', attempts([500, 503, 500, 500, 503, 500, 500]), false],
    ['many attempts are repeated once an hour', attempts(refused(5), { ago: HOUR_MS - 1 }), false],
    ['what was never heard ends with its first attempt', attempts(refused(5), { isYoung: false }), false],
    ['a late redelivery by a person is asked for as well', attempts(refused(4), { isYoung: false }), true],
  ])('%s', (_, failed, isAsked) => {
    expect(toRedeliver(failed, NOW).map(({ id }) => id)).toEqual(isAsked ? [failed.length] : []);
  });

  it('reports come before the rest, and the oldest before younger ones', () => {
    const one = (id: number, event: string): FailedDelivery => ({
      id,
      event,
      guid: `g${id}`,
      deliveredAt: NOW,
      isRedelivery: false,
      statusCode: 0,
    });
    const failed = [one(4, 'registry_package'), one(3, 'push'), one(2, 'repository_dispatch'), one(1, 'push')];

    expect(toRedeliver(failed, NOW).map(({ id }) => id)).toEqual([2, 4, 1, 3]);
  });
});

describe('the room for what is asked for', () => {
  it.each([
    ['is half of an empty inbox', { waiting: 0, bytes: 0 }, 5],
    ['shrinks by what waits', { waiting: 3, bytes: 0 }, 2],
    ['is none in an inbox that is half full', { waiting: 5, bytes: 0 }, 0],
    ['is none in one that is fuller', { waiting: 9, bytes: 0 }, 0],
    ['is none among large payloads', { waiting: 1, bytes: 500 }, 0],
  ])('%s', (_, backlog, room) => {
    expect(roomFor(backlog, { deliveries: 10, bytes: 1_000 })).toBe(room);
  });
});

describe('deliveries that could not be taken', () => {
  const sent = (engine: Engine): string[] => [...new Set(engine.forge.hooks.log.map(({ guid }) => guid))];
  const lost = async ({ store }: Engine, guids: string[]): Promise<string[]> => {
    const received = await store.inbox.received(guids);
    return guids.filter((guid) => !received.has(guid));
  };
  const asked = async ({ store }: Engine): Promise<number> =>
    (await store.ledger.read({ kind: 'redelivery-asked', limit: 1_000 })).length;

  it('as the inbox was full for hours are asked for when there is room again, and not before', async () => {
    const bound = { deliveries: 6, bytes: 1_000_000 };
    const engine = await Engine.begin((state) => seedAcme(state), {}, { inboxBound: bound });
    const free = engine.clock.now() + 3 * HOUR_MS;
    for (let n = 0; n < bound.deliveries; n += 1)
      await engine.store.inbox.put({ guid: `later-${n}`, event: 'ping', payload: {}, receivedAt: free });
    await engine.merges('payments', 'Round half up');
    await engine.settled();
    const guids = await lost(engine, sent(engine));
    for (let n = 0; n < 17; n += 1) await engine.after(10 * MINUTE_MS);
    const before = await asked(engine);

    await engine.after(20 * MINUTE_MS);
    await engine.after(11 * MINUTE_MS);

    expect(guids.length).toBeGreaterThan(3);
    expect(before).toBe(0);
    expect(await lost(engine, guids)).toEqual([]);
  });

  it('for half a day arrive within the hour in which they can be taken again', async () => {
    const engine = await Engine.begin((state) => seedAcme(state));
    const { deliver } = engine.forge.hooks;
    engine.forge.hooks.deliver = () => Promise.resolve(503);
    await engine.merges('payments', 'Round half up');
    await engine.settled();
    const guids = sent(engine);
    for (let n = 0; n < 24; n += 1) await engine.after(30 * MINUTE_MS);
    const byGuid = Map.groupBy(engine.forge.hooks.log, ({ guid }) => guid);
    const attempted = Math.max(...[...byGuid.values()].map(({ length }) => length));

    engine.forge.hooks.deliver = deliver;
    for (let n = 0; n < 6; n += 1) await engine.after(10 * MINUTE_MS);

    expect(await lost(engine, guids)).toEqual([]);
    expect(attempted).toBeLessThan(20);
  });
});
