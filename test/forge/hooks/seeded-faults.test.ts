import { describe, expect, it } from '@jest/globals';
import { hookFaults, type HookFaults } from '../../../src/forge/faults/hooks.ts';
import { personIn } from '../deployments/deploying.ts';
import { DomainWorld } from '../domain-world.ts';

/** Forty issues, a second apart in pairs: each is opened and labelled. */
async function deliveries(faults: HookFaults, seed = 'one') {
  const world = await DomainWorld.with([{ fullName: 'acme/shop', roles: { alice: 'write' } }]);
  const { hooks } = world.forge;
  hooks.pending.length = 0;
  const rules = hookFaults(seed, faults);
  hooks.rules = rules;
  const arrived: string[] = [];
  hooks.deliver = async (_url, headers, body) => {
    const { action, issue } = JSON.parse(body) as { action: string; issue: { number: number } };
    arrived.push(`${headers['x-github-event']}.${action} ${issue.number}`);
    return 202;
  };
  const act = async (count: number) => {
    for (let number = 1; number <= count; number += 1) {
      const opened = await personIn(world, 'alice').opensIssue('acme/shop', `Issue ${number}`);
      await personIn(world, 'alice').comments('acme/shop', opened, 'text');
      if (number % 2 === 0) world.clock.advance(1000);
    }
  };
  return { world, hooks, rules, arrived, act };
}

describe('seeded faults of webhooks', () => {
  it('lose the events that are named, wholly or at a rate, and list none of them', async () => {
    const { hooks, rules, arrived, act } = await deliveries({ lose: { issues: 1, issue_comment: 0.5 } });

    await act(40);
    await hooks.pump();

    expect(arrived.filter((one) => one.startsWith('issues.'))).toEqual([]);
    expect(arrived.length).toBeGreaterThan(10);
    expect(arrived.length).toBeLessThan(30);
    expect([hooks.log.length, rules.struck.lost]).toEqual([arrived.length, 80 - arrived.length]);
  });

  it('fail a share, which is listed and arrives when it is asked for often enough', async () => {
    const { hooks, rules, arrived, act } = await deliveries({ fail: 0.3 });

    await act(40);
    await hooks.pump();
    const first = { failed: rules.struck.failed, arrived: arrived.length };
    for (let round = 0; round < 20; round += 1) {
      const settled = new Set(hooks.log.filter(({ statusCode }) => statusCode === 202).map(({ guid }) => guid));
      const open = new Map(hooks.log.filter(({ guid }) => !settled.has(guid)).map(({ guid, id }) => [guid, id]));
      for (const id of open.values()) hooks.redeliver(id);
      await hooks.pump();
    }

    expect(first.failed + first.arrived).toBe(80);
    expect(first.failed).toBeGreaterThan(12);
    expect(first.failed).toBeLessThan(36);
    expect(new Set(arrived).size).toBe(80);
    expect(rules.struck.failed).toBeGreaterThan(first.failed);
  });

  it('treat both copies of a delivery alike', async () => {
    const { hooks, arrived, act } = await deliveries({ duplicate: 1, fail: 0.3, lose: 0.2 });

    await act(20);
    await hooks.pump();

    const counts = new Map<string, number>();
    for (const one of arrived) counts.set(one, (counts.get(one) ?? 0) + 1);
    expect([...new Set(counts.values())]).toEqual([2]);
    expect(counts.size).toBeLessThan(40);
  });

  it('turn the order round within each second, never across seconds', async () => {
    const { hooks, arrived, act } = await deliveries({ reversed: true });

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

  it('are the same for the same seed, others for another', async () => {
    const runs = [];
    for (const seed of ['one', 'one', 'two']) {
      const { hooks, arrived, act } = await deliveries({ fail: 0.3, lose: { issues: 0.3 } }, seed);
      await act(20);
      await hooks.pump();
      runs.push(arrived);
    }

    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]).not.toEqual(runs[2]);
  });
});
