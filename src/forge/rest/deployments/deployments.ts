import { createDeployment, deploymentsAsked } from '../../domain/deployments/deployments.ts';
import { addDeploymentStatus } from '../../domain/deployments/statuses.ts';
import { deploymentJson, deploymentStatusJson } from '../../domain/json/deployment.ts';
import type { Deployment, DeploymentState } from '../../domain/deployments/deployment.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { actorOf, bodyOf, repoOf, writableRepoOf } from '../call.ts';

interface DeploymentBody {
  ref: string;
  task?: string;
  auto_merge?: boolean;
  required_contexts?: string[];
  payload?: Deployment['payload'];
  environment?: string;
  description?: string | null;
  transient_environment?: boolean;
  production_environment?: boolean;
}

function create(call: Call): Reply {
  const repo = writableRepoOf(call);
  const { state, caller, origin } = call;
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  const body = bodyOf<DeploymentBody>(call);
  const wish = {
    ref: body.ref,
    task: body.task,
    autoMerge: body.auto_merge,
    requiredContexts: body.required_contexts,
    payload: body.payload,
    environment: body.environment,
    description: body.description,
    isTransient: body.transient_environment,
    isProduction: body.production_environment,
  };
  const made = createDeployment(state, repo, wish, caller);
  if ('merged' in made) return { status: 202, body: { message: made.merged } };
  const json = deploymentJson(state, repo, made, origin);
  return { status: 201, body: json, headers: { location: json.url } };
}

function list(call: Call): Reply {
  const repo = repoOf(call);
  const asked = (name: string) => call.query.get(name);
  const filter = { sha: asked('sha'), ref: asked('ref'), task: asked('task'), environment: asked('environment') };
  const { page, headers } = pageOf(call, deploymentsAsked(repo, filter));
  return { status: 200, body: page.map((one) => deploymentJson(call.state, repo, one, call.origin)), headers };
}

function deploymentOf(call: Call, repo: Repo): Deployment {
  const deployment = repo.deployments.find(({ id }) => id === Number(call.params['deployment_id']));
  if (deployment === undefined) throw new Refusal(404, 'Not Found');
  return deployment;
}

interface StatusBody {
  state: DeploymentState;
  description?: string;
  target_url?: string;
  log_url?: string;
  environment?: string;
  environment_url?: string;
  auto_inactive?: boolean;
}

function createStatus(call: Call): Reply {
  const repo = writableRepoOf(call);
  const deployment = deploymentOf(call, repo);
  const body = bodyOf<StatusBody>(call);
  const status = addDeploymentStatus(call.state, repo, deployment, {
    state: body.state,
    description: body.description,
    logUrl: body.log_url ?? body.target_url,
    environment: body.environment,
    environmentUrl: body.environment_url,
    autoInactive: body.auto_inactive,
    creator: actorOf(call),
  });
  const json = deploymentStatusJson(call.state, repo, { deployment, status }, call.origin);
  return { status: 201, body: json, headers: { location: json.url } };
}

function listStatuses(call: Call): Reply {
  const repo = repoOf(call);
  const deployment = deploymentOf(call, repo);
  const { page, headers } = pageOf(call, deployment.statuses.toReversed());
  const body = page.map((status) => deploymentStatusJson(call.state, repo, { deployment, status }, call.origin));
  return { status: 200, body, headers };
}

function getStatus(call: Call): Reply {
  const repo = repoOf(call);
  const deployment = deploymentOf(call, repo);
  const status = deployment.statuses.find(({ id }) => id === Number(call.params['status_id']));
  if (status === undefined) throw new Refusal(404, 'Not Found');
  return { status: 200, body: deploymentStatusJson(call.state, repo, { deployment, status }, call.origin) };
}

export const deploymentHandlers: Handlers = {
  'repos/create-deployment': create,
  'repos/list-deployments': list,
  'repos/get-deployment': (call) => {
    const repo = repoOf(call);
    return { status: 200, body: deploymentJson(call.state, repo, deploymentOf(call, repo), call.origin) };
  },
  'repos/create-deployment-status': createStatus,
  'repos/get-deployment-status': getStatus,
  'repos/list-deployment-statuses': listStatuses,
};
