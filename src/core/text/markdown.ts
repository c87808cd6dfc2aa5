import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** As long as GitHub lets a body be; a commit message may be longer. */
const LONGEST = 65_536;
/** Of a longer text, what its end keeps: the lines that name issues stand there. */
const LONGEST_END = 8_192;
/** More closing brackets, stars or tildes than people write. */
const MANY = 1_000;

/** What makes a heading of the line above it. */
const UNDERLINE = /^[ \t>]*(?:=+|-+)[ \t]*$/gm;
const MANY_UNDERLINES = 100;

/** Containers opened on one line, deeper than people nest. */
const DEEP = /^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])){9,}.*$/gm;
/** Longer than any reference. */
const LONG_WORD = /\S{1000,}/g;

const syntax = { extensions: [gfm()], mdastExtensions: gfmFromMarkdown() };

/** The tree of a text of ours, as GitHub reads it. */
export const parseMarkdown = (markdown: string): Root => fromMarkdown(markdown, syntax);

/**
 * The tree of a foreign text. The parser takes time by the square of nested containers, underlined headings, unmatched brackets,
 * stars, tildes and long words, and 64 kB of them keep it busy for half a minute; so those are taken out first. What people write is not touched.
 */
export function parseForeignMarkdown(markdown: string): Root {
  let text = ends(markdown).replace(DEEP, '').replace(LONG_WORD, ' ');
  if ((text.match(UNDERLINE)?.length ?? 0) > MANY_UNDERLINES) text = text.replace(UNDERLINE, '');
  if (isFlooded(text, ']')) text = text.replace(/[[\]]/g, ' ');
  // Not those of lists.
  if (isFlooded(text, '*')) text = text.replace(/(?<=\S)\*+|\*+(?=[^\s*])/g, ' ');
  // Those that open a line may be a fence, which hides what it holds.
  if (isFlooded(text, '~')) text = text.replace(/(?<=[^\n~])~+/g, ' ');
  return parseMarkdown(text);
}

/** A text without its middle, where it is too long. */
const ends = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - LONGEST_END)}\n\n${text.slice(-LONGEST_END)}`;

const isFlooded = (text: string, character: string): boolean => text.split(character).length > MANY;
