import type { Deployment, DeploymentStatus } from '../deployments/deployment.ts';
import type { Account, ForgeState, Repo } from '../state.ts';
import { accountJson, appJson } from './account.ts';
import { nodeId } from './ids.ts';
import { iso } from './instant.ts';
import { repoApi } from './repository.ts';

export function deploymentNodeId(repo: Repo, deployment: Deployment): string {
  return nodeId('DE', repo.id, deployment.id);
}

export function deploymentStatusNodeId(repo: Repo, deployment: Deployment, status: DeploymentStatus): string {
  return nodeId('DES', repo.id, deployment.id, status.id);
}

/** When a deployment last changed. */
export function changedAt({ statuses, createdAt }: Deployment): number {
  return statuses.at(-1)?.createdAt ?? createdAt;
}

/** The App that acted, when it was an App's bot. */
function viaApp(state: ForgeState, creator: Account, origin: string) {
  return creator.login === state.app.bot.login ? appJson(state.app, origin) : null;
}

/** A deployment as REST answers and webhooks carry it; how it went is in its statuses. */
export function deploymentJson(state: ForgeState, repo: Repo, deployment: Deployment, origin: string) {
  const url = `${repoApi(repo, origin)}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: deploymentNodeId(repo, deployment),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.originalEnvironment,
    environment: deployment.environment,
    description: deployment.description,
    creator: accountJson(deployment.creator, origin),
    created_at: iso(deployment.createdAt),
    updated_at: iso(changedAt(deployment)),
    statuses_url: `${url}/statuses`,
    repository_url: repoApi(repo, origin),
    transient_environment: deployment.isTransient,
    production_environment: deployment.isProduction,
    performed_via_github_app: viaApp(state, deployment.creator, origin),
  };
}

/** One status of a deployment. */
export function deploymentStatusJson(
  state: ForgeState,
  repo: Repo,
  { deployment, status }: { deployment: Deployment; status: DeploymentStatus },
  origin: string,
) {
  const deploymentUrl = `${repoApi(repo, origin)}/deployments/${deployment.id}`;
  return {
    url: `${deploymentUrl}/statuses/${status.id}`,
    id: status.id,
    node_id: deploymentStatusNodeId(repo, deployment, status),
    state: status.state,
    creator: accountJson(status.creator, origin),
    description: status.description,
    environment: status.environment,
    // The old name of the log's address; GitHub answers both.
    target_url: status.logUrl,
    log_url: status.logUrl,
    environment_url: status.environmentUrl,
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
    deployment_url: deploymentUrl,
    repository_url: repoApi(repo, origin),
    performed_via_github_app: viaApp(state, status.creator, origin),
  };
}
