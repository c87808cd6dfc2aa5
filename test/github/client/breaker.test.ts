import { describe, expect, it } from '@jest/globals';

import { clientUnder } from '../../../src/github/client/client.ts';
import { kindOf, trafficWorld, type TrafficWorld } from './traffic-world.ts';

const READ = 'pulls/list';
const WRITE = 'issues/create-comment';

/** Every call meets the same end, until the returned function is called. */
function storm(world: TrafficWorld, status = 502): () => void {
  world.forge.faults.add({ operation: '*', when: 'before', do: { status } });
  return () => world.forge.faults.clear();
}

async function reads(world: TrafficWorld, times: number): Promise<string[]> {
  const kinds: string[] = [];
  for (let time = 0; time < times; time += 1) kinds.push(kindOf(await world.acme.read()));
  return kinds;
}

/** Reads of which less may be asked for. */
async function heavyReads({ acme }: TrafficWorld, times: number): Promise<string[]> {
  const kinds: string[] = [];
  for (let time = 0; time < times; time += 1)
    kinds.push(kindOf(await acme.client.graphql('query Heavy { viewer { login } }', {}, { divisible: true })));
  return kinds;
}

async function opened(): Promise<{ world: TrafficWorld; calm: () => void; until: number }> {
  const world = await trafficWorld();
  await world.acme.read();
  const calm = storm(world);
  await reads(world, 5);
  world.forge.calls.length = 0;
  return { world, calm, until: world.clock.time + 5000 };
}

describe('a GitHub that does not answer', () => {
  it('is asked by five calls, and then by nobody for five seconds', async () => {
    const world = await trafficWorld();
    await world.acme.read();
    storm(world);
    world.forge.calls.length = 0;

    expect(await reads(world, 7)).toEqual([
      ...Array<string>(5).fill('unavailable'),
      'withheld: breaker',
      'withheld: breaker',
    ]);
    expect(world.sent(READ)).toBe(15);
  });

  it('is not written to: such a write certainly never left', async () => {
    const { world, until } = await opened();

    const outcomes = [await world.acme.write(), await world.other.write(), await world.other.look()];

    expect(outcomes.map(kindOf)).toEqual(Array(3).fill('withheld: breaker'));
    expect(outcomes[0]).toEqual({
      failed: {
        kind: 'unavailable',
        withheld: 'breaker',
        until,
        message: `not sent: forge.test does not answer, and is tried again at ${new Date(until).toISOString()}`,
      },
    });
    expect(world.forge.calls).toEqual([]);
  });

  it('is tried again by one call alone, and by all when that was answered', async () => {
    const { world, calm, until } = await opened();
    calm();
    world.clock.time = until;

    const together = await Promise.all([world.acme.read(), world.other.read(), world.acme.look()]);
    const after = await Promise.all([world.acme.read(), world.other.read(), world.acme.look()]);

    expect(together.map(kindOf).sort()).toEqual(['ok', 'withheld: breaker', 'withheld: breaker']);
    expect(after.map(kindOf)).toEqual(['ok', 'ok', 'ok']);
  });

  it('is tried again by another call when the first was not sent after all', async () => {
    const { world, calm, until } = await opened();
    const { client, write } = world.acme;
    calm();
    world.clock.time = until;

    const unsent = await write(clientUnder(client, { sendBy: () => until }));

    expect([kindOf(unsent), kindOf(await world.acme.read())]).toEqual(['withheld: lease', 'ok']);
  });

  it('is left alone for twice as long when it does not answer that call, which is not repeated', async () => {
    const { world, until } = await opened();
    world.clock.time = until;

    expect(await reads(world, 2)).toEqual(['unavailable', 'withheld: breaker']);
    expect(world.forge.calls).toHaveLength(1);
    expect(world.github.traffic.breakers(until)).toEqual([
      { host: 'forge.test', state: 'open', until: until + 10_000 },
    ]);
  });

  it('is one whose connections break as well', async () => {
    const world = await trafficWorld();
    world.forge.faults.add({ operation: READ, when: 'lost' });

    expect((await reads(world, 6)).at(-1)).toBe('withheld: breaker');
  });

  it('is not one that refuses, nor one that answers now and then', async () => {
    const world = await trafficWorld();
    await world.acme.read();
    const calm = storm(world, 404);
    const refused = await reads(world, 8);
    calm();
    world.forge.faults.add({ operation: WRITE, when: 'before', do: { status: 502 } });
    const mixed: string[] = [];
    for (let time = 0; time < 8; time += 1)
      mixed.push(kindOf(await world.acme.write()), kindOf(await world.acme.read()));

    expect(new Set(refused)).toEqual(new Set(['missing']));
    expect(new Set(mixed)).toEqual(new Set(['unknown-outcome', 'ok']));
  });

  it.each([502, 504])('is not one that gives up on a query with a %i, where less may be asked for', async (status) => {
    const world = await trafficWorld();
    await world.acme.look();
    storm(world, status);

    const heavy = await heavyReads(world, 8);

    expect(heavy).toEqual(Array(8).fill('unavailable'));
    expect((await reads(world, 6)).at(-1)).toBe('withheld: breaker');
  });

  it.each([
    ['a 503', { when: 'before', do: { status: 503 } }],
    ['a connection that breaks', { when: 'lost' }],
  ] as const)('is one that answers such a query with %s', async (_, failure) => {
    const world = await trafficWorld();
    await world.acme.look();
    world.forge.faults.add({ operation: '*', ...failure });

    expect((await heavyReads(world, 6)).at(-1)).toBe('withheld: breaker');
  });

  it('is neither found to be there nor left alone for longer by such a query: another call finds out', async () => {
    const { world, calm, until } = await opened();
    world.clock.time = until;

    expect(await heavyReads(world, 1)).toEqual(['unavailable']);
    expect(world.github.traffic.breakers(until)).toMatchObject([{ state: 'half-open' }]);
    calm();
    expect(await reads(world, 1)).toEqual(['ok']);
    expect(world.github.traffic.breakers(until)).toMatchObject([{ state: 'closed' }]);
  });

  it('is found out about through the mint of a token as well', async () => {
    const world = await trafficWorld();
    storm(world);
    await reads(world, 7);

    expect(world.sent('apps/create-installation-access-token')).toBe(15);
    expect(world.sent(READ)).toBe(0);
  });
});

describe('workers', () => {
  it('begin nothing while the breaker is open, then one of them does, then all', async () => {
    const { world, calm, until } = await opened();
    const { traffic } = world.github;
    const nobody = { open: true, without: new Map() };

    expect(traffic.admit(until - 1)).toEqual({ open: false, until });
    expect(traffic.admit(until)).toEqual(nobody);
    expect(traffic.admit(until)).toEqual({ open: false, until: until + 1000 });
    world.clock.time = until;
    calm();
    await world.acme.read();
    expect([traffic.admit(until), traffic.admit(until)]).toEqual([nobody, nobody]);
  });

  it('that were admitted and asked nothing are followed by another a second later', async () => {
    const { world, until } = await opened();
    const { traffic } = world.github;
    traffic.admit(until);

    expect(traffic.admit(until + 999)).toMatchObject({ open: false });
    expect(traffic.admit(until + 1000)).toMatchObject({ open: true });
  });
});
