import { mayHideWhatFollows } from './may-hide.ts';
import type { Passage, Wanted } from './passage.ts';
import { treePassages } from './tree-passages.ts';

/** Reads a piece of a text by its syntax tree, as far as the budget of that text goes. */
export type TreeReader = (markdown: string) => Passage[];

/** Lines, and characters that may mark something up: the parser takes time for each, and for many by their square. */
const MARK = /[\n*_<&\\`~|@:[\]\t]|www\./g;
/** What people write has a few hundred in a text; a parser takes some ten milliseconds for these. */
const MARKS = 800;
/** What it takes for however short a piece. */
const MARKS_OF_START = 4;
const MARKS_OF_END = 200;
const LONGEST = 16_384;
const LONGEST_END = 2_048;
const GAP = /\n(?:[ \t]*\n)+/g;
const DEFINITION = /^ {0,3}\[[^\]\n]{1,200}\]:.{1,500}$/gm;
const MANY_DEFINITIONS = 20;

/**
 * A reader for one text. What goes beyond its budget is not read: it is cut off at a blank line, since nothing that is hidden
 * in the whole is shown by its beginning. The end, where trailers stand, is read when nothing before can hide it.
 */
export function treeReader(wanted: Wanted): TreeReader {
  let marks = MARKS;
  return (markdown) => {
    if (marks <= 0) return [];
    const cost = markedIn(markdown) + MARKS_OF_START;
    if (cost <= marks && markdown.length <= LONGEST) {
      marks -= cost;
      return treePassages(markdown, wanted);
    }
    const kept = beginning(markdown, marks);
    marks = 0;
    return [kept, endOf(markdown, kept.length)].flatMap((part) =>
      wanted.form.test(part) ? treePassages(part, wanted) : [],
    );
  };
}

const markedIn = (text: string): number => text.match(MARK)?.length ?? 0;

function beginning(text: string, marks: number): string {
  let left = marks;
  let end = 0;
  let at = 0;
  for (const { 0: gap, index } of text.matchAll(GAP)) {
    left -= markedIn(text.slice(at, index + gap.length));
    at = index + gap.length;
    if (left < 0 || index > LONGEST) break;
    end = index;
  }
  if (end === 0) return '';
  // A label that nobody defines is no link, and what it is called would be read.
  const definitions = [...text.slice(end).matchAll(DEFINITION)].slice(0, MANY_DEFINITIONS);
  return [text.slice(0, end), ...definitions.map(([line]) => line)].join('\n\n');
}

function endOf(text: string, from: number): string {
  const start = Math.max(from, text.length - LONGEST_END);
  const found = /\n *\n(?=[^\s])/.exec(text.slice(start));
  if (!found) return '';
  const at = start + found.index;
  const end = text.slice(at);
  return markedIn(end) > MARKS_OF_END || mayHideWhatFollows(text.slice(0, at)) ? '' : end;
}
