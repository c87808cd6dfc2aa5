/** The stretches of text that places stand in: several may stand in one, and it moves with all of them or not at all. */
import type { Place } from '../pin-file.ts';

/** Equal for places in the very same stretches. */
export const stretchesOf = ({ line, parts }: Place): string =>
  parts.length === 0 ? `line ${line}` : parts.map(({ start }) => start).join();

/** How many of the places have a part that begins at an offset. */
export function sharesOf(places: readonly Place[]): ReadonlyMap<number, number> {
  const shares = new Map<number, number>();
  for (const { start } of places.flatMap(({ parts }) => parts)) shares.set(start, (shares.get(start) ?? 0) + 1);
  return shares;
}

/** Whether something else than the counted places would move with it. */
export const isShared = ({ parts }: Place, shares: ReadonlyMap<number, number>): boolean =>
  parts.some(({ start, uses = 1 }) => uses > (shares.get(start) ?? 1));
