/** Comments that name the pin they stand at: `# sluice: payments`. */
import type { PinFile } from '../pin-file.ts';
import { linesOf, lineStarts } from './text-file.ts';

/** A comment `sluice: <name>`, with or without a note behind the name. */
export interface Mark {
  name: string;
  /** From 1. */
  line: number;
  /** Where the comment begins. */
  start: number;
  /** Nothing else is on its line: it speaks of what stands below. */
  isAlone: boolean;
  /** What begins the comment: `#`. */
  starter: string;
}

const WORD = 'sluice:';
const NAME = /^\s*(\S+)/;
/** What may stand right behind a name and is none of it: a note's comma, and the end of the comment. */
const BEHIND_NAME = /(?:,|\*\/|-->)$/;
/** Longer than any name, so that a line of a megabyte is not taken for one. */
const LONGEST_REST = 300;

/** The marks that the text seems to hold. Whether one is a comment indeed the file's values tell. */
export function marksIn({ text, comments }: Pick<PinFile, 'text' | 'comments'>): Mark[] {
  const lineOf = linesOf(text);
  const marks: Mark[] = [];
  for (let at = text.indexOf(WORD); at >= 0;) {
    const from = text.lastIndexOf('\n', at) + 1;
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    // What stands before the last one may be the value, and what stands behind the first one its note.
    for (const word of new Set([at, text.lastIndexOf(WORD, end)])) {
      const name = nameIn(text.slice(word + WORD.length, Math.min(end, word + LONGEST_REST)));
      const comment = name === undefined ? undefined : commentIn(text.slice(from, word), comments);
      if (name === undefined || comment === undefined) continue;
      marks.push({ ...comment, name, line: lineOf(from), start: from + comment.start });
    }
    at = newline < 0 ? -1 : text.indexOf(WORD, newline);
  }
  return marks;
}

function nameIn(rest: string): string | undefined {
  const name = NAME.exec(rest)?.[1]?.replace(BEHIND_NAME, '');
  return name === '' ? undefined : name;
}

/** A line that says something, without the blanks before it. */
export interface Line {
  /** From 1. */
  line: number;
  content: string;
}

/** Tells the next line below another that is neither blank nor a comment of the form given; undefined at the end. */
export function linesBelow(text: string): (line: number, starter: string) => Line | undefined {
  const starts = lineStarts(text);
  // Marks that follow one another speak of the same line: what was passed over once is not read again.
  const passed = new Map<string, { from: number; to: number }>();
  const contentOf = (line: number): string =>
    text.slice(starts[line - 1], (starts[line] ?? text.length + 1) - 1).trimStart();
  return (line, starter) => {
    const known = passed.get(starter);
    const isKnown = known !== undefined && known.from <= line && line < known.to;
    let below = isKnown ? known.to : line + 1;
    while (!isKnown && below <= starts.length) {
      const content = contentOf(below);
      if (content !== '' && !content.startsWith(starter)) break;
      below += 1;
    }
    if (!isKnown) passed.set(starter, { from: line, to: below });
    return below > starts.length ? undefined : { line: below, content: contentOf(below) };
  };
}

/** Where the comment begins that ends with what stands before the mark; undefined where it is no comment of this format. */
function commentIn(
  before: string,
  comments: PinFile['comments'],
): Pick<Mark, 'start' | 'isAlone' | 'starter'> | undefined {
  const head = before.trimEnd();
  const opens = (starter: string): boolean => head.endsWith(starter);
  // The longest: `<!--` ends with what begins a comment of another language.
  const [starter] = [...comments.behind, ...comments.above].filter(opens).toSorted((a, b) => b.length - a.length);
  if (starter === undefined) return undefined;
  let start = head.length - starter.length;
  while (head.startsWith(starter, start - starter.length) && start >= starter.length) start -= starter.length;
  const isAlone = head.slice(0, start).trim() === '';
  return (isAlone ? comments.above : comments.behind).includes(starter) ? { start, isAlone, starter } : undefined;
}
