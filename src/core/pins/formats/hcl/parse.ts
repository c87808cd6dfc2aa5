/** From tokens to the tree (hclsyntax/spec.md, "Structural Elements"). Brackets nest as deep as the tokens allow, so that recursion ends. */
import type { Unreadable } from '../../pin-file.ts';
import { linesOf } from '../text-file.ts';
import type { HclToken, HclTokens } from './tokens.ts';
import { stepOf } from './tree.ts';
import type { HclList, HclMap, HclNode, HclScalar } from './tree.ts';

/** Where in the tokens something stands. */
interface Range {
  from: number;
  to: number;
}

/** Where a value belongs. */
interface At {
  parent: HclNode;
  step: string;
}

interface Reading {
  text: string;
  tokens: readonly HclToken[];
  /** The first token that does not fit, if there is one. */
  wrong?: HclToken | undefined;
}

/** Reads the whole file as a body, or says in which line it is none. */
export function parseHcl(text: string, { tokens }: HclTokens): HclMap | Unreadable {
  const reading: Reading = { text, tokens };
  const root: HclMap = { kind: 'map', step: '', start: 0, end: text.length, attributes: [], blocks: [] };
  readBody(root, { from: 0, to: tokens.length }, reading);
  if (reading.wrong === undefined) return root;
  return { unreadable: `it is no HCL (line ${linesOf(text)(reading.wrong.start)})` };
}

function readBody(body: HclMap, { from, to }: Range, reading: Reading): void {
  const { tokens } = reading;
  /** How many blocks have had this path. */
  const counts = new Map<string, number>();
  for (let at = from; at < to && reading.wrong === undefined;) {
    if (isBetween(tokens[at], reading)) at += 1;
    else if (keyOf(tokens[at], reading) === undefined) reading.wrong = tokens[at];
    else if (isSign(tokens[at + 1], '=', reading)) at = readAttribute(body, { from: at, to }, reading);
    else at = readBlock({ parent: body, counts }, { from: at, to }, reading);
  }
}

/** Reads `type "label" { … }` and answers where it ends. */
function readBlock(
  { parent, counts }: { parent: HclMap; counts: Map<string, number> },
  { from, to }: Range,
  reading: Reading,
): number {
  const words = wordsFrom(from, reading);
  const opening = reading.tokens[from + words.length];
  const closedBy = opening?.closedBy;
  const closing = closedBy === undefined ? undefined : reading.tokens[closedBy];
  if (opening === undefined || closedBy === undefined || !closing || reading.text[opening.start] !== '{') {
    reading.wrong = opening ?? reading.tokens[from];
    return to;
  }
  const path = words.map(stepOf).join('');
  const count = counts.get(path) ?? 0;
  counts.set(path, count + 1);
  const [type = '', ...labels] = words;
  const place = { parent, step: count === 0 ? path : path + stepOf(count), start: opening.start, end: closing.end };
  const block: HclMap = { kind: 'map', ...place, attributes: [], blocks: [], block: { type, labels } };
  parent.blocks.push(block);
  readBody(block, { from: from + words.length + 1, to: closedBy }, reading);
  return closedBy + 1;
}

/** The type of a block and its labels. */
function wordsFrom(at: number, reading: Reading): string[] {
  const words: string[] = [];
  for (let word = keyOf(reading.tokens[at], reading); word !== undefined;) {
    words.push(word);
    word = keyOf(reading.tokens[at + words.length], reading);
  }
  return words;
}

/** Reads `key = value` and answers where it ends. */
function readAttribute(map: HclMap, { from, to }: Range, reading: Reading): number {
  const end = endOfValue({ from: from + 2, to }, reading, true);
  const key = keyOf(reading.tokens[from], reading);
  const value = readValue({ from: from + 2, to: end }, { parent: map, step: stepOf(key ?? '') }, reading);
  if (value === undefined) reading.wrong ??= reading.tokens[from];
  else if (key !== undefined) map.attributes.push({ key, value });
  return end;
}

/** A value goes on to the comma behind it, or to the end of its line where lines part the values. */
function endOfValue({ from, to }: Range, { text, tokens }: Reading, byLine: boolean): number {
  let at = from;
  while (at < to) {
    const { kind, start, closedBy } = tokens[at] as HclToken;
    if ((byLine && kind === 'newline') || (kind === 'sign' && text[start] === ',')) return at;
    at = (closedBy ?? at) + 1;
  }
  return to;
}

function readValue(range: Range, at: At, reading: Reading): HclNode | undefined {
  const { from, to } = trim(range, reading);
  const { tokens, text } = reading;
  const [first, second, last] = [tokens[from], tokens[from + 1], tokens[to - 1]];
  if (from >= to || first === undefined || last === undefined) return undefined;
  const place = { ...at, start: first.start, end: last.end };
  const scalar = (form: HclScalar['form']): HclScalar => ({ kind: 'scalar', ...place, form });
  if (to === from + 1) return scalar(formOf(first));
  const inner = { from: from + 1, to: to - 1 };
  if (first.closedBy === to - 1) {
    if (text[first.start] === '(') return readValue(inner, at, reading);
    if (isComprehension(inner, reading)) return expressionOf(scalar('expression'), stringsIn(inner, reading));
    if (text[first.start] === '[') return readList({ kind: 'list', ...place, items: [] }, inner, reading);
    return readObject({ kind: 'map', ...place, attributes: [], blocks: [] }, inner, reading);
  }
  const isCall = first.kind === 'name' && second?.closedBy === to - 1 && text[second.start] === '(';
  if (!isCall) return expressionOf(scalar('expression'), stringsIn({ from, to }, reading));
  const list = readList({ kind: 'list', ...place, items: [] }, { from: from + 2, to: to - 1 }, reading);
  const [only] = list.items;
  // What jsonencode and its like are given is what they give: the function adds nothing to the way.
  if (list.items.length !== 1 || only === undefined) return list.items.length === 0 ? scalar('expression') : list;
  if (only.kind !== 'scalar') return Object.assign(only, at);
  return only.form === 'string'
    ? expressionOf(scalar('expression'), [only])
    : Object.assign(only, scalar('expression'));
}

function expressionOf(expression: HclScalar, strings: readonly HclScalar[]): HclScalar {
  expression.strings = strings.map((string, index) => ({ ...string, parent: expression, step: stepOf(index) }));
  return expression;
}

/** The strings among what an expression is made of, but for those that are compared with, or keys. */
function stringsIn({ from, to }: Range, { tokens, text }: Reading): HclScalar[] {
  const strings: HclScalar[] = [];
  for (let at = from; at < to; at += 1) {
    const { kind, start, end } = tokens[at] as HclToken;
    if (kind !== 'string') continue;
    const [before, behind] = [tokens[at - 1], tokens[at + 1]].map((next) => next && text.slice(next.start, next.end));
    const isIndex = before === '[' && behind === ']' && tokens[at - 2]?.end === tokens[at - 1]?.start;
    const isCompared = [before, behind].some((sign) => sign === '==' || sign === '!=');
    if (!isIndex && !isCompared && behind !== '=')
      strings.push({ kind: 'scalar', step: '', start, end, form: 'string' });
  }
  return strings;
}

const formOf = ({ kind }: HclToken): HclScalar['form'] =>
  kind === 'string' || kind === 'number' || kind === 'escaped' || kind === 'filled' || kind === 'heredoc'
    ? kind
    : 'expression';

function trim({ from, to }: Range, { tokens }: Reading): Range {
  const start = tokens[from]?.kind === 'newline' ? from + 1 : from;
  return { from: start, to: to > start && tokens[to - 1]?.kind === 'newline' ? to - 1 : to };
}

/** `[for x in xs : x]` holds no values of its own. */
function isComprehension(inner: Range, { tokens, text }: Reading): boolean {
  const { from } = trim(inner, { tokens, text });
  const [first, second] = [tokens[from], tokens[from + 1]];
  return first?.kind === 'name' && second?.kind === 'name' && text.slice(first.start, first.end) === 'for';
}

function readList(list: HclList, { from, to }: Range, reading: Reading): HclList {
  for (let at = from; at < to;) {
    const end = endOfValue({ from: at, to }, reading, false);
    const item = readValue({ from: at, to: end }, { parent: list, step: stepOf(list.items.length) }, reading);
    if (item !== undefined) list.items.push(item);
    at = end + 1;
  }
  return list;
}

function readObject(object: HclMap, { from, to }: Range, reading: Reading): HclMap {
  const { tokens } = reading;
  for (let at = from; at < to && reading.wrong === undefined;) {
    const token = tokens[at] as HclToken;
    const behind = (token.closedBy ?? at) + 1;
    const isPair = isSign(tokens[behind], '=', reading) || isSign(tokens[behind], ':', reading);
    if (isBetween(token, reading)) at += 1;
    else if (!isPair) at = endOfValue({ from: at, to }, reading, true);
    else if (behind === at + 1) at = readAttribute(object, { from: at, to }, reading);
    else at = endOfValue({ from: behind + 1, to }, reading, true);
  }
  return object;
}

/** A line's end, or a comma. */
const isBetween = (token: HclToken | undefined, reading: Reading): boolean =>
  token?.kind === 'newline' || isSign(token, ',', reading);

const isSign = (token: HclToken | undefined, sign: string, { text }: Reading): boolean =>
  token?.kind === 'sign' && token.end === token.start + 1 && text[token.start] === sign;

/** A key as the file spells it, without quotes; undefined where there is none. */
function keyOf(token: HclToken | undefined, { text }: Reading): string | undefined {
  if (token?.kind === 'name' || token?.kind === 'number') return text.slice(token.start, token.end);
  return token?.kind === 'string' ? text.slice(token.start + 1, token.end - 1) : undefined;
}
