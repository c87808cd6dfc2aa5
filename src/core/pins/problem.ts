/** Why a pin cannot be read or moved. */
export interface PinProblem {
  code: PinProblemCode;
  /** One sentence or two: the value, the cause, the next step. Text of the file stands in `candidates` alone. */
  message: string;
  /** Places that may have been meant, as they stand in the file; 20 at most. */
  candidates: PinCandidate[];
}

/** A line of the file, from 1, without its indentation and at most 200 characters of it. */
export interface PinCandidate {
  file: string;
  line: number;
  text: string;
}

export type PinProblemCode =
  /** The file has no such place, or fewer than it should. */
  | 'none'
  /** It has more than it should. */
  | 'several'
  /** It has as many as it should, and they hold different references. */
  | 'disagree'
  /** The place is there but names no value. */
  | 'no-value'
  /** The value is put together from others, spread over lines or used elsewhere: there is no stretch of text to replace. */
  | 'not-literal'
  /** The place holds neither the value it was expected to hold nor the new one: somebody else has moved it. */
  | 'moved'
  /** The new value is no reference of its kind, or moves only half of what stands there; or the pin is named by what is no name. */
  | 'bad-value'
  /** The place has a tag by itself, and the new reference is a digest alone: a pin keeps its kind until a person changes it. */
  | 'tag-only'
  /** The file is not text of the format that it seems to be. */
  | 'unreadable'
  /** A pin cannot be found that way, or not in such a file. */
  | 'not-carried';

const LONGEST_TEXT = 200;
/** So that a file full of images does not fill a page. */
export const MOST_CANDIDATES = 20;

/** Says what is wrong with a pin of this file, with the lines that show it. */
export const problemIn =
  ({ path, text }: { path: string; text: string }) =>
  (code: PinProblemCode, message: string, lines: readonly number[] = []): { problem: PinProblem } => ({
    problem: { code, message, candidates: lines.length === 0 ? [] : candidatesOf({ path, text }, lines) },
  });

function candidatesOf({ path, text }: { path: string; text: string }, lines: readonly number[]): PinCandidate[] {
  const all = text.split('\n');
  return [...new Set(lines)]
    .slice(0, MOST_CANDIDATES)
    .map((line) => ({ file: path, line, text: cut((all[line - 1] ?? '').trim()) }));
}

function cut(text: string): string {
  const points = Array.from(text.slice(0, LONGEST_TEXT * 2));
  return points.length > LONGEST_TEXT ? `${points.slice(0, LONGEST_TEXT - 1).join('')}…` : text;
}
