import { describe, expect, it } from '@jest/globals';

import type { Order } from '../../../../src/core/controls/controls.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { BranchCommit } from '../../../../src/core/promotion/snapshot.ts';
import { codes, id, NOW } from '../facts.ts';
import { editsIn, fileOf, planOf, seenAs, snapshotIn } from '../release-facts.ts';
import { approval, commentIn, does, offering, ordered, proposed, reasonIn, stepIn, withOpen } from './people.ts';

const commitBy = (name: string, author = 'grace', change: Partial<BranchCommit> = {}): BranchCommit => ({
  commit: id(name),
  author,
  byUs: false,
  isKnownAuthor: true,
  mergesBase: false,
  at: NOW,
  ...change,
});
const OURS = commitBy('c', 'sluice[bot]', { byUs: true });

/** A person pushed `e` onto the branch of the release; whatever was said was said about that head. */
const pushed = (orders: Order[] = [], commits = [commitBy('e'), OURS]): Facts => {
  const facts = withOpen(proposed(), { head: commits[0]!.commit });
  const branch = { ...snapshotIn(facts).branch!, tip: commits[0]!.commit, commits };
  return { ...seenAs(facts, { branch }), orders };
};
const said = (what: Order['do'], change: Partial<Order> = {}) => ordered(what, { head: id('e'), ...change });
const newer = (facts: Facts): Facts => offering(facts, { payments: '3' });
const approvedBy = (facts: Facts, ...names: string[]): Facts =>
  withOpen(facts, { reviewers: names.map((name) => approval(name, { commit: id('e') })) });

describe('a person’s commit on the branch of a release', () => {
  it('survives whatever is proven later, is not merged, and one comment offers the ways on', () => {
    const decided = planOf(newer(pushed()));

    expect(does(decided)).toEqual(['comment', 'status']);
    expect(commentIn(decided)).toMatchObject({ template: 'persons-commit', model: { author: 'grace' } });
    expect(does(planOf(withOpen(newer(pushed()), { said: [stepIn(decided, 'comment').key] })))).toEqual(['status']);
  });

  it('turns off what GitHub would merge by itself', () => {
    expect(does(planOf(withOpen(pushed(), { autoMerge: true })))).toEqual(['stop-auto-merge', 'comment', 'status']);
    expect(does(planOf(withOpen(pushed(), { queued: { id: 'Q_1' } })))).toEqual(['dequeue', 'comment', 'status']);
  });

  it('is left alone where nothing is left to move', () => {
    expect(does(planOf(offering(pushed([said('rebuild')]), { payments: '1' })))).toEqual(['comment', 'status']);
  });
});

describe('`/sluice rebuild`', () => {
  it('discards it: the branch is made anew', () => {
    const decided = planOf(pushed([said('rebuild')]));

    expect(does(decided)).toEqual(['publish']);
    expect(stepIn(decided, 'publish')).toMatchObject({ how: 'rewrite', onto: id('b'), before: id('e') });
    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
  });

  it('discards nothing that was pushed after it was said', () => {
    expect(does(planOf(pushed([said('rebuild', { head: id('d') })])))).toEqual(['comment', 'status']);
  });
});

describe('`/sluice adopt`', () => {
  const adopted = pushed([said('adopt')]);

  it('keeps it, and waits for an approval by somebody else', () => {
    const decided = planOf(adopted);

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'adopted-approval')).toBe('#41 holds commits by grace: somebody else has to approve it');
  });

  it.each([
    ['nobody but its author approved', ['grace']],
    ['nobody but its author approved, in capitals', ['Grace']],
  ])('does not merge while %s', (_, names) => {
    expect(does(planOf(approvedBy(adopted, ...names)))).toEqual(['status']);
  });

  it('merges once somebody else did', () => {
    expect(does(planOf(approvedBy(adopted, 'ada')))).toEqual(['status', 'merge']);
  });

  it('puts what is proven later on top of it', () => {
    const decided = planOf(newer(adopted));

    expect(stepIn(decided, 'publish')).toMatchObject({ how: 'append', onto: id('e'), before: id('e') });
    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '3' });
  });

  it('holds on once something of ours stands on top', () => {
    const commits = [{ ...OURS, commit: id('f') }, commitBy('e'), OURS];

    expect(
      does(planOf(withOpen(pushed([said('adopt')], commits), { reviewers: [approval('ada', { commit: id('f') })] }))),
    ).toContain('merge');
  });

  it('says nothing about what is pushed after it', () => {
    expect(does(planOf(pushed([said('adopt')], [commitBy('f', 'kay'), commitBy('e'), OURS])))).toEqual([
      'comment',
      'status',
    ]);
  });

  it('cannot keep it where what is moved has changed under it: it says so, and takes back what was left to GitHub', () => {
    const files = snapshotIn(adopted).files.map((file) =>
      file.path.includes('payments') ? { ...fileOf('production', 'payments', '3'), head: file.head! } : file,
    );
    const moved = withOpen(offering(seenAs(adopted, { files }), { payments: '4' }), { autoMerge: true });
    const decided = planOf(moved);

    expect(codes(decided)).toContain('blocked adopted-behind');
    expect(does(decided)).toEqual(['stop-auto-merge', 'status']);
  });
});

describe('`/sluice resume`', () => {
  it('merges it as it stands, once somebody else has approved it', () => {
    const resumed = pushed([said('resume')]);

    expect(does(planOf(newer(resumed)))).toEqual(['status']);
    expect(does(planOf(approvedBy(newer(resumed), 'grace')))).not.toContain('merge');
    expect(does(planOf(approvedBy(newer(resumed), 'ada')))).toContain('merge');
  });

  it('is over with the next push', () => {
    expect(does(planOf(pushed([said('resume', { head: id('d') })])))).toEqual(['comment', 'status']);
  });
});

it('of several orders the last counts', () => {
  expect(does(planOf(pushed([said('rebuild'), said('adopt')])))).toEqual(['status']);
  expect(does(planOf(pushed([said('adopt'), said('rebuild')])))).toEqual(['publish']);
});

describe('a conflict that a person resolved by merging the base', () => {
  const merge = commitBy('e', 'grace', { mergesBase: true });
  /** Something besides the pin is not as the base has it. */
  const resolved = (orders: Order[]): Facts => {
    const facts = pushed(orders, [merge, OURS]);
    const files = snapshotIn(facts).files.map((file) =>
      file.path.includes('payments') ? { ...file, head: `${file.head ?? ''}replicas: 9\n` } : file,
    );
    return seenAs(facts, { files });
  };

  it('is a person’s work, which is adopted like any other', () => {
    expect(does(planOf(resolved([])))).toEqual(['comment', 'status']);
    expect(reasonIn(planOf(resolved([said('adopt')])), 'adopted-approval')).toBeDefined();
    expect(does(planOf(approvedBy(resolved([said('adopt')]), 'ada')))).toContain('merge');
  });

  it('is not merged on the word of whoever made it alone', () => {
    expect(does(planOf(approvedBy(resolved([said('resume')]), 'grace')))).not.toContain('merge');
  });
});
