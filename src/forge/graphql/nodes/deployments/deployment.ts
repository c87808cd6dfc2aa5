import { changedAt, deploymentNodeId, deploymentStatusNodeId } from '../../../domain/json/deployment.ts';
import { iso } from '../../../domain/json/instant.ts';
import type { Deployment, DeploymentStatus } from '../../../domain/deployments/deployment.ts';
import type { Repo } from '../../../domain/state.ts';
import { mustRead } from '../../access.ts';
import type { Fields, Graph } from '../../graph.ts';
import { connection } from '../connection.ts';
import type { Paging } from '../connection.ts';

export function deploymentFields(graph: Graph, repo: Repo, deployment: Deployment): Fields {
  mustRead(graph.view, repo, 'deployments');
  const { statuses, environment } = deployment;
  const statusNode = (status: DeploymentStatus) => graph.deploymentStatus(repo, deployment, status);
  return {
    __typename: 'Deployment',
    id: deploymentNodeId(repo, deployment),
    databaseId: deployment.id,
    environment,
    latestEnvironment: environment,
    originalEnvironment: deployment.originalEnvironment,
    task: deployment.task,
    description: deployment.description,
    payload: JSON.stringify(deployment.payload),
    state: stateOf(deployment, graph.view.state.clock.now()),
    creator: () => graph.actor(deployment.creator),
    createdAt: iso(deployment.createdAt),
    updatedAt: iso(changedAt(deployment)),
    ref: () => graph.ref(repo, `refs/heads/${deployment.ref}`) ?? graph.ref(repo, `refs/tags/${deployment.ref}`),
    commit: () => graph.object(repo, deployment.sha),
    commitOid: deployment.sha,
    latestStatus: () => {
      const latest = statuses.at(-1);
      return latest === undefined ? null : statusNode(latest);
    },
    statuses: (paging: Paging) => connection('statuses', statuses.toReversed(), { paging, node: statusNode }),
    repository: () => graph.repository(repo),
  };
}

/** How long a deployment may be pending before GitHub calls it abandoned, in milliseconds. */
const patience = 30 * 60 * 1000;

/** What the newest status makes of a deployment. */
function stateOf(deployment: Deployment, now: number): string {
  const state = deployment.statuses.at(-1)?.state ?? 'pending';
  switch (state) {
    case 'success':
      return 'ACTIVE';
    case 'inactive':
      return deployment.isTransient ? 'DESTROYED' : 'INACTIVE';
    case 'pending':
      return now - changedAt(deployment) > patience ? 'ABANDONED' : 'PENDING';
    default:
      return state.toUpperCase();
  }
}

export function deploymentStatusFields(
  graph: Graph,
  repo: Repo,
  deployment: Deployment,
  status: DeploymentStatus,
): Fields {
  const at = iso(status.createdAt);
  return {
    __typename: 'DeploymentStatus',
    id: deploymentStatusNodeId(repo, deployment, status),
    state: status.state.toUpperCase(),
    description: status.description,
    environment: status.environment,
    environmentUrl: status.environmentUrl === '' ? null : status.environmentUrl,
    logUrl: status.logUrl === '' ? null : status.logUrl,
    creator: () => graph.actor(status.creator),
    createdAt: at,
    updatedAt: at,
    deployment: () => graph.deployment(repo, deployment),
  };
}

interface DeploymentsAsked extends Paging {
  environments?: string[] | null;
  orderBy?: { direction: 'ASC' | 'DESC' } | null;
}

/** The `deployments` field of a repository or of a commit: oldest first unless asked otherwise. */
export function deploymentsField(graph: Graph, repo: Repo, deployments: () => Deployment[]) {
  return ({ environments, orderBy, ...paging }: DeploymentsAsked): Fields => {
    mustRead(graph.view, repo, 'deployments');
    const isAsked = ({ environment }: Deployment) => (environments ?? [environment]).includes(environment);
    const found = deployments().filter(isAsked);
    const ordered = orderBy?.direction === 'DESC' ? found.toReversed() : found;
    return connection('deployments', ordered, { paging, node: (one) => graph.deployment(repo, one) });
  };
}
