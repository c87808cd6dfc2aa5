/** What a word comes to when its quotes are gone and its variables are filled, each piece still knowing where it is written. */
import type { Refusal } from '../../pin-file.ts';
import { runsOf, type Instruction } from './instructions.ts';
import { lookUp, type Scope, type Variable } from './variables.ts';
import type { Word } from './words.ts';

/** A piece that stands together in the file. */
export interface Segment {
  text: string;
  /** Of its first character in the file. */
  offset: number;
  /** The declaration whose value it stands in, by its pointer. */
  arg?: string;
  /** What nobody knows: how it is written, and why. The text only keeps its place. */
  unknown?: { written: string; why: Refusal };
}

/** More than a reference needs, and few enough to go into a hundred thousand others. */
const MOST_SEGMENTS = 32;
/** UTF-16 units: what is longer is no reference, with or without its variables. */
const LONGEST_WORD = 4096;
const LONGEST = 1024;

const TOO_MUCH: Refusal = {
  why: 'it is put together from too much',
  next: 'Write the reference out.',
};
const TOO_CLEVER: Refusal = {
  why: 'a variable in it does more than name a value and a default',
  next: 'Write ${NAME} or ${NAME:-default} there.',
};

/** What stands for more or less than itself. */
const SPECIAL = /["'\\`$]/;
/** `$NAME`, `${NAME}`, `${NAME-default}` and `${NAME:-default}` with a default that is plain text. */
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?-)([^\s"'\\`${}]*))?\})/y;

/** Reads a word as BuildKit does (frontend/dockerfile/shell); without a scope a dollar sign stands for itself. */
export function spell(source: { instruction: Instruction; escape: string; scope?: Scope }, word: Word): Segment[] {
  const { escape, scope, instruction } = source;
  if (word.text.length > LONGEST_WORD) return [unknown([], { offset: 0, written: '', why: TOO_MUCH })];
  const { text } = word;
  if (!SPECIAL.test(text)) return bounded(runsOf(instruction, word.at, word.at + text.length));
  const segments: Segment[] = [];
  let quote = '';
  let start = 0;
  const closeRun = (end: number, next: number): void => {
    for (const run of runsOf(instruction, word.at + start, word.at + end)) segments.push(run);
    start = next;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === escape && quote !== "'") {
      closeRun(at, at + 1);
      at += 1;
    } else if (character === quote || (quote === '' && (character === '"' || character === "'"))) {
      closeRun(at, at + 1);
      quote = quote === '' ? character : '';
    } else if (character === '$' && quote !== "'" && scope !== undefined) {
      closeRun(at, at);
      start = fill({ ...source, scope, segments }, word, at);
      at = start - 1;
    }
  }
  closeRun(text.length, text.length);
  return bounded(segments);
}

/** Puts in what the variable at this place stands for, and answers where the text goes on. */
function fill(
  { instruction, scope, segments }: { instruction: Instruction; scope: Scope; segments: Segment[] },
  { text, at: base }: Word,
  at: number,
): number {
  VARIABLE.lastIndex = at;
  const match = VARIABLE.exec(text);
  const [offset = 0] = runsOf(instruction, base + at, base + at + 1).map((run) => run.offset);
  if (match === null) {
    const end = endOfVariable(text, at);
    segments.push(unknown(segments, { offset, written: text.slice(at, end), why: TOO_CLEVER }));
    return end;
  }
  const [, bare, braced, operator, inPlace = ''] = match;
  const end = VARIABLE.lastIndex;
  const variable = lookUp(scope, bare ?? braced ?? '');
  if (leavesToDefault(variable, operator)) {
    const from = base + end - 1 - inPlace.length;
    for (const run of runsOf(instruction, from, from + inPlace.length)) segments.push(run);
  } else if ('unknown' in variable) {
    segments.push(unknown(segments, { offset, written: match[0], why: variable.unknown }));
  } else {
    for (const segment of variable.value) segments.push(segment);
  }
  return end;
}

function leavesToDefault(variable: Variable, operator: string | undefined): boolean {
  if ('unknown' in variable) return operator !== undefined && variable.isUnset === true;
  return operator === ':-' && variable.value.length === 0;
}

/** Where a variable ends that is read no further. */
function endOfVariable(text: string, at: number): number {
  if (text[at + 1] !== '{') return at + 1;
  let depth = 0;
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '{') depth += 1;
    if (text[end] === '}') depth -= 1;
    if (depth === 0) return end + 1;
  }
  return text.length;
}

/** Something that may stand in a reference where this one does, so that the rest of it can be read. */
function unknown(
  before: readonly Segment[],
  { offset, written, why }: { offset: number; written: string; why: Refusal },
): Segment {
  const last = before.at(-1)?.text ?? '';
  const zeros = '0'.repeat(64);
  const text = last.endsWith('@') ? `sha256:${zeros}` : last.endsWith('@sha256:') ? zeros : 'x';
  return { text, offset, unknown: { written, why } };
}

function bounded(segments: readonly Segment[]): Segment[] {
  const filled = segments.filter(({ text }) => text !== '');
  const isTooMuch = filled.length > MOST_SEGMENTS || textOf(filled).length > LONGEST;
  return isTooMuch ? [unknown([], { offset: filled[0]?.offset ?? 0, written: '', why: TOO_MUCH })] : filled;
}

/** What the segments come to. */
export const textOf = (segments: readonly Segment[]): string => segments.map(({ text }) => text).join('');

/** The part of the text between two of its offsets. */
export function sliceOf(segments: readonly Segment[], from: number, to: number): Segment[] {
  const slices: Segment[] = [];
  let at = 0;
  for (const segment of segments) {
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, segment.text.length)];
    if (start < end) slices.push({ ...segment, text: segment.text.slice(start, end), offset: segment.offset + start });
    at += segment.text.length;
  }
  return slices;
}
