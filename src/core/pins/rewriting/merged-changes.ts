import type { PinChange } from '../splice.ts';

/** Changes in the order of the file, each once; or one that another would change as well, to something else. */
export function mergedChanges<Change extends PinChange>(
  changes: readonly Change[],
): { changes: Change[] } | { meets: Change; other: Change } {
  const alike = new Map(changes.toReversed().map((change) => [keyOf(change), change]));
  const inOrder = [...alike.values()].toSorted((a, b) => a.start - b.start || a.end - b.end);
  for (const [index, change] of inOrder.entries()) {
    const other = inOrder[index + 1];
    if (other !== undefined && (change.end > other.start || change.start === other.start))
      return { meets: change, other };
  }
  return { changes: inOrder };
}

const keyOf = ({ start, end, to }: PinChange): string => `${start} ${end} ${to}`;
