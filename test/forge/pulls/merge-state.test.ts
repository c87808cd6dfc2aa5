import { describe, expect, it } from '@jest/globals';
import type { DomainWorld } from '../domain-world.ts';
import { mergingWorld, opens, reports, seen } from './merging.ts';

type Rules = Parameters<typeof mergingWorld>[0];

async function approves(world: DomainWorld): Promise<void> {
  await world.done('bob', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });
}

const bothKinds: [string, Rules][] = [
  ['classic protection', {}],
  ['a ruleset', { ruleset: true }],
];

describe.each(bothKinds)('by %s', (_kind, kind) => {
  it.each<[string, string, Rules, (world: DomainWorld, head: string) => Promise<unknown>]>([
    ['BLOCKED', 'a required check is missing', { requiredChecks: ['ci'] }, async () => undefined],
    [
      'BLOCKED',
      'a required check has failed',
      { requiredChecks: ['ci'] },
      async (world, head) => reports(world, head, 'failure'),
    ],
    [
      'BLOCKED',
      'approvals are missing',
      { requiredChecks: ['ci'], requiredApprovals: 2 },
      async (world, head) => {
        await reports(world, head);
        await approves(world);
      },
    ],
    [
      'CLEAN',
      'checks and approvals are there',
      { requiredChecks: ['ci'], requiredApprovals: 1 },
      async (world, head) => {
        await reports(world, head);
        await approves(world);
      },
    ],
    ['UNSTABLE', 'only an optional check has failed', {}, async (world, head) => reports(world, head, 'failure')],
    [
      'BEHIND',
      'the base has moved on where the head must hold it',
      { strict: true },
      async (world) => {
        await opens(world, 'b');
        await world.done('bob', 'PUT /repos/acme/shop/pulls/2/merge', {});
      },
    ],
    [
      'DIRTY',
      'the base changes the same line',
      {},
      async (world) => {
        await world.branch('alice', 'shop', { name: 'other', path: 'a.txt', text: 'other\n' });
        const pull = { title: 'Other', head: 'other', base: 'main' };
        await world.done('alice', 'POST /repos/acme/shop/pulls', pull);
        await world.done('bob', 'PUT /repos/acme/shop/pulls/2/merge', {});
      },
    ],
  ])('is %s when %s', async (expected, _when, rules, arrange) => {
    const world = await mergingWorld({ ...rules, ...kind });
    await arrange(world, await opens(world, 'a'));
    await seen(world, 'bot', 'mergeable');
    world.clock.advance(1000);

    const { mergeStateStatus } = await seen(world, 'bot', 'mergeStateStatus');

    expect(mergeStateStatus).toBe(expected);
  });
});
