import { commitSha, type CommitSha } from '../../../core/names.ts';
import type { GatesStatus } from '../../../core/promotion/snapshot.ts';
import type { Self } from '../self.ts';
import { statusOf } from './judgement.ts';
import type { RawQueueEntry } from './raw.ts';

/** The commit that a merge queue made, and what Sluice said on it; there is none until the queue has come so far. */
export function queueHead({ headCommit }: RawQueueEntry, self: Self): { head?: CommitSha; gates?: GatesStatus } {
  if (headCommit === null) return {};
  const gates = statusOf(headCommit.status?.context, self);
  return { head: commitSha(headCommit.oid), ...(gates === undefined ? {} : { gates }) };
}
