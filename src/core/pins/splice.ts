import type { ShapeItem } from './pin-file.ts';

/** One stretch of the old text and what took its place. */
export interface PinChange {
  start: number;
  end: number;
  line: number;
  from: string;
  to: string;
}

/** The text with each stretch replaced, as it is spelled: nothing in a new value is interpreted. */
export function applyChanges(text: string, changes: readonly PinChange[]): string {
  let kept = 0;
  let next = '';
  for (const { start, end, to } of changes) {
    next += text.slice(kept, start) + to;
    kept = end;
  }
  return next + text.slice(kept);
}

/** The first thing that is not as it was, shifted by what was replaced before it; undefined when nothing else changed. */
export function sayDifference(
  before: readonly ShapeItem[],
  after: readonly ShapeItem[],
  changes: readonly PinChange[],
): string | undefined {
  if (before.length !== after.length) return `it would have ${after.length} parts in the place of ${before.length}`;
  const grown = (isBefore: (change: PinChange) => boolean): number =>
    changes.filter(isBefore).reduce((sum, { start, end, to }) => sum + to.length - (end - start), 0);
  const index = before.findIndex((was, at) => {
    const is = after[at];
    const isMoved = changes.some(({ start, end }) => was.start <= start && end <= was.end);
    return !(
      is?.name === was.name &&
      is.start === was.start + grown(({ start }) => start < was.start) &&
      is.end === was.end + grown(({ end }) => end <= was.end) &&
      (isMoved || is.content === was.content)
    );
  });
  return index < 0 ? undefined : `the part from offset ${before[index]?.start ?? 0} differs`;
}
