import type { Oid } from '../../../git/storage.ts';
import { Refusal } from '../../../http/handler.ts';
import { announce } from '../../issues/announce.ts';
import { blockersOf } from '../../policy.ts';
import type { Account, ForgeState, Pull, Repo } from '../../state.ts';
import { testMerge } from '../test-merge.ts';
import { placeOf, queueOn, queueRuleOf } from './entry.ts';
import type { QueueEntry } from './entry.ts';
import { endGroup } from './groups.ts';
import type { GroupEnd } from './groups.ts';

/** Why a pull request leaves its queue, in the words of GitHub's webhook description. */
export type LeaveReason = 'MANUAL' | 'MERGE' | 'MERGE_CONFLICT' | 'CI_FAILURE' | 'QUEUE_CLEARED' | 'BRANCH_PROTECTIONS';

export interface Enqueuing {
  /** The head the caller has seen. */
  head?: Oid | undefined;
  /** To the front of the queue. */
  jump?: boolean;
  actor: Account;
}

/** GitHub puts the subject before what it says of a pull request. */
function refuse(sentence: string): Refusal {
  return new Refusal(422, `Pull request ${sentence}`);
}

/** Puts a pull request that has all it needs into the queue of its base. */
export function enqueue(state: ForgeState, repo: Repo, pull: Pull, { head, jump, actor }: Enqueuing): QueueEntry {
  checkEnqueuing(state, repo, pull, head);
  const entry: QueueEntry = { id: state.nextId(), pull, by: actor, at: state.clock.now() };
  const entries = queueOn(repo, pull.base);
  repo.mergeQueues.set(pull.base, jump === true ? [entry, ...entries] : [...entries, entry]);
  // In the queue it needs no wish any more, and once thrown out it must not come back by itself.
  delete pull.autoMerge;
  state.mergingRepos.add(repo);
  announce(state, repo, pull, { action: 'enqueued', sender: actor });
  return entry;
}

function checkEnqueuing(state: ForgeState, repo: Repo, pull: Pull, head: Oid | undefined): void {
  if (queueRuleOf(repo, pull.base) === undefined) throw refuse('does not target a branch with a merge queue');
  if (pull.state === 'closed') throw refuse('is closed');
  if (placeOf(repo, pull) !== undefined) throw refuse('is already in the queue');
  if (head !== undefined && head !== pull.headOid)
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  if (pull.draft) throw refuse('is in draft state');
  const blockers = blockersOf(repo, pull);
  if (blockers.length > 0) throw refuse(blockers.join(' '));
  if (testMerge(state, repo, pull) === undefined) throw refuse('is not mergeable');
}

/** Takes a pull request out of its queue; those behind it are built anew. */
export function dequeue(
  state: ForgeState,
  repo: Repo,
  pull: Pull,
  { reason, actor }: { reason: LeaveReason; actor: Account },
): QueueEntry {
  const place = placeOf(repo, pull);
  if (place === undefined) throw refuse('is not in the queue');
  leave(state, repo, place, { reason, actor });
  endGroup(state, repo, place, groupEndOf(reason));
  return place.entry;
}

function groupEndOf(reason: LeaveReason): GroupEnd {
  return reason === 'MERGE' ? 'merged' : 'dequeued';
}

/** Ends an entry's place in the queue; its group stays for the caller to use or to end. */
export function leave(
  state: ForgeState,
  repo: Repo,
  { branch, entry }: { branch: string; entry: QueueEntry },
  { reason, actor }: { reason: LeaveReason; actor: Account },
): void {
  const rest = queueOn(repo, branch).filter((one) => one !== entry);
  if (rest.length > 0) repo.mergeQueues.set(branch, rest);
  else repo.mergeQueues.delete(branch);
  announce(state, repo, entry.pull, { action: 'dequeued', sender: actor, fields: { reason } });
}
