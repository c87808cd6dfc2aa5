import type { FollowUpFacts, KnownRelease } from '../environments/follow-up-facts.ts';
import type { ComponentName } from '../names.ts';
import type { WayBack } from '../promotion/plan-model.ts';

/** A component whose pin somebody moved back in an environment. */
export interface SeenRollback extends WayBack {
  component: ComponentName;
}

/**
 * The releases, by number, whose change a rollback took away: from the one that brought what was left, back to the one that had
 * replaced what runs now.
 */
export function releasesTakenBack(
  releases: Pick<KnownRelease, 'number' | 'at' | 'entries'>[],
  { component, from, to, at }: SeenRollback,
): number[] {
  const moves = releases
    // GitHub tells whole seconds.
    .filter((release) => release.at <= at)
    .toSorted((a, b) => b.at - a.at)
    .flatMap(({ number, entries }) => {
      const entry = entries.find((one) => one.component === component);
      return entry === undefined ? [] : [{ number, entry }];
    });
  const first = moves.findIndex(({ entry: { digest, code } }) => digest === from || code === from);
  if (first === -1) return [];
  const last = moves.findIndex(({ entry }, index) => index >= first && entry.from === to);
  return moves.slice(first, (last === -1 ? first : last) + 1).map(({ number }) => number);
}

/** By whom and how each component of a release was taken back, the last time. */
export function takenBack({ release, releases, rollbacks = [] }: FollowUpFacts): Map<ComponentName, WayBack> {
  const gone = rollbacks.filter((rollback) => releasesTakenBack(releases, rollback).includes(release.number));
  return new Map(gone.map(({ component, ...back }) => [component, back]));
}
