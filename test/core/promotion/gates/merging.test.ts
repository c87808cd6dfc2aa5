import { describe, expect, it } from '@jest/globals';

import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { OpenPullRequest, Snapshot } from '../../../../src/core/promotion/snapshot.ts';
import { codes, id, NOW } from '../facts.ts';
import { GREEN, planOf, seenAs, snapshotIn, web } from '../release-facts.ts';
import {
  approval,
  commentIn,
  controls,
  does,
  offering,
  openIn,
  proposed,
  stepIn,
  withOpen,
  type Production,
} from '../release/people.ts';

const OPEN = { state: 'success' as const, description: 'Every gate is open.' };

interface Merging {
  requires?: Partial<Snapshot['requires']>;
  open?: Partial<OpenPullRequest>;
  change?: Production;
}

const merging = ({ requires = {}, open = {}, change = {} }: Merging = {}): Facts => {
  const facts = proposed(change, open);
  return seenAs(facts, { autoMergeAllowed: true, requires: { ...snapshotIn(facts).requires, ...requires } });
};

describe('a merge queue', () => {
  const queue = (open: Merging['open'] = {}, change: Production = {}): Facts =>
    merging({ requires: { mergeQueue: true }, open, change });

  it('is entered once every gate is open, and the head says so before', () => {
    const decided = planOf(queue());

    expect(does(decided)).toEqual(['status', 'enqueue']);
    expect(stepIn(decided, 'enqueue')).toMatchObject({ head: id('c'), pullRequest: { number: 41 } });
  });

  it('is not entered while a gate is closed, nor asked to merge by itself', () => {
    expect(does(planOf(queue({ checks: [] })))).toEqual(['status']);
  });

  it('is entered once: inside it the release waits', () => {
    const decided = planOf(queue({ queued: { id: 'Q_1' }, gates: OPEN }));

    expect(does(decided)).toEqual([]);
    expect(codes(decided)).toContain('waiting queued');
  });

  it('is not entered again by what it let go unmerged, until its head is another', () => {
    const decided = planOf({ ...queue({ gates: OPEN }), enqueued: id('c') });

    expect(does(decided)).toEqual([]);
    expect(codes(decided)).toContain('blocked left-queue');
    expect(does(planOf({ ...queue({ gates: OPEN }), enqueued: id('b') }))).toEqual(['enqueue']);
  });

  it('hears on the head that it made itself that the gates are open, and hears it once', () => {
    const decided = planOf(queue({ gates: OPEN, queued: { id: 'Q_1', head: id('e') } }));

    expect(decided.steps).toMatchObject([{ do: 'status', commit: id('e'), state: 'success' }]);
    expect(does(planOf(queue({ gates: OPEN, queued: { id: 'Q_1', head: id('e'), gates: OPEN } })))).toEqual([]);
  });

  it.each<[string, Facts]>([
    ['a check fails', queue({ queued: { id: 'Q_1' }, checks: [{ ...GREEN, state: 'failure', word: 'failure' }] })],
    ['somebody freezes', { ...queue({ queued: { id: 'Q_1' } }), ...controls({ freezes: [{ by: 'kay', at: NOW }] }) }],
    ['an approval falls', queue({ queued: { id: 'Q_1' } }, { policy: { merge: 'after-approval' } })],
    ['it was made a draft', queue({ queued: { id: 'Q_1' }, draft: true })],
  ])('is left when %s', (_, facts) => {
    expect(does(planOf(facts))).toEqual(['dequeue', 'status']);
  });

  it('is left before what the release holds is changed', () => {
    expect(does(planOf(offering(queue({ queued: { id: 'Q_1' } }), { payments: '3' })))).toEqual(['dequeue', 'publish']);
  });

  it('is left while what the release holds cannot be judged', () => {
    const facts = queue({ queued: { id: 'Q_1' }, gates: OPEN });

    expect(does(planOf({ ...facts, upstream: new Map() }))).toEqual(['dequeue', 'status']);
  });
});

describe('the merge that is left to GitHub', () => {
  const REQUIRED = { checks: ['validate'] };
  const waiting = (open: Merging['open'] = {}, change: Production = {}): Facts =>
    merging({ requires: REQUIRED, open: { checks: [], ...open }, change });

  it('is left to it while checks are the one closed gate, and the head says that nothing else is awaited', () => {
    const decided = planOf(waiting());

    expect(does(decided)).toEqual(['status', 'auto-merge']);
    expect(stepIn(decided, 'status')).toMatchObject({ state: 'success' });
    expect(stepIn(decided, 'auto-merge')).toMatchObject({ head: id('c'), method: 'merge' });
  });

  it('is left to it once', () => {
    const gates = {
      state: 'success' as const,
      description: 'Every gate is open but the checks, and GitHub waits for those.',
    };

    expect(does(planOf(waiting({ autoMerge: true, gates })))).toEqual([]);
  });

  it.each<[string, Facts]>([
    ['GitHub requires none of the checks', merging({ open: { checks: [] } })],
    [
      'GitHub requires one of two checks',
      merging({ requires: REQUIRED, open: { checks: [] }, change: { policy: { checks: ['validate', 'audit'] } } }),
    ],
    [
      'the stage has no check of its own',
      merging({ requires: REQUIRED, open: { checks: [] }, change: { policy: { checks: 'none' } } }),
    ],
    ['the repository does not allow it', seenAs(waiting(), { autoMergeAllowed: false })],
    ['an approval is missing too', waiting({}, { policy: { merge: 'after-approval' } })],
    ['a person merges', waiting({}, { policy: { merge: 'by-hand' } })],
    ['a check has failed', waiting({ checks: [{ ...GREEN, state: 'failure', word: 'failure' }] })],
    ['it is a draft', waiting({ draft: true })],
  ])('is not left to it where %s', (_, facts) => {
    expect(does(planOf(facts))).toEqual(['status']);
  });

  it.each<[string, Facts]>([
    ['an approval falls', waiting({ autoMerge: true }, { policy: { merge: 'after-approval' } })],
    ['somebody freezes', { ...waiting({ autoMerge: true }), ...controls({ freezes: [{ by: 'kay', at: NOW }] }) }],
    ['GitHub no longer requires the checks', merging({ open: { checks: [], autoMerge: true } })],
  ])('is taken back when %s', (_, facts) => {
    expect(does(planOf(facts))).toEqual(['stop-auto-merge', 'status']);
  });

  it('is taken back before what it holds is changed: nobody has judged that yet', () => {
    expect(does(planOf(offering(waiting({ autoMerge: true }), { payments: '3' })))).toEqual([
      'stop-auto-merge',
      'publish',
    ]);
  });

  it('is taken back while what it holds cannot be judged, in whole or in part', () => {
    const facts = waiting({ autoMerge: true }, { offered: { payments: '2', web: '2' } });
    const noWeb = new Map([...facts.upstream].filter(([name]) => name !== web));

    expect(does(planOf({ ...facts, upstream: new Map() }))).toEqual(['stop-auto-merge', 'status']);
    expect(does(planOf({ ...facts, upstream: noWeb }))).toEqual(['stop-auto-merge', 'status']);
  });

  it('is done by Sluice where the checks are green before GitHub has done it', () => {
    expect(does(planOf(waiting({ autoMerge: true, checks: [GREEN] })))).toEqual(['status', 'merge']);
  });
});

describe('a branch that GitHub wants up to date', () => {
  const behind = (open: Merging['open'] = {}, change: Production = {}): Facts =>
    merging({ open: { behind: true, ...open }, change });

  it('is written anew where nobody has approved it', () => {
    const decided = planOf(behind());

    expect(does(decided)).toEqual(['publish']);
    expect(stepIn(decided, 'publish')).toMatchObject({ how: 'rewrite', onto: id('b') });
  });

  it('takes the base in where somebody has, with one comment that says whose approval falls', () => {
    const facts = behind({ reviewers: [approval('ada')] }, { policy: { merge: 'after-approval' } });
    const decided = planOf(facts);

    expect(does(decided)).toEqual(['comment', 'update-branch']);
    expect(stepIn(decided, 'update-branch').head).toBe(id('c'));
    expect(commentIn(decided)).toEqual({
      template: 'head-changed',
      model: { why: 'GitHub wants it up to date with main, so main is merged in', fallen: ['ada'] },
    });
    expect(does(planOf(withOpen(facts, { said: [stepIn(decided, 'comment').key] })))).toEqual(['update-branch']);
  });

  it('is left as it is while any other gate is closed', () => {
    expect(does(planOf(behind({ checks: [] })))).toEqual(['status']);
    expect(does(planOf(behind({}, { policy: { merge: 'after-approval' } })))).toEqual(['status']);
  });

  it('is no longer behind once the base was merged in, which is nobody’s work', () => {
    const facts = withOpen(behind(), { behind: false, head: id('e') });
    const { commits, ...branch } = snapshotIn(facts).branch!;
    const merge = {
      commit: id('e'),
      author: 'sluice[bot]',
      byUs: false,
      isKnownAuthor: true,
      mergesBase: true,
      at: NOW,
    };
    const decided = planOf(seenAs(facts, { branch: { ...branch, tip: id('e'), commits: [merge, ...commits] } }));

    expect(openIn(facts).behind).toBe(false);
    expect(does(decided)).toEqual(['status', 'merge']);
  });
});
