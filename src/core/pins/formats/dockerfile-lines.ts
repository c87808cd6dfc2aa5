/** A Dockerfile as BuildKit reads it (frontend/dockerfile/parser): its instructions, each character still knowing its place. */

export interface Instruction {
  /** Upper case, however it is written. */
  keyword: string;
  /** What follows the keyword: continued lines joined, comments between them left out. */
  rest: string;
  /** The offset in the file of each UTF-16 unit of `rest`. */
  offsets: number[];
}

/** `escape` continues lines and escapes characters, as the file's directive sets it. */
export type Instructions = { instructions: Instruction[]; escape: string } | { unreadable: string };

/** A word of an instruction, and where in `rest` it begins. */
export interface Word {
  text: string;
  start: number;
}

interface Line {
  text: string;
  start: number;
}

const DIRECTIVE = /^#\s*(syntax|escape|check)\s*=\s*(.+?)\s*$/i;
const HEREDOC_KEYWORDS: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN', 'ONBUILD']);
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** Splits a Dockerfile into instructions; comments and the bodies of heredocs are none. */
export function readInstructions(text: string): Instructions {
  if (text.includes('\0')) return { unreadable: 'it is not text' };
  if (text.startsWith(LFS_POINTER)) return { unreadable: 'it is a Git LFS pointer, and not the file itself' };
  const lines = splitLines(text);
  const escape = readEscape(lines);
  if (escape === undefined) return { unreadable: 'its escape directive names neither \\ nor `' };
  const instructions: Instruction[] = [];
  for (let index = 0; index < lines.length;) {
    const joined = joinLines(lines, index, escape);
    index = joined.next;
    const instruction = splitKeyword(joined.text, joined.offsets);
    if (!instruction) continue;
    instructions.push(instruction);
    for (const heredoc of heredocsOf(instruction, escape)) {
      while (index < lines.length && !heredoc.isEnd((lines[index] as Line).text)) index += 1;
      if (index === lines.length) return { unreadable: 'a heredoc in it has no end' };
      index += 1;
    }
  }
  return { instructions, escape };
}

/** Lines without their ends; a byte order mark belongs to no line. */
function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (const line of text.slice(start).split('\n')) {
    lines.push({ text: line.replace(/\r+$/, ''), start });
    start += line.length + 1;
  }
  return lines;
}

/** Directives stand in the first lines; the first line that is none ends them. */
function readEscape(lines: Line[]): string | undefined {
  for (const { text } of lines) {
    const [, name, value] = DIRECTIVE.exec(text) ?? [];
    if (name === undefined) break;
    if (name.toLowerCase() === 'escape') return value === '\\' || value === '`' ? value : undefined;
  }
  return '\\';
}

/** One instruction's lines, from `first` on, and where the next begins. */
function joinLines(lines: Line[], first: number, escape: string): { text: string; offsets: number[]; next: number } {
  let text = '';
  const offsets: number[] = [];
  for (let index = first; index < lines.length; index += 1) {
    const line = lines[index] as Line;
    const isComment = line.text.trimStart().startsWith('#');
    // Empty lines and comments do not end a continued instruction.
    if (isComment || line.text.trim() === '') {
      if (text === '') return { text, offsets, next: index + 1 };
      continue;
    }
    const end = continuationAt(line.text, escape);
    const kept = line.text.slice(0, end ?? line.text.length);
    text += kept;
    for (let at = 0; at < kept.length; at += 1) offsets.push(line.start + at);
    if (end === undefined) return { text, offsets, next: index + 1 };
  }
  return { text, offsets, next: lines.length };
}

/** Where the character stands that continues a line; doubled it stands for itself. */
function continuationAt(line: string, escape: string): number | undefined {
  const trimmed = line.replace(/[ \t]+$/, '');
  const at = trimmed.length - 1;
  return trimmed[at] === escape && trimmed[at - 1] !== escape ? at : undefined;
}

function splitKeyword(text: string, offsets: number[]): Instruction | undefined {
  const match = /^\s*(\S+)\s*/.exec(text);
  if (!match) return undefined;
  const start = match[0].length;
  return { keyword: (match[1] as string).toUpperCase(), rest: text.slice(start), offsets: offsets.slice(start) };
}

/** Words as a shell would split them; quotes and escapes stay in. */
export function splitWords(rest: string, escape: string): Word[] {
  const words: Word[] = [];
  let quote = '';
  let start = -1;
  for (let at = 0; at < rest.length; at += 1) {
    const character = rest[at] as string;
    if (quote === '' && /\s/.test(character)) {
      if (start >= 0) words.push({ text: rest.slice(start, at), start });
      start = -1;
      continue;
    }
    if (start < 0) start = at;
    if (character === escape && quote !== "'") at += 1;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  if (start >= 0) words.push({ text: rest.slice(start), start });
  return words;
}

function heredocsOf({ keyword, rest }: Instruction, escape: string): { isEnd: (line: string) => boolean }[] {
  if (!HEREDOC_KEYWORDS.has(keyword) || !rest.includes('<<')) return [];
  return splitWords(rest, escape).flatMap(({ text }) => {
    const [, chomp, quoted] = /^\d*<<(-?)([^<]+)$/.exec(text) ?? [];
    const name = quoted?.replace(/["']/g, '');
    if (name === undefined || name === '') return [];
    return [{ isEnd: (line: string) => (chomp === '-' ? line.replace(/^\t+/, '') : line) === name }];
  });
}
