/** A Dockerfile as BuildKit reads it (frontend/dockerfile/parser): its instructions, each character still knowing its place. */
import { continuationAt, readDirectives, readLines, type Directives, type Line } from './lines.ts';
import { wordsOf } from './words.ts';

export interface Instruction {
  /** Upper case, however it is written. */
  keyword: string;
  /** All of it, keyword included: continued lines joined, comments between them left out. */
  text: string;
  /** Where in `text` begins what follows the keyword. */
  from: number;
  /** The pieces of `text` that stand together in the file, each to the beginning of the next. */
  pieces: readonly { at: number; offset: number }[];
}

export interface Instructions extends Directives {
  instructions: Instruction[];
  /** What is no instruction: comments, and the bodies of heredocs with their ends. */
  asides: Line[];
}

const HEREDOC_KEYWORDS: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN']);

/** Splits a Dockerfile into instructions; comments and the bodies of heredocs are none. */
export function readInstructions(text: string): Instructions | { unreadable: string } {
  const lines = readLines(text);
  const directives = readDirectives(lines);
  if ('unreadable' in directives) return directives;
  const { escape } = directives;
  const read: Instructions = { ...directives, instructions: [], asides: [] };
  for (let index = 0; index < lines.length;) {
    const joined = joinLines(lines, index, { escape, asides: read.asides });
    index = joined.next;
    const instruction = splitKeyword(joined);
    if (!instruction) continue;
    read.instructions.push(instruction);
    for (const isEnd of heredocsOf(instruction, escape)) {
      while (index < lines.length && !isEnd((lines[index] as Line).text)) read.asides.push(lines[index++] as Line);
      if (index === lines.length) return { unreadable: 'a heredoc in it has no end' };
      read.asides.push(lines[index++] as Line);
    }
  }
  return read;
}

interface Joined extends Pick<Instruction, 'text' | 'pieces'> {
  /** The line that the next instruction may begin in. */
  next: number;
}

/** One instruction's lines, from `first` on; comments between them are put with the asides. */
function joinLines(lines: Line[], first: number, { escape, asides }: { escape: string; asides: Line[] }): Joined {
  const texts: string[] = [];
  const pieces: { at: number; offset: number }[] = [];
  let length = 0;
  let index = first;
  for (; index < lines.length; index += 1) {
    const line = lines[index] as Line;
    const trimmed = line.text.trimStart();
    if (trimmed.startsWith('#')) asides.push(line);
    // Empty lines and comments do not end a continued instruction.
    if (trimmed === '' || trimmed.startsWith('#')) {
      if (length === 0) break;
      continue;
    }
    const end = continuationAt(line.text, escape);
    texts.push(line.text.slice(0, end));
    pieces.push({ at: length, offset: line.start });
    length += end ?? line.text.length;
    if (end === undefined) break;
  }
  return { text: texts.join(''), pieces, next: index + 1 };
}

function splitKeyword({ text, pieces }: Joined, at = 0): Instruction | undefined {
  const keyword = /\s*(\S+)\s*/y;
  keyword.lastIndex = at;
  const match = keyword.exec(text);
  return match ? { keyword: (match[1] as string).toUpperCase(), text, from: keyword.lastIndex, pieces } : undefined;
}

/** What an instruction does: itself, or what its `ONBUILD` puts off. */
export function actionOf(instruction: Instruction): Instruction {
  if (instruction.keyword !== 'ONBUILD') return instruction;
  return splitKeyword({ ...instruction, next: 0 }, instruction.from) ?? instruction;
}

function heredocsOf(instruction: Instruction, escape: string): ((line: string) => boolean)[] {
  const action = actionOf(instruction);
  if (!HEREDOC_KEYWORDS.has(action.keyword) || !action.text.includes('<<')) return [];
  const ends: ((line: string) => boolean)[] = [];
  for (const { text } of wordsOf(action, escape)) {
    const [, chomp, quoted] = /^\d*<<(-?)([^<]+)$/.exec(text) ?? [];
    const name = quoted?.replace(/["']/g, '') ?? '';
    if (name !== '') ends.push((line) => (chomp === '-' ? line.replace(/^\t+/, '') : line) === name);
  }
  return ends;
}

/** A part of an instruction's text that stands together in the file. */
export interface Run {
  text: string;
  offset: number;
}

/** The offset in the file of a character of the instruction. */
export function offsetOf({ pieces }: Instruction, at: number): number {
  const piece = pieces[pieceAt(pieces, at)] as { at: number; offset: number };
  return piece.offset + at - piece.at;
}

/** A stretch of the instruction's text, divided wherever a line's end divides it in the file. */
export function runsOf({ text, pieces }: Instruction, from: number, to: number): Run[] {
  const runs: Run[] = [];
  for (let at = from, index = pieceAt(pieces, from); at < to; index += 1) {
    const piece = pieces[index] as { at: number; offset: number };
    const end = Math.min(to, pieces[index + 1]?.at ?? to);
    if (end > at) runs.push({ text: text.slice(at, end), offset: piece.offset + at - piece.at });
    at = end;
  }
  return runs;
}

function pieceAt(pieces: Instruction['pieces'], at: number): number {
  let [low, high] = [0, pieces.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((pieces[middle] as { at: number }).at <= at) low = middle;
    else high = middle;
  }
  return low;
}
