import { blockersOf, protectionOf, verdictOfRequired } from '../../policy.ts';
import type { Verdict } from '../../policy.ts';
import { branchOid } from '../../repos.ts';
import type { ForgeState, Repo } from '../../state.ts';
import { finishMerge } from '../merge.ts';
import { mostGroups, queueOn, queueRuleOf } from './entry.ts';
import type { MergeGroup, MergeQueueRule, QueueEntry } from './entry.ts';
import { buildGroup, endGroup, queueBot } from './groups.ts';
import { dequeue, leave } from './membership.ts';
import type { LeaveReason } from './membership.ts';

/** Does the next thing a branch's queue has to do; false when it can only wait. */
export function advanceQueue(state: ForgeState, repo: Repo, branch: string): boolean {
  const entries = queueOn(repo, branch);
  const rule = queueRuleOf(repo, branch);
  for (const entry of entries) {
    const reason = rule === undefined ? 'QUEUE_CLEARED' : reasonToLeave(repo, branch, entry);
    if (reason === undefined) continue;
    dequeue(state, repo, entry.pull, { reason, actor: queueBot(state) });
    return true;
  }
  if (rule === undefined) return false;
  return buildNext(state, repo, { branch, rule }) || mergeFront(state, repo, branch);
}

function reasonToLeave(repo: Repo, branch: string, { pull, group }: QueueEntry): LeaveReason | undefined {
  if (pull.state === 'closed' || pull.draft || pull.base !== branch) return 'MANUAL';
  if (blockersOf(repo, pull).length > 0) return 'BRANCH_PROTECTIONS';
  return group !== undefined && verdictOf(repo, branch, group) === 'failure' ? 'CI_FAILURE' : undefined;
}

/** What the required checks say of a group. */
export function verdictOf(repo: Repo, branch: string, { head }: MergeGroup): Verdict {
  const protection = protectionOf(repo, branch);
  return protection === undefined ? 'success' : verdictOfRequired(repo, protection, head);
}

/** Each group stands on the one before it, the first on the base; the first that does not is built, again if need be. */
function buildNext(state: ForgeState, repo: Repo, { branch, rule }: { branch: string; rule: MergeQueueRule }): boolean {
  let base = branchOid(repo, branch);
  for (const entry of queueOn(repo, branch).slice(0, mostGroups)) {
    if (base === undefined) return false;
    if (entry.group?.base !== base) {
      endGroup(state, repo, { branch, entry }, 'invalidated');
      if (!buildGroup(state, repo, { branch, entry }, { base, rule }))
        dequeue(state, repo, entry.pull, { reason: 'MERGE_CONFLICT', actor: queueBot(state) });
      return true;
    }
    base = entry.group.head;
  }
  return false;
}

/** Moves the base to the first group, once its checks have succeeded. */
function mergeFront(state: ForgeState, repo: Repo, branch: string): boolean {
  const [entry] = queueOn(repo, branch);
  const group = entry?.group;
  const method = queueRuleOf(repo, branch)?.method;
  if (entry === undefined || group === undefined || method === undefined) return false;
  if (verdictOf(repo, branch, group) !== 'success') return false;
  const { base: before, head: commit } = group;
  // A push of git may have moved the base, of which the forge hears a moment later.
  if (!repo.git.refs.compareAndSwap(`refs/heads/${branch}`, before, commit)) return false;
  const actor = queueBot(state);
  leave(state, repo, { branch, entry }, { reason: 'MERGE', actor });
  finishMerge(state, repo, entry.pull, { before, commit, method, actor });
  endGroup(state, repo, { branch, entry }, 'merged');
  return true;
}
