import { describe, expect, it } from '@jest/globals';

import { clientUnder } from '../../../src/github/client/client.ts';
import { kindOf, trafficWorld, type TrafficWorld } from './traffic-world.ts';

const MINUTE = 60_000;
const READ = 'pulls/list';
const WRITE = 'issues/create-comment';
const secondary = { status: 403, limit: 'secondary' } as const;

/** A write that makes no content. */
const relabel = ({ acme }: TrafficWorld) =>
  acme.client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
    owner: 'acme',
    repo: 'payments',
    issue_number: 1,
    labels: ['seen'],
  });

const without = ({ github, clock }: TrafficWorld): Record<string, number> => {
  const admission = github.traffic.admit(clock.time);
  if (!admission.open) throw new Error('nobody is admitted');
  return Object.fromEntries([...admission.without].map(([account, until]) => [account, until - clock.time]));
};

describe('an account whose budget is spent', () => {
  it('by GraphQL rests until the reset and is not even asked; another is served as before', async () => {
    const world = await trafficWorld({ limits: { primary: 6 } });
    const { acme, other } = world;
    for (let time = 0; time < 6; time += 1) await acme.look();
    await other.look();
    world.forge.calls.length = 0;

    const kinds = [
      await acme.look(),
      await acme.look(),
      await acme.write(),
      await other.look(),
      await other.write(),
    ].map(kindOf);

    expect(kinds).toEqual(['limited: spent', 'limited: spent', 'ok', 'ok', 'ok']);
    expect([world.sent('graphql:Look'), world.sent(WRITE)]).toEqual([1, 2]);
    const rests = without(world);
    expect(Object.keys(rests)).toEqual(['acme']);
    expect(rests['acme']).toBeGreaterThan(59 * MINUTE);
    expect(world.waits).toEqual([]);
  });

  it('is refused by GitHub once, which says so with HTTP 200 where it is GraphQL, and then not asked', async () => {
    const statuses: number[] = [];
    const world = await trafficWorld({ client: { onCall: ({ status }) => statuses.push(status) } });
    world.forge.faults.add({
      operation: 'graphql:Look',
      nth: 1,
      when: 'before',
      do: { status: 403, limit: 'primary' },
    });

    const kinds = [await world.acme.look(), await world.acme.read(), await world.acme.write()].map(kindOf);

    expect(kinds).toEqual(Array(3).fill('limited: primary'));
    expect(statuses.at(-1)).toBe(200);
    expect([world.sent('graphql:Look'), world.sent(READ), world.sent(WRITE)]).toEqual([1, 0, 0]);
    expect(kindOf(await world.other.look())).toBe('ok');
  });

  it('works again from its reset on', async () => {
    const world = await trafficWorld({ limits: { primary: 1 } });
    await world.acme.look();
    const [until = 0] = Object.values(without(world));
    expect(until).toBeGreaterThan(0);

    world.clock.time += until;

    expect(without(world)).toEqual({});
    expect(world.github.traffic.bears('acme', { production: false }, world.clock.time)).toBe('yes');
  });
});

describe('an account that meets a secondary limit', () => {
  it.each([
    ['as long as GitHub says', { ...secondary, retryAfter: 90 }, 90_000],
    ['a minute at least where it does not say', secondary, 60_000],
  ])('rests for %s', async (_, fault, rests) => {
    const world = await trafficWorld();
    world.forge.faults.add({ operation: WRITE, nth: 1, when: 'before', do: fault });

    expect(kindOf(await world.acme.write())).toBe('limited: secondary');
    expect(without(world)).toEqual({ acme: rests });
    expect(world.github.traffic.bears('ACME', { production: true }, world.clock.time)).toEqual({
      until: world.clock.time + rests,
    });
    expect(world.github.traffic.bears('other', { production: false }, world.clock.time)).toBe('yes');
  });

  it('again and again rests twice as long each time, and holds no caller meanwhile', async () => {
    const world = await trafficWorld();
    world.forge.faults.add({ operation: WRITE, when: 'before', do: secondary });
    const rests: (number | undefined)[] = [];
    for (let strike = 0; strike < 3; strike += 1) {
      await world.acme.write();
      const rest = without(world)['acme'] ?? 0;
      rests.push(rest / MINUTE);
      world.clock.time += rest;
    }

    expect(rests).toEqual([1, 2, 4]);
    expect(world.sent(WRITE)).toBe(3);
    expect(world.waits).toEqual([]);
  });

  it('is forgotten when the clock was put back by more than any limit lasts', async () => {
    const world = await trafficWorld();
    world.forge.faults.add({ operation: WRITE, nth: 1, when: 'before', do: { ...secondary, retryAfter: 120 } });
    await world.acme.write();

    world.clock.time -= 60 * MINUTE;

    expect(without(world)).toEqual({});
  });
});

describe('an account that lost its credentials', () => {
  it('rests for ten minutes after a storm of refusals, and each call of it was sent twice', async () => {
    const world = await trafficWorld();
    world.forge.faults.add({ operation: READ, repo: 'acme/payments', when: 'before', do: { status: 401 } });

    expect(kindOf(await world.acme.read())).toBe('unauthorised');
    expect(world.sent(READ)).toBe(2);
    expect(without(world)).toEqual({ acme: 10 * MINUTE });
    expect(world.github.traffic.paused(world.clock.time)).toEqual(new Map([['acme', world.clock.time + 10 * MINUTE]]));
    expect(kindOf(await world.other.read())).toBe('ok');
  });

  it('rests when it was suspended, until a webhook says that it is back', async () => {
    const world = await trafficWorld();
    world.forge.faults.add({ operation: 'apps/create-installation-access-token', when: 'before', do: { status: 403 } });
    await world.acme.read();
    expect(without(world)).toEqual({ acme: 10 * MINUTE });

    world.github.traffic.resume('Acme');

    expect(without(world)).toEqual({});
  });

  it('works again at once when a call succeeds', async () => {
    const world = await trafficWorld();
    world.forge.faults.add({ operation: READ, times: 2, when: 'before', do: { status: 401 } });
    await world.acme.read();
    expect(without(world)).toHaveProperty('acme');

    await world.acme.look();

    expect(without(world)).toEqual({});
  });

  it('and was installed anew has a new number, and nothing to do with the old', async () => {
    const world = await trafficWorld();
    world.forge.faults.add({ operation: READ, when: 'before', do: { status: 401 } });
    await world.acme.read();

    world.github.remember('acme', 4711);

    expect(without(world)).toEqual({});
  });
});

describe('writes', () => {
  it('never come to more in a minute than GitHub bears; the next is told when', async () => {
    const world = await trafficWorld({ limits: { contentPerMinute: 80, contentPerHour: 500 } });
    const kinds: string[] = [];
    for (let write = 0; write < 85; write += 1) {
      world.clock.time += 100;
      kinds.push(kindOf(await world.acme.write()));
    }

    expect(kinds).toEqual([...Array<string>(80).fill('ok'), ...Array<string>(5).fill('limited: writes')]);
    expect(world.sent(WRITE)).toBe(80);
    expect(world.github.traffic.bears('acme', { production: false }, world.clock.time)).toBe('yes');
    expect(kindOf(await world.acme.read())).toBe('ok');
    expect(kindOf(await world.other.write())).toBe('ok');
    expect(without(world)).toEqual({});
  });

  it('never come to more in an hour than GitHub bears', async () => {
    const limits = { contentPerMinute: Infinity, contentPerHour: 20 };
    const world = await trafficWorld({ limits, client: { limits } });
    for (let write = 0; write < 20; write += 1) await world.acme.write();

    expect(kindOf(await world.acme.write())).toBe('limited: writes');
    world.clock.time += 60 * MINUTE;
    expect(world.github.traffic.bears('acme', { production: false }, world.clock.time)).toBe('yes');
  });

  it('that were refused come back when there is room for a tenth, so that not all of them look for one place', async () => {
    const world = await trafficWorld({ client: { limits: { contentPerMinute: 20 } } });
    for (let write = 0; write < 20; write += 1) {
      await world.acme.write();
      world.clock.time += 1000;
    }

    expect(await world.acme.write()).toEqual({
      failed: { kind: 'limited', which: 'writes', until: world.clock.time - 19_000 + MINUTE },
    });
  });

  it('that tell people something leave it the same fifth, for production as well', async () => {
    const world = await trafficWorld({ client: { limits: { contentPerMinute: 10 } } });
    const { acme, github, clock } = world;
    const telling = clientUnder(acme.client, { production: true, telling: true });
    const moving = clientUnder(acme.client, { production: true });
    const kinds: string[] = [];
    for (let write = 0; write < 9; write += 1) kinds.push(kindOf(await acme.write(telling)));

    expect(kinds).toEqual([...Array<string>(8).fill('ok'), 'limited: writes']);
    expect(kindOf(await relabel(world))).toBe('ok');
    expect(github.traffic.bears('acme', { production: true }, clock.time)).toBe('yes');
    expect(kindOf(await acme.write(moving))).toBe('ok');
  });

  it('that are not for production leave it a fifth', async () => {
    const world = await trafficWorld({ client: { limits: { contentPerMinute: 10 } } });
    const { acme, github, clock } = world;
    const staging = clientUnder(acme.client, { production: false });
    const production = clientUnder(acme.client, { production: true });
    const kinds: string[] = [];
    for (let write = 0; write < 9; write += 1) kinds.push(kindOf(await acme.write(staging)));
    const bears = [false, true].map((one) => github.traffic.bears('acme', { production: one }, clock.time));
    for (let write = 0; write < 3; write += 1) kinds.push(kindOf(await acme.write(production)));

    expect(kinds).toEqual([
      ...Array<string>(8).fill('ok'),
      'limited: writes',
      ...Array<string>(2).fill('ok'),
      'limited: writes',
    ]);
    expect(bears).toEqual(['yes', 'yes']);
    expect(acme.comments()).toBe(10);
  });
});

describe('what is left of the primary budget', () => {
  it('is kept for production when it is a fifth', async () => {
    const world = await trafficWorld({ limits: { primary: 10 } });
    const { acme, github, clock } = world;
    for (let call = 0; call < 8; call += 1) await acme.read();

    expect(kindOf(await acme.write(clientUnder(acme.client, { production: false })))).toBe('limited: reserve');
    expect(github.traffic.bears('acme', { production: false }, clock.time)).toMatchObject({ until: expect.anything() });
    expect(github.traffic.bears('acme', { production: true }, clock.time)).toBe('yes');
    expect(kindOf(await acme.write(clientUnder(acme.client, { production: true })))).toBe('ok');
    expect(world.sent(WRITE)).toBe(1);
  });

  it('is told for every account and resource', async () => {
    const world = await trafficWorld();
    await world.acme.look();
    await world.acme.write();

    const told = world.github.traffic.budgets(world.clock.time).filter(({ account }) => account === 'acme');

    expect(told.map(({ resource, limit, remaining }) => [resource, limit, remaining])).toEqual([
      ['graphql', 5000, 4999],
      ['core', 5000, 4999],
      ['content-minute', 80, 79],
      ['content-hour', 500, 499],
    ]);
  });
});
