import type { ShapeItem } from './pin-file.ts';

/** One stretch of the old text and what took its place. */
export interface PinChange {
  /** Where the stretch begins in the old text: UTF-16 units from 0, a byte order mark counted. */
  start: number;
  /** Behind its last character. */
  end: number;
  /** From 1. A change never goes over the end of a line. */
  line: number;
  /** What stood there, with the quotes or the separator if these change as well. */
  from: string;
  to: string;
}

/** The text with each stretch replaced, as it is spelled: nothing in a new value is interpreted. Changes come in order. */
export function applyChanges(text: string, changes: readonly PinChange[]): string {
  const pieces: string[] = [];
  let kept = 0;
  for (const { start, end, to } of changes) {
    pieces.push(text.slice(kept, start), to);
    kept = end;
  }
  return [...pieces, text.slice(kept)].join('');
}

/** The first thing that is not as it was, shifted by what was replaced before it; undefined when nothing else changed. */
export function sayDifference(
  before: readonly ShapeItem[],
  after: readonly ShapeItem[],
  changes: readonly PinChange[],
): string | undefined {
  if (before.length !== after.length) return `it would have ${after.length} parts in the place of ${before.length}`;
  // What the text grew by until the end of each change.
  const growth = [0];
  for (const { start, end, to } of changes) growth.push((growth.at(-1) ?? 0) + to.length - (end - start));
  const index = before.findIndex((was, at) => {
    const is = after[at];
    const first = countWhile(changes, ({ start }) => start < was.start);
    const last = countWhile(changes, ({ end }) => end <= was.end);
    const isMoved = last > first;
    return !(
      is?.name === was.name &&
      is.start === was.start + (growth[first] ?? 0) &&
      is.end === was.end + (growth[last] ?? 0) &&
      (isMoved || is.content === was.content)
    );
  });
  return index < 0 ? undefined : `the part from offset ${before[index]?.start ?? 0} differs`;
}

/** How many of the changes, which come in order, are such: the first ones are, the others are not. */
function countWhile(changes: readonly PinChange[], is: (change: PinChange) => boolean): number {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(changes[middle] as PinChange)) low = middle + 1;
    else high = middle;
  }
  return low;
}
