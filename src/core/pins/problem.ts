/** Why a pin cannot be read or moved. */
export interface PinProblem {
  code: PinProblemCode;
  /** One sentence or two: the value, the cause, the next step. Text of the file stands in `candidates` alone. */
  message: string;
  /** Places that may have been meant, as they stand in the file. */
  candidates: PinCandidate[];
}

/** A line of the file, from 1, without its indentation and at most 200 characters of it. */
export interface PinCandidate {
  line: number;
  text: string;
}

export type PinProblemCode =
  /** The file has no such place. */
  | 'none'
  /** It has more than one. */
  | 'several'
  /** The place is there but names no value. */
  | 'no-value'
  /** The value is put together from others, spread over lines or used elsewhere: there is no stretch of text to replace. */
  | 'not-literal'
  /** The place holds neither the value it was expected to hold nor the new one: somebody else has moved it. */
  | 'moved'
  /** The new value is no reference of its kind, or moves only half of what stands there. */
  | 'bad-value'
  /** The place has a tag by itself, and the new reference has a digest: a pin keeps its kind until a person changes it. */
  | 'tag-only'
  /** The file is not text of the format that it seems to be. */
  | 'unreadable'
  /** This release cannot find a pin that way. */
  | 'not-carried';

const LONGEST_TEXT = 200;

/** The lines as a person should see them beside a problem. */
export function candidatesOf(text: string, lines: readonly number[]): PinCandidate[] {
  const all = text.split('\n');
  return [...new Set(lines)].map((line) => ({ line, text: cut((all[line - 1] ?? '').trim()) }));
}

function cut(text: string): string {
  const points = Array.from(text.slice(0, LONGEST_TEXT * 2));
  return points.length > LONGEST_TEXT ? `${points.slice(0, LONGEST_TEXT - 1).join('')}…` : text;
}
