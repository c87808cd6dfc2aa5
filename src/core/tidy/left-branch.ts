import type { CommitSha, Instant } from '../names.ts';
import type { Snapshot } from '../promotion/snapshot.ts';

/** A pull request that was opened lately may not be in GitHub's lists yet, and whoever deletes its branch closes it (milliseconds). */
const LEFT_AFTER_MS = 30 * 60_000;

/**
 * The tip of a Sluice branch that nobody needs any more: the lane's last pull request was merged, and afterwards came a commit of
 * ours, decided on a look that did not show the merge yet. What people put there, or closed without merging it, stays.
 */
export const leftBranch = (here: Snapshot, now: Instant): CommitSha | undefined =>
  here.merged === undefined ? undefined : ownBranch(here, now);

/**
 * The same of a forced lane of which nobody wants anything: nothing comes after its pull request that would use the branch again,
 * so that it is litter too where Sluice itself withdrew that.
 */
export const leftByForce = (here: Snapshot, now: Instant): CommitSha | undefined =>
  here.declined === undefined ? ownBranch(here, now) : undefined;

function ownBranch({ branch, open }: Snapshot, now: Instant): CommitSha | undefined {
  if (branch === undefined || open !== undefined) return undefined;
  const [newest] = branch.commits;
  if (newest === undefined || now - newest.at < LEFT_AFTER_MS) return undefined;
  return branch.commits.every(({ byUs, mergesBase }) => byUs || mergesBase) ? branch.tip : undefined;
}

/**
 * The lane's merged pull request, whose branch still stands and has nothing that the base has not: the follow-up of its merge
 * takes it away, unless that was refused or held up. A branch with work of its own is `leftBranch`'s.
 */
export const mergedBranchOf = ({ branch, merged, open }: Snapshot): number | undefined =>
  open === undefined && branch?.commits.length === 0 ? merged : undefined;
