/** The lines of a template that are plain `key: value` or `- value` of YAML, whatever stands around them. */
import { lineStarts } from '../text-file.ts';
import { COVER } from './mask.ts';

export type TemplateLine =
  | ({ kind: 'value' } & ValueLine)
  /** Blank, or a comment. */
  | { kind: 'nothing' }
  /** Of a template engine, of a text over several lines, or not understood: what stands around it is not read together. */
  | { kind: 'other' };

export interface ValueLine {
  /** Absent for an item of a list. */
  key?: string;
  /** Where the key stands in its line, from 0. */
  column: number;
  /** It begins an item of a list. */
  isItem: boolean;
  /** From 1. */
  line: number;
  /** Without quotes. */
  start: number;
  end: number;
  outerEnd: number;
  isQuoted: boolean;
}

/** What a line tells of the lines below it. */
interface Read {
  line: TemplateLine;
  /** The column that a block scalar belongs to: what stands further in is its text. */
  block?: number;
  /** Where a text in quotes ends that goes over several lines. */
  textTo?: number;
}

const DASHES = /^(?:-[ \t]+)*/;
const KEY = /^(["']?)([\w./-]+)\1[ \t]*:(?:[ \t]+|$)/;
const BLOCK_SCALAR = /^(?:[!&]\S*[ \t]+)*[|>][-+\d]*[ \t]*(?:[#\0].*)?$/;
/** Lists and maps in brackets, anchors, aliases, tags: nothing that this reads. */
const NO_SCALAR = /^[[\]{},&*!|>%@`]/;
const OTHER: Read = { line: { kind: 'other' } };

/** Reads a text whose directives are covered, a line at a time. */
export function readLines(covered: string): TemplateLine[] {
  const starts = lineStarts(covered);
  const lines: TemplateLine[] = [];
  let block: number | undefined;
  let textTo = 0;
  for (const [index, from] of starts.entries()) {
    const start = from === 0 && covered.startsWith('\uFEFF') ? 1 : from;
    const line = covered.slice(start, starts[index + 1] ?? covered.length).trimEnd();
    const text = line.trimStart();
    const indent = line.length - text.length;
    // A directive may stand anywhere in a block scalar, and does not end it.
    if (block !== undefined && text !== '' && !text.startsWith(COVER) && indent <= block) block = undefined;
    const isText = start < textTo || block !== undefined;
    const read = isText ? OTHER : readLine(covered, { text, start: start + indent, indent, line: index + 1 });
    lines.push(read.line);
    block = read.block ?? block;
    textTo = read.textTo ?? textTo;
  }
  return lines;
}

function readLine(covered: string, at: { text: string; start: number; indent: number; line: number }): Read {
  const { text, indent } = at;
  if (text === '' || text.startsWith('#')) return text.includes(COVER) ? OTHER : { line: { kind: 'nothing' } };
  const dashes = DASHES.exec(text)?.[0] ?? '';
  const [colon = '', , key] = KEY.exec(text.slice(dashes.length)) ?? [];
  const value = text.slice(dashes.length + colon.length);
  const column = indent + dashes.length;
  if (key === undefined && dashes === '') return OTHER;
  // The text of a list's item stands further in than its last dash.
  if (BLOCK_SCALAR.test(value))
    return { ...OTHER, block: key === undefined ? indent + dashes.lastIndexOf('-') : column };
  const { line } = at;
  const start = at.start + dashes.length + colon.length;
  const about = { ...(key === undefined ? {} : { key }), column, isItem: dashes !== '', line };
  const quote = value[0];
  if (quote === '"' || quote === "'") return readQuoted(covered, { ...about, start }, quote);
  const comment = value.search(/(?:^|[ \t])#/);
  const end = start + (comment < 0 ? value : value.slice(0, comment)).trimEnd().length;
  if (end === start || NO_SCALAR.test(value)) return OTHER;
  return { line: { kind: 'value', ...about, start, end, outerEnd: end, isQuoted: false } };
}

function readQuoted(
  covered: string,
  about: Pick<ValueLine, 'key' | 'column' | 'isItem' | 'line' | 'start'>,
  quote: string,
): Read {
  const start = about.start + 1;
  const end = endOfQuoted(covered, start, quote);
  if (end === undefined) return { ...OTHER, textTo: covered.length };
  const newline = covered.indexOf('\n', end);
  const behind = covered.slice(end + 1, newline < 0 ? covered.length : newline);
  const isWhole = /^[ \t\r]*$|^[ \t]+#/.test(behind);
  if (!isWhole || covered.slice(start, end).includes('\n')) return { ...OTHER, textTo: end };
  return { line: { kind: 'value', ...about, start, end, outerEnd: end + 1, isQuoted: true } };
}

function endOfQuoted(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const isDoubled = quote === "'" && text[at] === quote && text[at + 1] === quote;
    if (text[at] === quote && !isDoubled) return at;
    if (isDoubled || (quote === '"' && text[at] === '\\')) at += 1;
  }
  return undefined;
}
