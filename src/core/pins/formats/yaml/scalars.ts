/** The text of a YAML scalar, where it stands, and how a new text has to be quoted. */
import { isNode, isScalar } from 'yaml';
import type { Scalar } from 'yaml';
import { refusalOfRepeated, resolveAlias } from './documents.ts';
import type { Anchors, Refusal, YamlFile } from './documents.ts';

export interface ScalarText {
  /** As the file spells it: `1.10` stays that. Empty for null. */
  text: string;
  line: number;
  start: number;
  end: number;
  plain?: { start: number; end: number };
  refusal?: Refusal;
}

const ALIASED: Refusal = { why: 'its value is an alias', next: 'Write the value out in its place.' };
const SPREAD: Refusal = {
  why: 'its value is spread over lines or spelled with escapes',
  next: 'Write it on one line, without escapes.',
};

/** What readers of YAML 1.1 or 1.2 take for a number, a truth value, null, a date or a merge, if it is not quoted. */
const NO_STRING = [
  /^(?:~|null|y|yes|n|no|true|false|on|off|<<|=)?$/i,
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-f_]+)$/i,
  /^[-+]?[\d_]*(?:\.[\d_]*)?(?:e[-+]?[\d_]+)?$/i,
  /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/,
  /^[-+]?\.(?:inf|nan)$/i,
  /^\d{4}-\d{1,2}-\d{1,2}(?:t.*)?$/i,
];

/** Whether a text would stop being a string if it stood without quotes. */
export const needsQuotes = (text: string): boolean => NO_STRING.some((pattern) => pattern.test(text));

/** The text of a scalar, or of the one that an alias stands for; undefined where the value is neither. */
export function readScalar(value: unknown, file: YamlFile, anchors: Anchors): ScalarText | undefined {
  const node = resolveAlias(value, anchors);
  if (!isScalar(node)) return undefined;
  const scalar = scalarText(node, file);
  const refusal = node === value ? (refusalOfRepeated(node, anchors) ?? scalar.refusal) : ALIASED;
  return refusal === undefined ? scalar : { ...scalar, refusal };
}

/** The text under a key that should hold one. A list or a map, as braces of a template make it, reads as a text that is no reference. */
export function readField(value: unknown, file: YamlFile, anchors: Anchors): ScalarText | undefined {
  const scalar = readScalar(value, file, anchors);
  if (scalar !== undefined || !isNode(value)) return scalar;
  const [start, end] = value.range ?? [0, 0];
  return { text: '{}', start, end, line: file.lineOf(start) };
}

function scalarText(node: Scalar, file: YamlFile): ScalarText {
  const [from, to] = node.range ?? [0, 0];
  const at = (start: number, end: number, text: string): ScalarText => ({
    text,
    start,
    end,
    line: file.lineOf(start),
    ...(file.text.slice(start, end) === text ? {} : { refusal: SPREAD }),
  });
  if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') return at(from + 1, to - 1, String(node.value));
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') {
    const text = String(node.value).trimEnd();
    const body = file.text.indexOf('\n', from) + 1;
    const indent = /^[ \t]*/.exec(file.text.slice(body, to))?.[0].length ?? 0;
    return at(body + indent, body + indent + text.length, text);
  }
  // Null may have a text of its own, which is no value.
  if (node.value === null) return { ...at(from, from, ''), plain: { start: from, end: from } };
  return { ...at(from, to, node.source ?? ''), plain: { start: from, end: to } };
}
