import { describe, expect, it } from '@jest/globals';

import type { Facts } from '../../../../src/core/promotion/facts.ts';
import { NOW } from '../facts.ts';
import { planOf, seenAs, snapshotIn } from '../release-facts.ts';
import {
  approval,
  does,
  HOUR,
  MINUTE,
  ordered,
  proposed,
  reasonIn,
  withOpen,
  type Production,
} from '../release/people.ts';
import { other } from './others.ts';

/** It is Monday, 10:00 in Rome. */
const window = (allow: string, timezone = 'Europe/Rome') => ({ window: { allow, timezone } });
const within = (allow: string, change: Production = {}): Facts =>
  proposed({ ...change, environment: { gates: [window(allow)], ...change.environment } });

describe('a release with a window', () => {
  it('is merged while it is open', () => {
    expect(does(planOf(within('Mon-Thu 10:00-16:00')))).toEqual(['status', 'merge']);
  });

  it('waits until it opens, says when, and wakes then', () => {
    const decided = planOf(within('Mon-Thu 11:00-16:00'));

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'window')).toBe(
      '#41: merges are allowed Mon-Thu 11:00-16:00 (Europe/Rome); the next time is Mon 2 Mar 11:00 (Europe/Rome)',
    );
    expect(decided.wake).toBe(NOW + HOUR);
  });

  it('does not go once the window has closed between the approval and the merge', () => {
    const approved = withOpen(within('Mon-Thu 09:00-10:00', { policy: { merge: 'after-approval' } }), {
      reviewers: [approval('ada')],
    });
    const decided = planOf(approved);

    expect(does(planOf({ ...approved, now: NOW - 1 }))).toContain('merge');
    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'window')).toMatch(/the next time is Tue 3 Mar 09:00/);
  });

  it('needs every one of several to be open, and waits for the last', () => {
    const gates = [window('Mon-Fri 09:00-17:00'), window('Mon 12:00-13:00'), window('Mon 11:00-18:00')];
    const decided = planOf(proposed({ environment: { gates } }));

    expect(does(decided)).not.toContain('merge');
    expect(decided.wake).toBe(NOW + 2 * HOUR);
  });

  it('is opened all the same outside it: only the merge waits', () => {
    expect(reasonIn(planOf(withOpen(within('Mon 11:00-12:00'), { checks: [] })), 'check-pending')).toBeDefined();
  });

  it('goes outside it where somebody who may has promoted its present head', () => {
    expect(does(planOf({ ...within('Mon 11:00-12:00'), orders: [ordered('promote')] }))).toContain('merge');
  });

  it('is taken back from GitHub when the window closes: it wakes then', () => {
    const requires = { checks: ['validate'], approvals: 0, mergeQueue: false, upToDate: false };
    const facts = withOpen(seenAs(within('Mon 10:00-10:05'), { requires, autoMergeAllowed: true }), { checks: [] });
    const decided = planOf(facts);
    const later = withOpen({ ...facts, now: NOW + 5 * MINUTE }, { autoMerge: true });

    expect(does(decided)).toContain('auto-merge');
    expect(decided.wake).toBe(NOW + 5 * MINUTE);
    expect(does(planOf(later))).toEqual(['stop-auto-merge', 'status']);
  });

  it('leaves the queue when the window closes: it wakes then', () => {
    const requires = { ...snapshotIn(within('Mon 10:00-10:05')).requires, mergeQueue: true };
    const facts = seenAs(within('Mon 10:00-10:05'), { requires });
    const decided = planOf(facts);
    const later = withOpen({ ...facts, now: NOW + 5 * MINUTE }, { queued: { id: 'Q_1' } });

    expect(does(decided)).toContain('enqueue');
    expect(decided.wake).toBe(NOW + 5 * MINUTE);
    expect(does(planOf(later))).toEqual(['dequeue', 'status']);
  });
});

describe('the pull request of a person where there is a window', () => {
  const theirs = (allow: string, now = NOW): Facts =>
    seenAs({ ...within(allow, { offered: { payments: '2' } }), now }, { others: [other()] });
  const said = (facts: Facts): string[] =>
    planOf(facts).steps.flatMap((step) => (step.do === 'status' && step.commit === other().head ? [step.state] : []));

  it('is told when it is open, and that it closed at the instant it does', () => {
    expect(said(theirs('Mon 10:00-11:00'))).toEqual(['success']);
    expect(said(theirs('Mon 10:00-11:00', NOW + HOUR))).toEqual(['pending']);
  });

  it('wakes the lane when the window closes, though nothing else goes on', () => {
    const done = theirs('Mon 10:00-11:00');
    const { open: _open, branch: _branch, ...closed } = snapshotIn(done);
    const resting = { ...done, here: { known: { ...closed, files: closed.files.map(merged) } } };

    expect(planOf(resting).wake).toBe(NOW + HOUR);
  });
});

/** What the release held is on the base. */
function merged(file: { path: string; base?: string; head?: string }) {
  return { ...file, ...(file.head === undefined ? {} : { base: file.head }) } as never;
}
