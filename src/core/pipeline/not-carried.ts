import type { Stage } from './pipeline.ts';

/** A part of a stage's policy that this release reads and does not carry out. */
export interface NotCarried {
  /** The key of the stage. */
  key: string;
  /** What the key asks for; undefined where it asks for one thing only. */
  value?: string;
}

/**
 * What this release would have to do for a stage and cannot, as `deployed-by: workflow`. Half a policy is worse than none: a stage that
 * has any stays closed.
 */
export const notCarried = (stage: Stage): string[] =>
  partsNotCarried(stage).map(({ key, value }) => (value === undefined ? key : `${key}: ${value}`));

/** The same, as the keys of the stage that ask for it. */
export function partsNotCarried({ environment }: Stage): NotCarried[] {
  const signals = new Set((environment?.deployedBy ?? []).map(({ signal }) => signal));
  signals.delete('deployment-status');
  return [...signals].map((value) => ({ key: 'deployed-by', value }));
}
