import type { Caller } from '../../http/handler.ts';
import { Refusal } from '../../http/handler.ts';
import type { Oid } from '../../git/storage.ts';
import { deploymentJson } from '../json/deployment.ts';
import { emit } from '../json/event.ts';
import { contextsOf, worst } from '../policy.ts';
import { resolveCommit } from '../repos.ts';
import type { Deployment } from './deployment.ts';
import type { ForgeState, Repo } from '../state.ts';
import { bringUpToDate } from './auto-merge.ts';

export interface DeploymentWish {
  /** A branch, a tag or a commit. */
  ref: string;
  task?: string | undefined;
  /** On by default: what the default branch has and the ref lacks is merged into the ref instead of deploying it. */
  autoMerge?: boolean | undefined;
  /** What must have succeeded on the commit; left out, everything that was reported. */
  requiredContexts?: string[] | undefined;
  payload?: Deployment['payload'] | undefined;
  environment?: string | undefined;
  description?: string | null | undefined;
  isTransient?: boolean | undefined;
  isProduction?: boolean | undefined;
}

type Actor = Exclude<Caller, { kind: 'anonymous' }>;

/** Creates a deployment, or answers what was merged into its ref instead. Refusals are GitHub's 409 and 422. */
export function createDeployment(
  state: ForgeState,
  repo: Repo,
  wish: DeploymentWish,
  caller: Actor,
): Deployment | { merged: string } {
  const sha = resolveCommit(repo, wish.ref);
  if (sha === undefined) throw new Refusal(422, `No ref found for: ${wish.ref}`);
  if (wish.autoMerge !== false) {
    const merged = bringUpToDate(state, repo, { ref: wish.ref, sha, caller });
    if (merged !== undefined) return { merged };
  }
  checkContexts(repo, sha, wish.requiredContexts);
  const deployment = newDeployment(state, { wish, sha, creator: caller.account });
  repo.deployments.push(deployment);
  const fields = {
    deployment: deploymentJson(state, repo, deployment, state.origin),
    workflow: null,
    workflow_run: null,
  };
  emit(state, { event: 'deployment', action: 'created', repo, sender: caller.account, fields });
  return deployment;
}

/** Refuses a commit on which something that is required has not succeeded. */
function checkContexts(repo: Repo, sha: Oid, required: string[] | undefined): void {
  const reported = contextsOf(repo, sha);
  const names = required ?? reported.map(({ name }) => name);
  const contexts = [...new Set(names)].map((context) => {
    const verdicts = reported.filter(({ name }) => name === context).map(({ verdict }) => verdict);
    return { context, state: worst(verdicts) ?? 'pending' };
  });
  if (contexts.every((context) => context.state === 'success')) return;
  throw new Refusal(409, `Conflict: Commit status checks failed for ${sha}.`, {
    errors: [{ contexts, resource: 'Deployment', field: 'required_contexts', code: 'invalid' }],
  });
}

function newDeployment(
  state: ForgeState,
  { wish, sha, creator }: { wish: DeploymentWish; sha: Oid; creator: Deployment['creator'] },
): Deployment {
  const environment = wish.environment ?? 'production';
  return {
    id: state.nextId(),
    sha,
    ref: wish.ref,
    task: wish.task ?? 'deploy',
    payload: wish.payload ?? {},
    originalEnvironment: environment,
    environment,
    isTransient: wish.isTransient ?? false,
    isProduction: wish.isProduction ?? environment === 'production',
    description: wish.description ?? null,
    creator,
    createdAt: state.clock.now(),
    statuses: [],
  };
}

/** What a list of deployments may be narrowed to. */
export interface DeploymentFilter {
  sha: string | null;
  ref: string | null;
  task: string | null;
  environment: string | null;
}

/** The deployments that fit, newest first. */
export function deploymentsAsked(repo: Repo, asked: DeploymentFilter): Deployment[] {
  const fits = (deployment: Deployment) =>
    (['sha', 'ref', 'task', 'environment'] as const).every(
      (name) => asked[name] === null || asked[name] === deployment[name],
    );
  return repo.deployments.filter(fits).toReversed();
}
