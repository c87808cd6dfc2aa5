import type { Oid } from '../../git/storage.ts';
import type { Account, CheckRun } from '../state.ts';

export interface WorkflowRun {
  id: number;
  workflow: { id: number; path: string; name: string; createdAt: number };
  suiteId: number;
  headSha: Oid;
  headBranch: string | null;
  /** What started it: `push`, `workflow_dispatch` and so on. */
  event: string;
  number: number;
  attempt: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: CheckRun['conclusion'];
  actor: Account;
  createdAt: number;
  /** When its latest attempt began. */
  startedAt: number;
  updatedAt: number;
}

/** A package of the container registry; its versions are only in the events. */
export interface Package {
  id: number;
  owner: Account;
  name: string;
  createdAt: number;
}
