import type { Oid } from '../../git/storage.ts';
import type { Account } from '../state.ts';

/** What Apps and people say of a commit. */

export interface CheckRun {
  id: number;
  /** The runs of one app on one commit share a suite. */
  suiteId: number;
  app: { id: number; slug: string; name: string };
  name: string;
  externalId: string;
  detailsUrl: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  headSha: Oid;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | null;
  startedAt: number;
  completedAt?: number;
}

export interface CommitStatus {
  id: number;
  sha: Oid;
  context: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  description: string | null;
  targetUrl: string | null;
  creator: Account;
  createdAt: number;
}
