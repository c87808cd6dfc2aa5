import {
  endedCommits,
  isProven,
  type EnvironmentState,
  type ProvenCommit,
} from '../../environments/environment-state.ts';
import type { CommitSha, ComponentName, Instant } from '../../names.ts';
import type { StageReading } from '../../pipeline/lanes.ts';
import type { StagePolicy, UpstreamStage } from '../facts.ts';

/** A commit of a stage's branch whose values may be copied from an instant on. */
export interface Ripening {
  commit: CommitSha;
  /** Undefined: it always could. */
  ripe?: Instant;
}

/** What the reader asks of the time that a reference ran in the stage before it. */
export const soakOf = ({ environment }: StagePolicy): number =>
  Math.max(0, ...(environment?.gates ?? []).flatMap((gate) => ('soak' in gate ? [gate.soak] : [])));

/**
 * The commits of a stage that proved the values of all these components at the same time, newest first. A manifest stage has
 * proven what its branch holds; an environment that Sluice sees for the first time is taken as it is.
 */
export function provenCommits(
  { environment, tip }: UpstreamStage,
  { names, reading, soak }: { names: ComponentName[]; reading: StageReading; soak: number },
): Ripening[] {
  if (environment === undefined) return [{ commit: tip }];
  const proven = commonTo(environment, names);
  if (proven.length === 0) return isNew(environment) ? [{ commit: tip }] : [];
  const asked = reading.verifiedFor + soak;
  // The clock of whoever reported the success may be ahead of ours, which matters only where time has to pass.
  return proven.map(({ commit, at }) => (asked === 0 ? { commit } : { commit, ripe: at + asked }));
}

/** Whether nobody has ever released to it or deployed it: what its branch holds is where it begins. */
export const isNew = ({ deployments, hasMerged }: EnvironmentState): boolean => deployments.length === 0 && !hasMerged;

function commonTo(environment: EnvironmentState, names: ComponentName[]): Pick<ProvenCommit, 'commit' | 'at'>[] {
  const [first = [], ...others] = names.map((name) => endedCommits(environment, name).filter(isProven));
  return first.flatMap(({ commit, at }) => {
    const same = others.map((list) => list.find((one) => one.commit === commit));
    if (same.includes(undefined)) return [];
    return [{ commit, at: Math.max(at, ...same.flatMap((one) => one?.at ?? [])) }];
  });
}
