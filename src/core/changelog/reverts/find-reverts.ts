import type { CommitSha, RepoName } from '../../names.ts';
import type { Attribution } from '../attribution/attribute.ts';
import type { RangeCommit } from '../history.ts';
import { readDeeds } from './deeds.ts';
import type { Deed } from './deeds.ts';

/** What a range takes back. */
export interface Reverts {
  /** Commits whose change is gone again at the end of the range, each with the commit that took it back. */
  undone: Map<CommitSha, CommitSha>;
  /** Commits that did nothing but undo something of the same range: nothing of them is left but that. */
  spent: Set<CommitSha>;
  /** Commits that take back something older than the range, with the numbers of its pull requests as far as they are known. */
  older: Map<CommitSha, number[]>;
  /** Those of them whose words lead to no commit and no pull request. */
  unfound: Set<CommitSha>;
  /** Those of them that do nothing else. */
  whole: Set<CommitSha>;
  /** Commits that bring back what was reverted, with the numbers they say they bring back. */
  reapplied: Map<CommitSha, number[]>;
}

/** What was taken or brought back by what is newer than the commit that is looked at, by the names of it. */
type Newer = Map<string, CommitSha>;

/**
 * Pairs reverts with what they take back, newest first: a revert that was itself reverted takes nothing back, and what is
 * taken back at last was brought back by nobody.
 */
export function findReverts(
  repo: RepoName,
  { commits, elsewhere = [] }: { commits: RangeCommit[]; elsewhere?: RangeCommit[] },
  { pullRequests }: Attribution,
): Reverts {
  const reverts: Reverts = {
    undone: new Map(),
    spent: new Set(),
    older: new Map(),
    unfound: new Set(),
    whole: new Set(),
    reapplied: new Map(),
  };
  const taken: Newer = new Map();
  const restored: Newer = new Map();
  for (const [commit, deed] of readDeeds({ repo, commits, elsewhere, pullRequests })) {
    if (reverts.undone.has(commit)) continue;
    const opposite = newest(deed.names, deed.isBack ? taken : restored);
    if (opposite !== undefined) {
      reverts.undone.set(commit, opposite);
      settleWith(opposite, deed, reverts);
      continue;
    }
    for (const name of deed.names) (deed.isBack ? restored : taken).set(name, commit);
    apply(commit, deed, reverts);
  }
  return reverts;
}

const newest = (names: readonly string[], newer: Newer): CommitSha | undefined =>
  names.map((name) => newer.get(name)).find((one) => one !== undefined);

/** What seemed to take back something older took back what had brought that in again. */
function settleWith(commit: CommitSha, { names }: Deed, { older, spent, whole }: Reverts): void {
  const numbers = older.get(commit);
  if (!numbers) return;
  const left = numbers.filter((number) => !names.includes(`#${number}`));
  if (left.length > 0) {
    older.set(commit, left);
    return;
  }
  older.delete(commit);
  whole.delete(commit);
  spent.add(commit);
}

function apply(commit: CommitSha, { isBack, targets, numbers, isWhole }: Deed, reverts: Reverts): void {
  for (const { commit: target } of targets.inRange) {
    if (!reverts.undone.has(target)) reverts.undone.set(target, commit);
  }
  const { inRange, older, numbers: others } = targets;
  if (isBack) reverts.reapplied.set(commit, numbers);
  // What a change with work of its own takes back by the way is worth a line only when it is known what that is.
  else if (others.length > 0 || older.length > 0 || (isWhole && inRange.length === 0)) {
    reverts.older.set(commit, others);
    if (others.length === 0 && older.length === 0) reverts.unfound.add(commit);
    if (isWhole) reverts.whole.add(commit);
  } else if (isWhole) reverts.spent.add(commit);
}
