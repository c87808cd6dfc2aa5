import type { Oid } from '../../git/storage.ts';
import type { Account, Issue, Label, LockReason, Repo, Reviewer } from '../state.ts';

/** What happened to an issue or pull request, in order; GitHub's timeline, as far as the forge keeps it. */
export interface TimelineEvent {
  id: number;
  kind:
    | 'closed'
    | 'reopened'
    | 'merged'
    | 'labeled'
    | 'unlabeled'
    | 'assigned'
    | 'unassigned'
    | 'renamed'
    | 'locked'
    | 'unlocked'
    | 'review_requested'
    | 'review_request_removed';
  actor: Account;
  at: number;
  label?: Label;
  /** Who was assigned, or is no longer. */
  assignee?: Account;
  /** Who was asked for a review, or is no longer. */
  reviewer?: Reviewer;
  /** Why an issue was closed then; it may be closed for another reason later. */
  stateReason?: Issue['stateReason'];
  rename?: { from: string; to: string };
  lockReason?: LockReason | null;
  /** What closed an issue, when a pull request or a commit did. */
  closer?: { repo: Repo; number: number } | { repo: Repo; commit: Oid };
}
