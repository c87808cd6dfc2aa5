/** The tokens of HCL (hclsyntax/spec.md), with the brackets paired. */
import type { Unreadable } from '../../pin-file.ts';
import { linesOf } from '../text-file.ts';
import { endOfComment, endOfHeredoc, readString } from './strings.ts';

export interface HclToken {
  kind: HclTokenKind;
  start: number;
  end: number;
  /** Of an opening bracket: which token closes it. */
  closedBy?: number;
}

export type HclTokenKind =
  | 'name'
  | 'number'
  /** Quoted, and spelled as it is read. */
  | 'string'
  /** Quoted, with escapes. */
  | 'escaped'
  /** Quoted, with something in it that is filled in. */
  | 'filled'
  | 'heredoc'
  /** One for any number of them in a row. */
  | 'newline'
  | 'open'
  | 'close'
  /** Any other sign. */
  | 'sign';

export interface HclTokens {
  tokens: HclToken[];
  comments: { start: number; end: number }[];
}

/** So that reading by recursion stays far from the end of the stack. */
const DEEPEST = 200;
const BLANK = /[ \t\r\uFEFF]+/y;
const WORDS: readonly (readonly [RegExp, HclTokenKind])[] = [
  [/\s*\n/y, 'newline'],
  [/[A-Za-z_\u0080-\uD7FF][\w\u0080-\uD7FF-]*/y, 'name'],
  [/\d[\d.]*(?:[eE][-+]?\d+)?/y, 'number'],
  [/[{[(]/y, 'open'],
  [/[}\])]/y, 'close'],
  [/=>|==|!=|<=|>=|[=:,.?!<>+*/%&|-]/y, 'sign'],
];
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['[', ']'],
  ['(', ')'],
]);

/** Splits HCL into its tokens, or says what is wrong with it. */
export function readTokens(text: string): HclTokens | Unreadable {
  const tokens: HclToken[] = [];
  const comments: HclTokens['comments'] = [];
  const open: number[] = [];
  const lineOf = linesOf(text);
  const wrong = (what: string, at: number): Unreadable => ({ unreadable: `${what} (line ${lineOf(at)})` });
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    const comment = endOfComment(text, at);
    if (comment === -1) return wrong('a comment in it has no end', at);
    if (comment !== undefined) {
      comments.push({ start: at, end: comment });
      at = comment;
      continue;
    }
    const token = tokenAt(text, at);
    if (typeof token === 'string') return wrong(token, at);
    if (token.kind === 'open' && open.push(tokens.length) > DEEPEST) return wrong('it is nested too deeply', at);
    if (token.kind === 'close') {
      const opening = tokens[open.pop() ?? -1];
      if (opening === undefined || CLOSING.get(text[opening.start] ?? '') !== text[at])
        return wrong('a bracket in it closes nothing', at);
      opening.closedBy = tokens.length;
    }
    tokens.push(token);
    at = token.end;
  }
  const unclosed = tokens[open.at(-1) ?? -1];
  return unclosed === undefined ? { tokens, comments } : wrong('a bracket in it has no end', unclosed.start);
}

function skipBlanks(text: string, at: number): number {
  BLANK.lastIndex = at;
  return BLANK.test(text) ? BLANK.lastIndex : at;
}

/** The token at an offset, or what is wrong there. */
function tokenAt(text: string, start: number): HclToken | string {
  if (text[start] === '"') return stringAt(text, start);
  const heredoc = text[start] === '<' ? endOfHeredoc(text, start) : undefined;
  if (heredoc !== undefined)
    return heredoc < 0 ? 'a heredoc in it has no end' : { kind: 'heredoc', start, end: heredoc };
  for (const [pattern, kind] of WORDS) {
    pattern.lastIndex = start;
    if (pattern.test(text)) return { kind, start, end: pattern.lastIndex };
  }
  return 'it is no HCL';
}

function stringAt(text: string, start: number): HclToken | string {
  const string = readString(text, start);
  if (string === undefined) return 'a string in it has no end';
  const { end, holes, hasEscapes } = string;
  return { kind: holes.length > 0 ? 'filled' : hasEscapes ? 'escaped' : 'string', start, end };
}
