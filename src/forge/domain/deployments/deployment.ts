import type { Oid } from '../../git/storage.ts';
import type { Account } from '../state.ts';

export type DeploymentState = 'error' | 'failure' | 'inactive' | 'in_progress' | 'pending' | 'queued' | 'success';

export interface DeploymentStatus {
  id: number;
  state: DeploymentState;
  description: string;
  environment: string;
  logUrl: string;
  environmentUrl: string;
  creator: Account;
  createdAt: number;
}

export interface Deployment {
  id: number;
  sha: Oid;
  /** The branch, tag or commit as the deployment was asked for. */
  ref: string;
  task: string;
  payload: Record<string, unknown> | string;
  /** Where it went first; a status may move it elsewhere. */
  originalEnvironment: string;
  environment: string;
  isTransient: boolean;
  isProduction: boolean;
  description: string | null;
  creator: Account;
  createdAt: number;
  /** Oldest first. */
  statuses: DeploymentStatus[];
}
