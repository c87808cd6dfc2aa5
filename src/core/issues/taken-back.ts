import type { FollowUpFacts, KnownRelease } from '../environments/follow-up-facts.ts';
import type { ComponentName, Instant } from '../names.ts';
import type { WayBack } from '../promotion/plan-model.ts';
import type { LineageEntry } from '../text/trailers.ts';

/** A component whose pin somebody moved back in an environment. */
export interface SeenRollback extends WayBack {
  component: ComponentName;
  /** When Sluice saw it. */
  seen?: Instant;
}

/**
 * The releases, by number, whose change a rollback took away: all since the one that had replaced what runs now. Of several reverts in one
 * push only the last is seen, and people may have moved the pin on before, so that what was left need not be what the newest brought.
 */
export function releasesTakenBack(
  releases: Pick<KnownRelease, 'number' | 'at' | 'entries'>[],
  rollback: SeenRollback,
): number[] {
  const { component, from, to, at } = rollback;
  const moves = releases
    // GitHub tells whole seconds.
    .filter((release) => release.at <= at && !isMadeBy(release, rollback))
    .toSorted((a, b) => b.at - a.at)
    .flatMap(({ number, entries }) => {
      const entry = entries.find((one) => one.component === component);
      return entry === undefined ? [] : [{ number, entry }];
    });
  const replaced = moves.findIndex(({ entry }) => entry.from === to);
  const last = replaced === -1 ? moves.findIndex(({ entry }) => isAt(entry, from)) : replaced;
  return moves.slice(0, last + 1).map(({ number }) => number);
}

/** Whether a release brought the way back itself. */
const isMadeBy = ({ entries }: Pick<KnownRelease, 'entries'>, { component, from, to }: SeenRollback): boolean =>
  entries.some((entry) => entry.component === component && entry.from === from && isAt(entry, to));

const isAt = ({ digest, code }: LineageEntry, value: string): boolean => digest === value || code === value;

/** How a component of a release was taken back. */
export interface TakenBack extends SeenRollback {
  /** By a release of Sluice's own. */
  bySluice: boolean;
}

/** How each component of a release was taken back, the last time. */
export function takenBack({ release, releases, rollbacks = [] }: FollowUpFacts): Map<ComponentName, TakenBack> {
  const gone = rollbacks.filter((rollback) => releasesTakenBack(releases, rollback).includes(release.number));
  return new Map(
    gone.map((rollback) => {
      const bySluice = releases.some((one) => isMadeBy(one, rollback));
      return [rollback.component, { ...rollback, bySluice }];
    }),
  );
}
