import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Faults, type DeliverySubject } from '../../../src/forge/faults/faults.ts';
import type { HookRule } from '../../../src/forge/faults/rule.ts';
import * as fc from 'fast-check';
import { personIn } from '../deployments/deploying.ts';
import { DomainWorld } from '../domain-world.ts';
import { appJwt, call, noon } from '../kernel.ts';

const SHOP = 'acme/shop';

/** Issues, a second apart in pairs: each is opened and commented on. */
async function listening(...rules: HookRule[]) {
  const world = await DomainWorld.with([{ fullName: SHOP, roles: { alice: 'write' } }]);
  const { hooks, faults } = world.forge;
  hooks.pending.length = 0;
  for (const rule of rules) faults.add(rule);
  const arrived: string[] = [];
  const received: { guid: string; isGenuine: boolean }[] = [];
  hooks.deliver = async (_url, headers, body) => {
    const { action, issue } = JSON.parse(body) as { action: string; issue: { number: number } };
    arrived.push(`${headers['x-github-event']}.${action} ${issue.number}`);
    const signature = `sha256=${createHmac('sha256', 'shared').update(body).digest('hex')}`;
    const isGenuine = headers['x-hub-signature-256'] === signature;
    received.push({ guid: headers['x-github-delivery'] ?? '', isGenuine });
    return isGenuine ? 202 : 400;
  };
  const act = async (count: number) => {
    for (let number = 1; number <= count; number += 1) {
      const opened = await personIn(world, 'alice').opensIssue(SHOP, `Issue ${number}`);
      await personIn(world, 'alice').comments(SHOP, opened, 'text');
      if (number % 2 === 0) world.clock.advance(1000);
    }
  };
  const struck = () => faults.records.map((record) => record.struck);
  return { world, hooks, arrived, received, act, struck };
}

describe('a webhook rule', () => {
  it('drop: it is never sent and never listed', async () => {
    const { hooks, arrived, act, struck } = await listening({ webhook: 'issues', do: 'drop' });

    await act(1);

    expect(await hooks.pump()).toBe(1);
    expect([arrived, hooks.log.length, struck()]).toEqual([['issue_comment.created 1'], 1, [1]]);
  });

  it('is about an event, one action of it, or one repository', async () => {
    const { hooks, arrived, act, struck } = await listening(
      { webhook: 'issues.closed', do: 'drop' },
      { webhook: '*', repo: 'acme/other', do: 'drop' },
      { webhook: 'issue_comment.created', repo: 'Acme/Shop', nth: 2, do: 'drop' },
    );

    await act(2);
    await hooks.pump();

    expect(arrived).toEqual(['issues.opened 1', 'issue_comment.created 1', 'issues.opened 2']);
    expect(struck()).toEqual([0, 0, 1]);
  });

  it('fail: it is not sent but listed, so that it can be asked for again', async () => {
    const { world, hooks, arrived, received, act } = await listening({
      webhook: 'issues',
      attempt: 'first',
      do: 'fail',
    });
    const as = appJwt(noon);

    await act(1);
    await hooks.pump();
    const failed = (await (await call(world.forge, 'GET /app/hook/deliveries?status=failure', { as })).json()) as {
      id: number;
      guid: string;
    }[];
    await call(world.forge, `POST /app/hook/deliveries/${failed[0]!.id}/attempts`, { as });
    await hooks.pump();

    expect(failed).toMatchObject([{ status: 'failed', status_code: 502, redelivery: false, event: 'issues' }]);
    expect(arrived).toEqual(['issue_comment.created 1', 'issues.opened 1']);
    expect(received.at(-1)?.guid).toBe(failed[0]!.guid);
    expect(hooks.log.at(-1)).toMatchObject({ redelivery: true, attempt: 1, statusCode: 202 });
  });

  it('duplicate: it arrives twice with one guid, and both copies are treated alike', async () => {
    const { hooks, arrived, received, act } = await listening(
      { webhook: '*', do: 'duplicate' },
      { webhook: '*', rate: 0.3, do: 'fail' },
      { webhook: '*', rate: 0.2, do: 'drop' },
    );

    await act(20);
    await hooks.pump();

    const counts = new Map<string, number>();
    for (const { guid } of received) counts.set(guid, (counts.get(guid) ?? 0) + 1);
    expect([...new Set(counts.values())]).toEqual([2]);
    expect(counts.size).toBeLessThan(40);
    expect(new Set(hooks.log.map(({ id }) => id)).size).toBe(hooks.log.length);
    expect(arrived.length).toBeGreaterThan(20);
  });

  it('reorder: the newest of each second comes first, and seconds keep their order', async () => {
    const { hooks, arrived, act } = await listening({ webhook: '*', do: 'reorder' });

    await act(4);
    await hooks.pump();

    expect(arrived).toEqual([
      'issue_comment.created 2',
      'issues.opened 2',
      'issue_comment.created 1',
      'issues.opened 1',
      'issue_comment.created 4',
      'issues.opened 4',
      'issue_comment.created 3',
      'issues.opened 3',
    ]);
  });

  it('reorder within a window: any order, and what is not struck keeps its place', async () => {
    const { hooks, arrived, act } = await listening({ webhook: 'issues', do: { reorder: 60_000 } });

    await act(10);
    await hooks.pump();

    const opened = arrived.filter((one) => one.startsWith('issues.'));
    const commented = arrived.filter((one) => one.startsWith('issue_comment.'));
    expect(opened.toSorted()).toEqual(
      commented.map((one) => one.replace('issue_comment.created', 'issues.opened')).toSorted(),
    );
    expect(opened).not.toEqual(commented.map((one) => one.replace('issue_comment.created', 'issues.opened')));
    expect(commented.map((one) => Number(one.split(' ')[1]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('bad-signature: the receiver can tell, and GitHub lists its refusal', async () => {
    const { hooks, received, act } = await listening({ webhook: 'issues', do: 'bad-signature' });

    await act(1);
    await hooks.pump();

    expect(received.map(({ isGenuine }) => isGenuine)).toEqual([false, true]);
    expect(hooks.log.map(({ statusCode }) => statusCode)).toEqual([400, 202]);
  });

  it('timeout: the receiver heard it, and GitHub believes that it did not', async () => {
    const { hooks, arrived, act } = await listening({ webhook: 'issues', do: 'timeout' });

    await act(1);
    await hooks.pump();

    expect(arrived).toContain('issues.opened 1');
    expect(hooks.log[0]).toMatchObject({ status: 'timed out', statusCode: 0 });
  });

  it('delay: it arrives that much later on the virtual clock, and says when it will', async () => {
    const { world, hooks, arrived, act, struck } = await listening({ webhook: 'issues', do: { delay: 60_000 } });
    const start = world.clock.now();

    await act(1);
    await hooks.pump();
    expect([arrived, hooks.pending.length, hooks.nextDue()]).toEqual([['issue_comment.created 1'], 0, start + 60_000]);
    world.clock.advanceTo(start + 59_999);
    expect(await hooks.pump()).toBe(0);
    world.clock.advanceTo(start + 60_000);

    expect(await hooks.pump()).toBe(1);
    expect([arrived[1], hooks.nextDue(), struck()]).toEqual(['issues.opened 1', undefined, [1]]);
    expect(hooks.log.at(-1)).toMatchObject({ redelivery: false });
  });

  it('redeliver: it comes again much later, with its guid, once', async () => {
    const { world, hooks, received, act } = await listening({ webhook: 'issues', do: { redeliver: 3_600_000 } });

    await act(1);
    await hooks.pump();
    const due = hooks.nextDue();
    world.clock.advance(3_600_000);
    await hooks.pump();

    expect(due).toBe(noon + 3_600_000);
    expect(received[2]).toEqual(received[0]);
    expect(hooks.log.map(({ redelivery }) => redelivery)).toEqual([false, false, true]);
    expect([hooks.nextDue(), hooks.pending]).toEqual([undefined, []]);
  });

  it('comes by itself on a forge that delivers by itself', async () => {
    const { hooks, arrived, received, act } = await listening({ webhook: 'issues', do: { redeliver: 1 } });
    hooks.auto = true;
    const both = new Promise<void>((resolve) => {
      const { deliver } = hooks;
      hooks.deliver = async (...delivery) => {
        const status = await deliver(...delivery);
        if (arrived.filter((one) => one === 'issues.opened 1').length === 2) resolve();
        return status;
      };
    });

    await act(2);
    await both;
    hooks.auto = false;

    const guids = received.filter((_, index) => arrived[index] === 'issues.opened 1').map(({ guid }) => guid);
    expect([guids.length, new Set(guids).size]).toEqual([2, 1]);
  });
});

describe('what becomes of a delivery', () => {
  const delivery = (guid: string, attempt: number): DeliverySubject => ({
    event: 'push',
    action: null,
    guid,
    attempt,
    redelivery: attempt > 0,
    repo: SHOP,
  });

  it('hangs on the seed, its guid and how often it was sent, and not on what was sent before it', () => {
    const guids = fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 8 });
    const fates = (seed: number, order: string[]): Record<string, unknown> => {
      const faults = new Faults(seed);
      for (const what of ['drop', 'fail', 'duplicate'] as const) faults.add({ webhook: '*', rate: 0.5, do: what });
      return Object.fromEntries(order.map((guid) => [guid, faults.strikeDelivery(delivery(guid, 0))]));
    };

    fc.assert(
      fc.property(fc.integer(), guids, (seed, order) => {
        expect(fates(seed, order.toReversed())).toEqual(fates(seed, order));
      }),
    );
  });

  it('is another for another seed, and for another attempt', () => {
    const drawn = (seed: string, attempt: number): number[] => {
      const faults = new Faults(seed);
      faults.add({ webhook: 'push', rate: 0.5, do: 'fail' });
      return Array.from({ length: 40 }, (_, guid) => faults.strikeDelivery(delivery(`${guid}`, attempt)).length);
    };

    expect(drawn('a', 0)).toEqual(drawn('a', 0));
    expect(drawn('a', 0)).not.toEqual(drawn('b', 0));
    expect(drawn('a', 0)).not.toEqual(drawn('a', 1));
  });

  it('at a rate comes near it, and what failed arrives when it is asked for often enough', async () => {
    const { hooks, arrived, act, struck } = await listening({ webhook: '*', rate: 0.3, do: 'fail' });

    await act(40);
    await hooks.pump();
    const [failed = 0] = struck();
    const first = arrived.length;
    for (let round = 0; round < 20; round += 1) {
      const settled = new Set(hooks.log.filter(({ statusCode }) => statusCode === 202).map(({ guid }) => guid));
      const open = new Map(hooks.log.filter(({ guid }) => !settled.has(guid)).map(({ guid, id }) => [guid, id]));
      for (const id of open.values()) hooks.redeliver(id);
      await hooks.pump();
    }

    expect(failed + first).toBe(80);
    expect(failed).toBeGreaterThan(12);
    expect(failed).toBeLessThan(36);
    expect(new Set(arrived).size).toBe(80);
    expect(struck()[0]).toBeGreaterThan(failed);
  });

  it('is the same after calls that have nothing to do with it: one that failed, and its retry', async () => {
    const fates = async (failing: number): Promise<string[]> => {
      const { world, hooks, arrived, act } = await listening({ webhook: '*', rate: 0.5, do: 'drop' });
      world.forge.faults.add({ operation: 'issues/list-for-repo', nth: 1, do: { status: 502 } });
      const as = world.forge.personToken('alice');
      const statuses: number[] = [];
      for (let calls = 0; calls < failing; calls += 1)
        statuses.push((await call(world.forge, `GET /repos/${SHOP}/issues`, { as })).status);
      expect(statuses).toEqual([502, 200].slice(0, failing));
      await act(10);
      await hooks.pump();
      expect(world.breaches()).toEqual([]);
      return arrived;
    };

    expect(await fates(2)).toEqual(await fates(0));
  });
});
