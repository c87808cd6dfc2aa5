import type { DeploySignal, EnvironmentPolicy } from '../../pipeline/pipeline.ts';
import type { EnvironmentState } from '../environment-state.ts';

/** Whether an environment takes a signal's word. */
export const believes = (
  { deployedBy }: Pick<EnvironmentPolicy, 'deployedBy'>,
  heard: { workflow: string } | { status: string },
): boolean => deployedBy.some((one) => isSame(one, heard));

function isSame(one: DeploySignal, heard: { workflow: string } | { status: string }): boolean {
  switch (one.signal) {
    case 'workflow':
      return 'workflow' in heard && fileName(one.workflow) === fileName(heard.workflow);
    case 'status':
      return 'status' in heard && one.context === heard.status;
    case 'deployment-status':
      return false;
  }
}

/** `deploy.yml` and `.github/workflows/deploy.yml` are the same workflow. */
export const fileName = (workflow: string): string => workflow.split('/').at(-1) ?? workflow;

/** What a signal is called where its word is repeated; a deployment status speaks for itself. */
export function signalName(one: { workflow: string } | { status: string }): string {
  return 'workflow' in one ? `workflow ${fileName(one.workflow)}` : `status ${one.status}`;
}

/**
 * Where deployment statuses are no signal, only those count that Sluice wrote for the signals that are, and nobody else's deployment
 * says anything.
 */
export function believed(
  environment: EnvironmentState,
  { deployedBy }: Pick<EnvironmentPolicy, 'deployedBy'>,
): EnvironmentState {
  if (deployedBy.some(({ signal }) => signal === 'deployment-status')) return environment;
  const deployments = environment.deployments
    .filter(({ key }) => key !== undefined)
    .map((one) => ({ ...one, statuses: one.statuses.filter(({ byUs }) => byUs === true) }));
  return { ...environment, deployments };
}
