import type { GatePolicy, Stage, Upstream } from './pipeline.ts';

/** A part of a stage's policy that this release reads and does not carry out. */
export interface NotCarried {
  /** The key of the stage. */
  key: string;
  /** What the key asks for; undefined where it asks for one thing only. */
  value?: string;
}

/**
 * What this release would have to do for a stage and cannot, as `gates: window`. Half a policy is worse than none: a stage that
 * has any stays closed.
 */
export const notCarried = (stage: Stage): string[] =>
  partsNotCarried(stage).map(({ key, value }) => (value === undefined ? key : `${key}: ${value}`));

/** The same, as the keys of the stage that ask for it. */
export function partsNotCarried({ from, merge, environment }: Stage): NotCarried[] {
  const parts: (NotCarried | false)[] = [
    severalSources(from),
    merge === 'after-approval' && { key: 'merge', value: merge },
  ];
  if (environment === undefined) return parts.filter((part) => part !== false);
  const { release, copy, together, gates, verify, deployments, deployedBy } = environment;
  const signals = new Set(deployedBy.map(({ signal }) => signal).filter((signal) => signal !== 'deployment-status'));
  return [
    ...parts,
    release !== 'on-change' && { key: 'release', value: 'schedule' },
    ...kindsOf(gates).map((value) => ({ key: 'gates', value })),
    ...kindsOf(verify).map((value) => ({ key: 'verify', value })),
    copy === 'snapshot' && { key: 'copy', value: copy },
    together.length > 0 && { key: 'together' },
    deployments === 'per-component' && { key: 'deployments', value: deployments },
    ...[...signals].map((value) => ({ key: 'deployed-by', value })),
  ].filter((part) => part !== false);
}

function severalSources(from: Upstream | undefined): NotCarried | false {
  if (from === undefined) return false;
  const [how, stages] = 'all' in from ? ['all', from.all] : ['any', from.any];
  return stages.length > 1 && { key: 'from', value: `${how} of several stages` };
}

const kindsOf = (gates: GatePolicy[]): string[] => [...new Set(gates.flatMap((gate) => Object.keys(gate)))];
