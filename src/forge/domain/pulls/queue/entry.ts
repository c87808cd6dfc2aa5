import type { Oid } from '../../../git/storage.ts';
import type { Account, MergeMethod, Pull, Repo } from '../../state.ts';

/** How the merge queue of a branch works. */
export interface MergeQueueRule {
  method: MergeMethod;
}

/** What the queue has the checks run on: the commit that the base will be moved to, on a branch of its own. */
export interface MergeGroup {
  base: Oid;
  head: Oid;
  branch: string;
}

/** A pull request in a merge queue. */
export interface QueueEntry {
  id: number;
  pull: Pull;
  by: Account;
  at: number;
  group?: MergeGroup;
}

/** How many entries have their checks run at a time, by GitHub's default. */
export const mostGroups = 5;

/** The branches that carry merge groups are below this one. */
export const queueFolder = 'gh-readonly-queue/';

/** The merge queue that a branch asks for. */
export function queueRuleOf(repo: Repo, branch: string): MergeQueueRule | undefined {
  return repo.protection.get(branch)?.mergeQueue;
}

/** The entries of a branch's queue, the front first. */
export function queueOn(repo: Repo, branch: string): QueueEntry[] {
  return repo.mergeQueues.get(branch) ?? [];
}

/** A pull request's place in the queue, and the branch of that queue; its base may have changed since. */
export function placeOf(repo: Repo, pull: Pull): { branch: string; entry: QueueEntry; position: number } | undefined {
  for (const [branch, entries] of repo.mergeQueues) {
    const index = entries.findIndex((entry) => entry.pull === pull);
    const entry = entries[index];
    if (entry !== undefined) return { branch, entry, position: index + 1 };
  }
  return undefined;
}

/** Whether the branch is the head of a queued pull request. */
export function isQueuedHead(repo: Repo, branch: string): boolean {
  return [...repo.mergeQueues.values()].some((entries) => entries.some(({ pull }) => pull.head === branch));
}
