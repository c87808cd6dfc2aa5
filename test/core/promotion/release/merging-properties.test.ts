import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { unknown } from '../../../../src/core/answer.ts';
import type { Controls } from '../../../../src/core/controls/controls.ts';
import { stageName } from '../../../../src/core/names.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { Plan } from '../../../../src/core/promotion/plan-model.ts';
import type { OpenPullRequest, ReviewFact } from '../../../../src/core/promotion/snapshot.ts';
import { proposedForce } from '../forced/forced-facts.ts';
import { id, NOW } from '../facts.ts';
import { planOf, seenAs, snapshotIn } from '../release-facts.ts';
import { approval, controls, DAY, does, HEAD, offering, ordered, people, proposed, withOpen } from './people.ts';

const MANAGERS = '@acme/release-managers';
const CHECK = {
  green: { name: 'validate', state: 'success', word: 'success' },
  pending: { name: 'validate', state: 'pending', word: 'queued' },
  failed: { name: 'validate', state: 'failure', word: 'failure' },
} as const;
/** It is Monday 10:00 in Rome. */
const WINDOW = { none: undefined, open: 'Mon 10:00-16:00', shut: 'Mon 11:00-16:00' };

interface World {
  forced: boolean;
  controls: 'free' | 'unread' | 'frozen' | 'frozen-all' | 'thawed' | 'held' | 'held-elsewhere';
  window: keyof typeof WINDOW;
  /** Who put the label on: may it, and was it about this head. */
  waiver: 'none' | 'promote' | 'promote-before' | 'label' | 'label-before' | 'label-refused';
  count: number;
  reviewers: (Pick<ReviewFact, 'byHuman' | 'mayWrite' | 'state'> & { ofHead: boolean; isMember: boolean })[];
  check: keyof typeof CHECK;
  /** GitHub requires the check and may merge by itself, or has a queue. */
  github: 'plain' | 'auto-merge' | 'queue';
  /** GitHub was told to merge it before. */
  left: boolean;
}

const world: fc.Arbitrary<World> = fc.record({
  forced: fc.boolean(),
  controls: fc.constantFrom(
    'free',
    'free',
    'free',
    'thawed',
    'held-elsewhere',
    'unread',
    'frozen',
    'frozen-all',
    'held',
  ),
  window: fc.constantFrom('none', 'open', 'shut'),
  waiver: fc.constantFrom('none', 'promote', 'promote-before', 'label', 'label-before', 'label-refused'),
  count: fc.constantFrom(0, 1, 2),
  reviewers: fc.array(
    fc.record({
      byHuman: mostly(true, false),
      mayWrite: mostly(true, false),
      state: mostly('approved' as const, 'dismissed' as const),
      ofHead: mostly(true, false),
      isMember: mostly(true, false),
    }),
    { maxLength: 3 },
  ),
  check: fc.constantFrom('green', 'green', 'pending', 'failed'),
  github: fc.constantFrom('plain', 'auto-merge', 'queue'),
  left: fc.boolean(),
});

function mostly<T>(usual: T, rare: T): fc.Arbitrary<T> {
  return fc.constantFrom(usual, usual, usual, usual, usual, rare);
}

const set = { by: 'kay', at: NOW - DAY };
const SET: Record<Exclude<World['controls'], 'unread'>, Partial<Controls>> = {
  free: {},
  thawed: { freezes: [{ ...set, until: NOW }] },
  'held-elsewhere': {
    holds: [{ ...set, stage: stageName('staging') }],
    freezes: [{ ...set, stage: stageName('staging') }],
  },
  frozen: { freezes: [{ ...set, stage: stageName('production') }] },
  'frozen-all': { freezes: [{ ...set, until: NOW + 1 }] },
  held: { holds: [{ ...set, stage: stageName('production') }] },
};

function factsIn(one: World): Facts {
  const allow = WINDOW[one.window];
  const gates = [
    ...(allow === undefined ? [] : [{ window: { allow, timezone: 'Europe/Rome' } }]),
    ...(one.count === 0 ? [] : [{ approvals: { count: one.count, from: [MANAGERS] } }]),
  ];
  const change = { environment: { gates, force: [MANAGERS] } };
  const facts = one.forced ? proposedForce(change) : proposed(change);
  const { requires } = snapshotIn(facts);
  const requiring = {
    ...requires,
    checks: one.github === 'plain' ? [] : ['validate'],
    mergeQueue: one.github === 'queue',
  };
  const orders = one.waiver.startsWith('promote')
    ? [ordered('promote', { head: one.waiver === 'promote' ? HEAD : id('e') })]
    : [];
  return {
    ...withOpen(seenAs(facts, { requires: requiring, autoMergeAllowed: one.github === 'auto-merge' }), openIn(one)),
    ...(one.controls === 'unread' ? { controls: unknown('GitHub answered 502') } : controls(SET[one.controls])),
    orders,
  };
}

function openIn({ waiver, reviewers, check, github, left }: World): Partial<OpenPullRequest> {
  const by = waiver === 'label-refused' ? 'eve' : 'member-9';
  const at = waiver === 'label-before' ? NOW - 1 : NOW;
  return {
    asked: [MANAGERS],
    checks: [CHECK[check]],
    labels: waiver.startsWith('label') ? [{ name: 'deploy/production', by, at }] : [],
    reviewers: reviewers.map(({ ofHead, isMember, ...review }, index) => ({
      ...review,
      by: `${isMember ? 'member' : 'stranger'}-${index}`,
      commit: ofHead ? HEAD : id('e'),
      at: NOW,
    })),
    autoMerge: left && github === 'auto-merge',
    ...(left && github === 'queue' ? { queued: { id: 'Q_1' } } : {}),
  };
}

const TEAM = { [MANAGERS]: Array.from({ length: 10 }, (_, index) => `member-${index}`) };
const decide = (one: World): Plan => planOf(factsIn(one), people({ teams: TEAM }));

const isFree = ({ controls: people }: World): boolean => ['free', 'thawed', 'held-elsewhere'].includes(people);
const isInTime = ({ window, waiver, forced }: World): boolean =>
  window !== 'shut' || forced || waiver === 'promote' || waiver === 'label';
const isApproved = ({ count, reviewers }: World): boolean =>
  reviewers.filter((one) => one.byHuman && one.mayWrite && one.state === 'approved' && one.ofHead && one.isMember)
    .length >= count;

const MERGES = ['merge', 'enqueue', 'auto-merge'];
const merges = (decided: Plan): boolean => does(decided).some((what) => MERGES.includes(what));

describe('the merge of any release', () => {
  it('is never done, queued or left to GitHub while frozen, held, out of the window, or not approved', () => {
    const done = new Set<string>();
    fc.assert(
      fc.property(world, (one) => {
        const decided = decide(one);
        if (!merges(decided)) return;
        for (const what of does(decided)) done.add(what);

        expect({ free: isFree(one), inTime: isInTime(one), approved: isApproved(one) }).toEqual({
          free: true,
          inTime: true,
          approved: true,
        });
        expect(does(decided).includes('auto-merge') ? 'pending' : 'green').toBe(one.check);
      }),
      { numRuns: 1_000 },
    );
    expect([...done]).toEqual(expect.arrayContaining(MERGES));
  });

  it('is done, queued or left to GitHub at once when nothing holds it any more', () => {
    let done = 0;
    fc.assert(
      fc.property(world, (one) => {
        if (!isFree(one) || !isInTime(one) || !isApproved(one) || one.check !== 'green') return;
        done += 1;

        const isQueued = one.left && one.github === 'queue';
        expect(merges(decide(one))).toBe(!isQueued);
      }),
      { numRuns: 1_000 },
    );
    expect(done).toBeGreaterThan(20);
  });

  it('is taken back from GitHub whenever a gate is closed that it knows nothing of', () => {
    fc.assert(
      fc.property(world, (one) => {
        if (!one.left || one.github === 'plain') return;
        if (isFree(one) && isInTime(one) && isApproved(one) && one.check !== 'failed') return;

        expect(does(decide(one))).toContain(one.github === 'queue' ? 'dequeue' : 'stop-auto-merge');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('any release that was cut', () => {
  const MONDAYS = { release: { schedule: '0 10 * * 1', timezone: 'Europe/Rome' } };
  const later = fc.record({ payments: fc.constantFrom('2', '3', '4', '5'), web: fc.constantFrom('2', '3', '4', '5') });
  const seen = fc.record({
    check: fc.constantFrom('green', 'pending', 'failed'),
    approved: fc.boolean(),
    days: fc.nat(30),
  });

  it('is never pushed to because only what is before it moved forward', () => {
    const [byTick, byApproval] = [
      proposed({
        offered: { payments: '2', web: '2' },
        environment: MONDAYS,
        facts: { served: NOW - 7 * DAY },
      }),
      proposed({ offered: { payments: '2', web: '2' }, policy: { merge: 'after-approval' } }),
    ];

    fc.assert(
      fc.property(later, seen, fc.boolean(), (offered, { check, approved, days }, isScheduled) => {
        const reviewers = approved || !isScheduled ? [approval('ada')] : [];
        const open = { ...(isScheduled ? { tick: NOW } : {}), checks: [CHECK[check]], reviewers };
        const facts = withOpen(isScheduled ? byTick : byApproval, open);
        const decided = planOf({ ...offering(facts, offered), now: NOW + days * DAY, served: NOW });

        expect(
          does(decided).filter((what) => what === 'publish' || what === 'close' || what === 'update-branch'),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
