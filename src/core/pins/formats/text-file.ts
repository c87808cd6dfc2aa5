/** What every reader asks of a text before it looks for anything in it. */

/** UTF-16 units. The independent check of an edit reads four megabytes a second. */
const LARGEST = 2 * 1024 * 1024;
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** Why a text is not read at all; undefined for one that is. The reason completes "… cannot be read: …". */
export function whyNoText(text: string): string | undefined {
  if (text.includes('\0')) return 'it is not text';
  if (text.startsWith(LFS_POINTER)) return 'it is a Git LFS pointer, and not the file itself';
  if (text.length > LARGEST) return `it has more than ${LARGEST} characters`;
  return undefined;
}

/** A function that answers the line of an offset, from 1. The text is counted once, when it is first asked. */
export function linesOf(text: string): (offset: number) => number {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

/** Where each line begins. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
