import { lockThread, unlockThread } from '../../domain/issues/issues.ts';
import type { LockReason } from '../../domain/state.ts';
import { mustWrite, permissionsFor } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { threadOf } from '../lookup.ts';
import type { Input } from './input.ts';

const reasons: Record<string, LockReason> = {
  OFF_TOPIC: 'off-topic',
  TOO_HEATED: 'too heated',
  RESOLVED: 'resolved',
  SPAM: 'spam',
};

/** Who may still say something on an issue or pull request. */
export function lockMutations(graph: Graph): Fields {
  const { view } = graph;
  const actor = view.caller.account;
  const lockable = (id: string, mutation: string) => {
    const found = threadOf(view, id);
    mustWrite(view, found.repo, { permissions: permissionsFor(found.issue), role: 'write', mutation });
    return found;
  };
  return {
    lockLockable: ({ input }: Input<{ lockableId: string; lockReason?: string | null }>) => {
      const { repo, issue } = lockable(input.lockableId, 'LockLockable');
      lockThread(view.state, repo, issue, { actor, reason: reasons[input.lockReason ?? ''] });
      return { lockedRecord: graph.thread(repo, issue), actor: graph.actor(actor) };
    },
    unlockLockable: ({ input }: Input<{ lockableId: string }>) => {
      const { repo, issue } = lockable(input.lockableId, 'UnlockLockable');
      unlockThread(view.state, repo, issue, actor);
      return { unlockedRecord: graph.thread(repo, issue), actor: graph.actor(actor) };
    },
  };
}
