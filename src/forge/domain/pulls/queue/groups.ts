import { readCommit } from '../../../git/commit.ts';
import { mergeBase } from '../../../git/history.ts';
import { mergeTrees } from '../../../git/merge.ts';
import type { Oid } from '../../../git/storage.ts';
import { Refusal } from '../../../http/handler.ts';
import { addAccount } from '../../accounts.ts';
import { emit } from '../../json/event.ts';
import { mergeGroupJson } from '../../json/merging/merge-group.ts';
import { followRef } from '../../push.ts';
import { zeroOid } from '../../repos.ts';
import type { Account, ForgeState, Repo } from '../../state.ts';
import { writeMerge } from '../merge.ts';
import { queueFolder } from './entry.ts';
import type { MergeGroup, MergeQueueRule, QueueEntry } from './entry.ts';

/** Where in the queue a group belongs. */
export interface GroupAt {
  branch: string;
  entry: QueueEntry;
}

/** Why a group is no longer needed, in GitHub's words. */
export type GroupEnd = 'merged' | 'invalidated' | 'dequeued';

/** Who pushes and merges for a queue. */
export function queueBot(state: ForgeState): Account {
  return addAccount(state, 'github-merge-queue[bot]', 'Bot');
}

/** Merges an entry onto a base, on a branch of the queue, and asks for checks of that. False when the two conflict. */
export function buildGroup(
  state: ForgeState,
  repo: Repo,
  { branch, entry }: GroupAt,
  { base, rule }: { base: Oid; rule: MergeQueueRule },
): boolean {
  const head = mergedOnto(state, repo, entry, { base, rule });
  if (head === undefined) return false;
  const group = { base, head, branch: `${queueFolder}${branch}/pr-${entry.pull.number}-${base}` };
  entry.group = group;
  moveBranch(state, repo, group, { before: zeroOid, after: head });
  announceGroup(state, repo, { base: branch, group }, { action: 'checks_requested' });
  return true;
}

function mergedOnto(
  state: ForgeState,
  repo: Repo,
  { pull, by }: QueueEntry,
  { base, rule: { method } }: { base: Oid; rule: MergeQueueRule },
): Oid | undefined {
  const { objects } = repo.git;
  const merged = mergeTrees(objects, mergeBase(objects, base, pull.headOid), base, pull.headOid);
  if ('conflicts' in merged) return undefined;
  try {
    return writeMerge(state, repo, pull, { method, base, tree: merged.tree, actor: by });
  } catch (error) {
    // The trees merge, and yet the commits one by one do not.
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Takes a group and its branch away. */
export function endGroup(state: ForgeState, repo: Repo, { branch, entry }: GroupAt, reason: GroupEnd): void {
  const { group } = entry;
  if (group === undefined) return;
  delete entry.group;
  moveBranch(state, repo, group, { before: group.head, after: zeroOid });
  announceGroup(state, repo, { base: branch, group }, { action: 'destroyed', reason });
}

function moveBranch(
  state: ForgeState,
  repo: Repo,
  { branch }: MergeGroup,
  { before, after }: { before: Oid; after: Oid },
): void {
  const ref = `refs/heads/${branch}`;
  const valueOf = (oid: Oid) => (oid === zeroOid ? undefined : oid);
  if (!repo.git.refs.compareAndSwap(ref, valueOf(before), valueOf(after)))
    throw new Error(`${ref} was changed by somebody else than its queue`);
  followRef(state, repo, { ref, before, after }, queueBot(state));
}

function announceGroup(
  state: ForgeState,
  repo: Repo,
  { base, group }: { base: string; group: MergeGroup },
  { action, ...fields }: { action: string; reason?: GroupEnd },
): void {
  const merge_group = mergeGroupJson({ base, group, commit: readCommit(repo.git.objects, group.head) });
  emit(state, { event: 'merge_group', action, repo, sender: queueBot(state), fields: { ...fields, merge_group } });
}
