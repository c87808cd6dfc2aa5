import type { Oid } from '../../git/storage.ts';
import type { Account, CheckRun, Repo } from '../state.ts';

/** GitHub Actions, as the app that reports the checks of workflows. */
export const actionsApp = { id: 15_368, slug: 'github-actions', name: 'GitHub Actions' };

/** A workflow as Actions knows it since it first saw its file or a run of it. */
export interface Workflow {
  id: number;
  /** As `.github/workflows/build.yml`. */
  path: string;
  name: string;
  createdAt: number;
}

export interface WorkflowRun {
  id: number;
  workflow: Workflow;
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

/** A package of the container registry. */
export interface Package {
  id: number;
  owner: Account;
  name: string;
  /** The repository that it is linked to. */
  repo: Repo;
  createdAt: number;
  /** Oldest first. */
  versions: ImageVersion[];
}

/** One image of a package: it is its digest, and tags move from one to another. */
export interface ImageVersion {
  id: number;
  digest: string;
  tags: Set<string>;
  createdAt: number;
  updatedAt: number;
}
