/** Pins in a Dockerfile: the default of an `ARG`. */
import { readInstructions, splitWords } from './dockerfile-lines.ts';
import type { Instruction, Word } from './dockerfile-lines.ts';

/** One `ARG` name in one instruction. Offsets are UTF-16 units in the text, a byte order mark counted. */
export interface ArgPlace {
  arg: string;
  /** From 1. */
  line: number;
  /** The value without its quotes; absent where the instruction only names the argument. */
  value?: { text: string; start: number; end: number; isLiteral: boolean };
}

export type ArgPlaces = { places: ArgPlace[] } | { unreadable: string };

/** A name that may follow `ARG`. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const BARE = /^[^\s"'\\`$]*$/;

/** Whether a file of this name is a Dockerfile. */
export const isDockerfile = (path: string): boolean =>
  /^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:Dockerfile|Containerfile)$/i.test(path.split('/').at(-1) ?? '');

/** Every `ARG` of a Dockerfile, in the order of the file. */
export function findArgs(text: string): ArgPlaces {
  const read = readInstructions(text);
  if ('unreadable' in read) return read;
  const lineOf = lineCounter(text);
  const places = read.instructions
    .filter(({ keyword }) => keyword === 'ARG')
    .flatMap((instruction) =>
      splitWords(instruction.rest, read.escape).map((word) => readArg(instruction, word, { text, lineOf })),
    );
  return { places: places.filter((place) => place !== undefined) };
}

interface Source {
  text: string;
  lineOf: (offset: number) => number;
}

function readArg({ offsets }: Instruction, word: Word, { text, lineOf }: Source): ArgPlace | undefined {
  const equals = word.text.indexOf('=');
  const arg = equals < 0 ? word.text : word.text.slice(0, equals);
  if (!NAME.test(arg)) return undefined;
  const line = lineOf(offsets[word.start] as number);
  if (equals < 0) return { arg, line };
  const raw = word.text.slice(equals + 1);
  const quote = /^(["']).*\1$/s.test(raw) && raw.length > 1 ? 1 : 0;
  const value = raw.slice(quote, raw.length - quote);
  const last = word.start + equals + quote;
  const start = value === '' ? (offsets[last] as number) + 1 : (offsets[last + 1] as number);
  const end = start + value.length;
  // A value that goes over a line's end is shorter here than it is in the file.
  return {
    arg,
    line,
    value: { text: value, start, end, isLiteral: BARE.test(value) && text.slice(start, end) === value },
  };
}

/** The line of each offset, counted once for the file. */
function lineCounter(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => ends.findLastIndex((end) => end < offset) + 2;
}
