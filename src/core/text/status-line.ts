import { printable } from './printable.ts';

/** GitHub refuses a longer description of a commit status or a deployment (422). */
const LONGEST_DESCRIPTION = 140;

/** One line that begins like a sentence and fits a commit status. */
export function statusLine(says: string): string {
  const line = printable(says).replace(/\s+/g, ' ').trim();
  const sentence = `${line.slice(0, 1).toUpperCase()}${line.slice(1)}`;
  if (sentence.length <= LONGEST_DESCRIPTION) return sentence;
  // Between two code points, so that no half of one is left.
  return `${sentence.slice(0, LONGEST_DESCRIPTION - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
