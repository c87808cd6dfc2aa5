import { isSameSignal, type CiSignal } from '../../pipeline/ci-signal.ts';
import type { EnvironmentPolicy } from '../../pipeline/pipeline.ts';
import type { EnvironmentState } from '../environment-state.ts';

type Believing = Pick<EnvironmentPolicy, 'deployedBy'>;

/** What of CI tells an environment how a deployment went. */
export const ciSignalsOf = ({ deployedBy }: Believing): CiSignal[] =>
  deployedBy.flatMap((one): CiSignal[] => {
    switch (one.signal) {
      case 'workflow':
        return [{ workflow: one.workflow }];
      case 'status':
        return [{ status: one.context }];
      case 'deployment-status':
        return [];
    }
  });

/** Whether an environment takes a signal's word. */
export const believes = (policy: Believing, heard: CiSignal): boolean =>
  ciSignalsOf(policy).some((one) => isSameSignal(one, heard));

/** Whether deployment statuses are signals, whoever sets them. */
const believesEverybody = ({ deployedBy }: Believing): boolean =>
  deployedBy.some(({ signal }) => signal === 'deployment-status');

/** With the signals alone that an environment believes; what is asked for further back is believed in the same way. */
export const believed = (environment: EnvironmentState, policy: Believing): EnvironmentState =>
  believesEverybody(policy) ? environment : { ...onlyByUs(environment), onlyOurs: true };

/** Sluice's own deployments with the statuses that it wrote for other signals: nobody else's say anything. */
export function onlyByUs<Seen extends Pick<EnvironmentState, 'deployments'>>(seen: Seen): Seen {
  const deployments = seen.deployments
    .filter(({ key }) => key !== undefined)
    .map((one) => ({ ...one, statuses: one.statuses.filter(({ byUs }) => byUs === true) }));
  return { ...seen, deployments };
}
