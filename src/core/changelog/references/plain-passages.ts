import type { TreeReader } from './bounded-tree.ts';
import { OPAQUE, speakLink } from './passage.ts';
import type { Passage, Wanted } from './passage.ts';

/** What is read without a parser, and what begins where one is needed. */
export interface PlainReading {
  passages: Passage[];
  rest: string;
}

/** Where Markdown and JavaScript do not agree on what a line or a space is. */
const ODD_SPACE = /[\t\v\f\0\u0085\u2028\u2029\uFEFF\r]/;
const LONG_WORD = /(?<!\S)\S{1000}/;
/** What a line begins with that may be more than a line of a paragraph. */
const OPENS = /^(?:[-+*>]|#{1,6}(?:\s|$)|=+\s*$|`{3}|~{3}|\d+[.)](?:\s|$)|_{3}|[\s|:-]*-[\s|:-]*$)/;
const ITEM = /^[-+*] {1,4}(?=\S)/;
const HEADING = /^#{1,6} +(?=\S)/;

/** Escapes, entities, struck text and links: what needs the parser, and ends with its paragraph. */
const INVOLVED = /[\\~]|&[#\w]|\]\(/;
/** HTML may reach further than its paragraph. */
const TAG = /<[A-Za-z/!?]/;
/** From the left, whichever begins first: code, in as many backticks as it began with, and mail addresses in brackets. */
const CODE_OR_MAIL = /(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)|<[\w.+-]+@[A-Za-z\d]+(?:[.-][A-Za-z\d]+)*>/g;
const MANY_BACKTICKS = 200;
/** Longer than paragraphs of people. Some of these forms look from each of their starts to its end. */
const LONGEST = 10_000;
/** Stars and underscores that could open or close emphasis. One alone has no partner. */
const STARS = /(?<=\S)\*+|\*+(?=\S)/g;
const UNDERSCORES = /(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu;

/** What may be a link without more ado, and the forms of it whose ends are certain. */
const ADDRESS = /\S*(?:https?:\/\/|www\.|[\w.+-]@\w)\S*/gi;
const CERTAIN_URL =
  /^([(["']*)(https?:\/\/[a-z\d]+(?:[.-][a-z\d]+)*\.[a-z]+(?:\/(?:[\w/.?=%+:-]*[a-z\d/=%+-])?)?(?:#[a-z](?:[\w-]*[a-z\d])?)?)([).,:;"'\]!?]*)$/i;
const CERTAIN_MAIL = /^[(["']*[a-z\d]+(?:[.+-][a-z\d]+)*@[a-z\d]+(?:[.-][a-z\d]+)*\.[a-z]+[).,:;"'\]!?]*$/i;

/**
 * Reads a text as far as it is paragraphs and bulleted lists in which every character's meaning is plain, which most commit
 * messages are to their end. It says what the syntax tree says, in a hundredth of the time.
 */
export function readPlainly(markdown: string, wanted: Wanted, readTree: TreeReader): PlainReading {
  const text = markdown.replaceAll('\r\n', '\n');
  const hasDefinitions = text.includes(']:');
  const passages: Passage[] = [];
  let isInList = false;
  // What follows a list may belong to its last item: a parser has to begin where the list does.
  let outside = { at: 0, passages: 0 };
  for (const { block, at } of blocksOf(text)) {
    if (/^[^ \t]/.test(block) && !ITEM.test(block)) isInList = false;
    if (!isInList) outside = { at, passages: passages.length };
    const paragraphs = hasDefinitions && block.includes('[') ? undefined : paragraphsOf(block);
    const read = paragraphs?.texts.map((paragraph) => readParagraph(paragraph, wanted, readTree));
    if (!paragraphs || !read?.every((one) => one !== undefined)) {
      return { passages: passages.slice(0, outside.passages), rest: text.slice(outside.at) };
    }
    passages.push(...read.flat());
    isInList ||= paragraphs.hasItems;
  }
  return { passages, rest: '' };
}

function* blocksOf(text: string): Generator<{ block: string; at: number }> {
  let at = 0;
  for (const { 0: gap, index } of text.matchAll(/\n(?: *\n)+/g)) {
    yield { block: text.slice(at, index), at };
    at = index + gap.length;
  }
  yield { block: text.slice(at), at };
}

/** A block between blank lines as its paragraphs; nothing when it may be anything else. */
function paragraphsOf(block: string): { texts: string[]; hasItems: boolean } | undefined {
  if (ODD_SPACE.test(block) || (block.length >= 1000 && LONG_WORD.test(block))) return undefined;
  const texts: string[] = [];
  let hasItems = false;
  let isOpen = false;
  for (const line of block.split('\n').filter((one) => one.trim() !== '')) {
    const [, spaces = '', content = ''] = /^( *)(.*)$/.exec(line) ?? [];
    // Code is indented too, but cannot stand right below a paragraph's line.
    if (spaces.length > 3 && !isOpen) return undefined;
    const [opening = ''] = (spaces.length > 3 ? null : (ITEM.exec(content) ?? HEADING.exec(content))) ?? [];
    const said = content.slice(opening.length);
    if (OPENS.test(said)) return undefined;
    if (isOpen && opening === '') texts.push(`${texts.pop()}\n${said}`);
    else texts.push(said);
    isOpen = !opening.startsWith('#');
    hasItems ||= isOpen && opening !== '';
  }
  return { texts, hasItems };
}

/** What a paragraph says, as far as it may hold what is wanted; nothing when only the whole text can tell. */
function readParagraph(paragraph: string, wanted: Wanted, readTree: TreeReader): Passage[] | undefined {
  if (!paragraph.includes('<') && !wanted.form.test(paragraph)) return [];
  const text = speak(paragraph, wanted);
  if (text !== undefined) return wanted.form.test(text) ? [{ text, inTable: false }] : [];
  if (TAG.test(paragraph.replace(CODE_OR_MAIL, OPAQUE))) return undefined;
  return wanted.form.test(paragraph) ? readTree(paragraph) : [];
}

function speak(paragraph: string, { linkNames }: Wanted): string | undefined {
  if (paragraph.length > LONGEST || INVOLVED.test(paragraph) || isFlooded(paragraph)) return undefined;
  const text = paragraph.replace(CODE_OR_MAIL, OPAQUE);
  let uncertain = 0;
  const said = text.replace(ADDRESS, (word) => {
    const [, before = '', url, after = ''] = CERTAIN_URL.exec(word) ?? [];
    if (url === undefined && !CERTAIN_MAIL.test(word)) uncertain += 1;
    if (url === undefined) return OPAQUE;
    return before + (linkNames ? ` ${url} ` : speakLink(url)) + after;
  });
  const isPlain = uncertain === 0 && !TAG.test(said) && !canPair(said, STARS) && !canPair(said, UNDERSCORES);
  return isPlain ? said : undefined;
}

const isFlooded = (text: string): boolean => text.split('`').length > MANY_BACKTICKS;

const canPair = (text: string, marks: RegExp): boolean => (text.match(marks)?.length ?? 0) > 1;
