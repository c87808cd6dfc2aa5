import type { Instant } from '../names.ts';
import type { EnvironmentPolicy } from '../pipeline/pipeline.ts';
import type { Verdict } from './verdict.ts';

/** How long a release has to run in an environment before it is verified there. */
export const verifySoak = ({ verify }: EnvironmentPolicy): number =>
  Math.max(0, ...verify.flatMap((gate) => ('soak' in gate ? [gate.soak] : [])));

/** When everything of a release that was deployed has run for as long. */
export const verifiedFrom = ({ entries }: Verdict, soak: number): Instant =>
  Math.max(0, ...entries.flatMap((one) => (one.state === 'deployed' ? [one.proof.at] : []))) + soak;
