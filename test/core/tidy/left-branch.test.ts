import { describe, expect, it } from '@jest/globals';

import { commitSha } from '../../../src/core/names.ts';
import type { BranchCommit, Snapshot } from '../../../src/core/promotion/snapshot.ts';
import { leftBranch } from '../../../src/core/tidy/left-branch.ts';

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
