import { describe, expect, it } from '@jest/globals';

import { commitSha } from '../../../src/core/names.ts';
import type { BranchCommit, Snapshot } from '../../../src/core/promotion/snapshot.ts';
import { leftBranch, mergedBranchOf } from '../../../src/core/tidy/left-branch.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-03-02T10:00:00Z');
const TIP = commitSha('1'.repeat(40));

const ours: BranchCommit = {
  commit: TIP,
  at: NOW - 30 * MINUTE,
  author: 'sluice[bot]',
  isKnownAuthor: false,
  byUs: true,
  mergesBase: false,
};

/** A lane after its merge, with a branch of these commits. */
const after = (commits: BranchCommit[], more: Partial<Snapshot> = {}): Snapshot =>
  ({ merged: 7, branch: { tip: TIP, commits }, ...more }) as Snapshot;

describe('a Sluice branch without a pull request', () => {
  it.each<[string, Snapshot]>([
    ['a commit of ours, half an hour old, after the merge', after([ours])],
    ['a merge of the base besides', after([{ ...ours, byUs: false, mergesBase: true }, ours])],
  ])('is litter with %s', (_, here) => {
    expect(leftBranch(here, NOW)).toBe(TIP);
  });

  it.each<[string, Snapshot]>([
    ['a younger commit: its pull request may only not be shown yet', after([{ ...ours, at: NOW - 29 * MINUTE }])],
    ['a commit of a person', after([ours, { ...ours, byUs: false }])],
    ['nothing that the base has not: the follow-up of its merge takes it away', after([])],
    ['an open pull request', after([ours], { open: { number: 8 } as Snapshot['open'] & object })],
  ])('stays with %s', (_, here) => {
    expect(leftBranch(here, NOW)).toBeUndefined();
  });

  it('stays where the last pull request was closed without a merge, so that it can be opened again', () => {
    const { merged: _, ...closed } = after([ours]);
    expect(leftBranch(closed, NOW)).toBeUndefined();
  });
});

describe('the branch of a merge', () => {
  it("is the follow-up's to take away, where it has nothing of its own", () => {
    expect(mergedBranchOf(after([]))).toBe(7);
  });

  it.each<[string, Snapshot]>([
    ['has a commit of its own', after([ours])],
    ['has an open pull request', after([], { open: { number: 8 } as Snapshot['open'] & object })],
    ['is gone', { merged: 7 } as Snapshot],
  ])('is not asked for where it %s', (_, here) => {
    expect(mergedBranchOf(here)).toBeUndefined();
  });
});
