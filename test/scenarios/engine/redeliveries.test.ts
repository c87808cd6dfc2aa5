import { afterAll, describe, expect, it } from '@jest/globals';

import { roomFor } from '../../../src/core/inbox-bound.ts';
import { seedAcme } from '../../../src/forge/seed/acme.ts';
import { toRedeliver } from '../../../src/operations/sweeps/to-redeliver.ts';
import type { MissedDelivery } from '../../../src/ports/store/missed.ts';
import { closeSharedStore } from '../world.ts';
import { Engine } from './engine.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW = 100 * HOUR_MS;

afterAll(closeSharedStore);

/** A delivery that was tried once an hour ago and not heard, but for what is said of it. */
const missed = (more: Partial<MissedDelivery> = {}): MissedDelivery => ({
  guid: 'g',
  event: 'push',
  attempt: 1,
  attempts: 1,
  heard: 0,
  firstAt: NOW - 2 * HOUR_MS,
  lastAt: NOW - HOUR_MS,
  ...more,
});

const refused = { attempts: 40, firstAt: NOW - 71 * HOUR_MS };
const heard = (times: number): Partial<MissedDelivery> => ({
  attempts: times,
  heard: times,
  heardAt: NOW,
  lastAt: NOW,
});

describe('of an event that failed to arrive', () => {
  const asked = (missing: MissedDelivery[], receivedAt = NOW): number[] =>
    toRedeliver(missing, { now: NOW, receivedAt, most: 100 }).ask.map(({ attempt }) => attempt);

  it.each<[string, Partial<MissedDelivery>, boolean]>([
    ['one attempt is asked for again at once', { lastAt: NOW }, true],
    ['four that were heard are asked for again', heard(4), true],
    ['five that were heard are given up', { ...heard(5), lastAt: NOW - HOUR_MS }, false],
    ['attempts that nobody heard are not counted', refused, true],
    ['those that were heard among them are', { ...refused, heard: 5, heardAt: NOW - 9 * HOUR_MS }, false],
    ['many attempts are repeated once an hour', { ...refused, lastAt: NOW - HOUR_MS + 1 }, false],
    ['what was never heard ends when GitHub forgets its first attempt', { firstAt: NOW - 72 * HOUR_MS }, false],
  ])('%s', (_, one, isAsked) => {
    expect(asked([missed(one)])).toEqual(isAsked ? [1] : []);
  });

  it('reports come before the rest, and the oldest before younger ones', () => {
    const events = ['push', 'repository_dispatch', 'push', 'registry_package'];
    const missing = events.map((event, n) => missed({ guid: `g${n}`, event, attempt: n, firstAt: NOW - 9 + n }));

    expect(asked(missing.toReversed())).toEqual([1, 3, 0, 2]);
  });
});

describe('while all that was asked for failed unheard', () => {
  /** A hundred, of which the first ten were asked for `ago` milliseconds ago and failed. */
  const missing = (ago: number): MissedDelivery[] =>
    Array.from({ length: 100 }, (_, n) =>
      missed({ guid: `g${n}`, attempt: n, ...(n < 10 && { attempts: 2, lastAt: NOW - ago }) }),
    );
  const round = (ago: number, receivedAt: number | undefined): { asked: number[]; minutes: number } => {
    const { ask, rest } = toRedeliver(missing(ago), { now: NOW, receivedAt, most: 50 });
    return { asked: ask.map(({ attempt }) => attempt), minutes: rest / MINUTE_MS };
  };
  const early = NOW - 3 * HOUR_MS;

  it.each([
    ['nothing is asked for at first', 9 * MINUTE_MS, early, { asked: [], minutes: 10 }],
    ['nor until the rest is over', 25 * MINUTE_MS, early, { asked: [], minutes: 5 }],
    ['those that were tried least are probes', 30 * MINUTE_MS, early, { asked: [10, 11, 12], minutes: 1 }],
    ['so they are where nothing ever arrived', 30 * MINUTE_MS, undefined, { asked: [10, 11, 12], minutes: 1 }],
    [
      'the rest is short while it has not lasted',
      10 * MINUTE_MS,
      NOW - 15 * MINUTE_MS,
      { asked: [10, 11, 12], minutes: 1 },
    ],
  ])('%s', (_, ago, receivedAt, expected) => {
    expect(round(ago, receivedAt)).toEqual(expected);
  });

  it.each([
    ['one that arrived later', NOW - MINUTE_MS],
    ['one that arrived among them', NOW - 11 * MINUTE_MS],
  ])('%s ends it', (_, receivedAt) => {
    expect(round(10 * MINUTE_MS, receivedAt)).toEqual({ asked: Array.from({ length: 50 }, (_, n) => n), minutes: 1 });
  });

  it('an answer that was none of the inbox ends it', () => {
    const answered = missed({ guid: 'h', attempt: 101, attempts: 2, heard: 1, heardAt: NOW, lastAt: NOW });

    const { ask } = toRedeliver([...missing(MINUTE_MS), answered], { now: NOW, receivedAt: early, most: 50 });

    expect(ask).toHaveLength(50);
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
  const called = ({ forge }: Engine, operation: string): number =>
    forge.calls.filter(({ operationId }) => operationId === operation).length;
  const asked = (engine: Engine): number => called(engine, 'apps/redeliver-webhook-delivery');
  const listed = (engine: Engine): number => called(engine, 'apps/list-webhook-deliveries');

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
    const before = asked(engine);

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

  it('by the thousand for eight hours are asked for by few calls, and all arrive within half an hour of their end', async () => {
    const engine = await Engine.begin((state) => seedAcme(state));
    const { deliver } = engine.forge.hooks;
    engine.forge.hooks.deliver = () => Promise.resolve(502);
    const { app, emit } = engine.forge.state;
    const payload = { zen: 'Keep it simple.', hook_id: app.id };
    for (let n = 0; n < 1_000; n += 1) emit({ event: 'ping', sender: app.owner, payload });
    await engine.settled();
    const guids = sent(engine);
    for (let n = 0; n < 8 * 12; n += 1) await engine.after(5 * MINUTE_MS);
    const during = { listed: listed(engine), asked: asked(engine) };

    engine.forge.hooks.deliver = deliver;
    for (let n = 0; n < 30 && (await lost(engine, guids)).length > 0; n += 1) await engine.after(MINUTE_MS);

    expect(guids).toHaveLength(1_000);
    expect(await lost(engine, guids)).toEqual([]);
    expect(during.listed).toBeLessThan(100);
    expect(during.asked).toBeLessThan(160);
    expect(listed(engine) - during.listed).toBeLessThan(30);
    expect(asked(engine) - during.asked).toBeLessThanOrEqual(1_000);
  });
});
