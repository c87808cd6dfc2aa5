import { checkLength } from '../issues/text.ts';
import { deploymentJson, deploymentStatusJson } from '../json/deployment.ts';
import { emit } from '../json/event.ts';
import type { Deployment, DeploymentState, DeploymentStatus } from './deployment.ts';
import type { Account, ForgeState, Repo } from '../state.ts';

export interface DeploymentReport {
  state: DeploymentState;
  description?: string | undefined;
  logUrl?: string | undefined;
  environmentUrl?: string | undefined;
  /** Moves the deployment to another environment. */
  environment?: string | undefined;
  /** On by default: a success makes what was deployed there before inactive. */
  autoInactive?: boolean | undefined;
  creator: Account;
}

/** The most characters GitHub takes for it. */
const longestDescription = 140;

/** Adds a status to a deployment; the newest counts. */
export function addDeploymentStatus(
  state: ForgeState,
  repo: Repo,
  deployment: Deployment,
  report: DeploymentReport,
): DeploymentStatus {
  const { description } = report;
  checkLength(description, { resource: 'DeploymentStatus', field: 'description', longest: longestDescription });
  deployment.environment = report.environment ?? deployment.environment;
  const status = newStatus(state, deployment, report);
  deployment.statuses.push(status);
  if (report.state === 'success' && report.autoInactive !== false)
    retireOthers(state, repo, deployment, report.creator);
  announce(state, repo, deployment, status);
  return status;
}

function newStatus(state: ForgeState, deployment: Deployment, report: DeploymentReport): DeploymentStatus {
  return {
    id: state.nextId(),
    state: report.state,
    description: report.description ?? '',
    environment: deployment.environment,
    logUrl: report.logUrl ?? '',
    environmentUrl: report.environmentUrl ?? '',
    creator: report.creator,
    createdAt: state.clock.now(),
  };
}

/** Earlier successes in the same environment become inactive; those in production, and transient ones, GitHub leaves as they are. */
function retireOthers(state: ForgeState, repo: Repo, latest: Deployment, creator: Account): void {
  for (const earlier of repo.deployments) {
    if (earlier === latest) return;
    if (earlier.environment !== latest.environment || earlier.isTransient || earlier.isProduction) continue;
    if (earlier.statuses.at(-1)?.state === 'success')
      earlier.statuses.push(newStatus(state, earlier, { state: 'inactive', creator }));
  }
}

/** Nobody hears of a deployment that becomes inactive: GitHub sends no webhook for that state. */
function announce(state: ForgeState, repo: Repo, deployment: Deployment, status: DeploymentStatus): void {
  if (status.state === 'inactive') return;
  const { origin } = state;
  const fields = {
    deployment: deploymentJson(state, repo, deployment, origin),
    deployment_status: deploymentStatusJson(state, repo, { deployment, status }, origin),
    check_run: null,
    workflow: null,
    workflow_run: null,
  };
  emit(state, { event: 'deployment_status', action: 'created', repo, sender: status.creator, fields });
}
