/** The text of a scalar, where it stands, and what keeps it from being moved. */
import type { Refusal, ScalarValue } from '../../../pin-file.ts';
import type { YamlFile, YamlNode, YamlScalar } from '../node.ts';
import { pointerOf } from './pointers.ts';
import { isNull, textOf } from './scalar-text.ts';
import { standingOf, usesOf } from './uses.ts';

const SPREAD: Refusal = {
  why: 'its value is spread over lines or spelled with escapes',
  next: 'Write it on one line, without escapes.',
};
const NO_TEXT: Refusal = { why: 'it is a number or a truth value, and no text', next: 'Write it in quotes once.' };

/** What a scalar says, as the file spells it, and where. */
export function scalarOf(node: YamlScalar, file: YamlFile): ScalarValue {
  const { start, style } = node;
  const text = textOf(node, file.text);
  const end = isNull(node, file.text) ? start : node.end;
  const own = file.text.slice(start, end) === text ? refusalInJson(node, file) : SPREAD;
  const uses = usesOf(node, file);
  const value: ScalarValue = {
    text,
    pointer: pointerOf(node, file),
    line: file.lineOf(start),
    start,
    end,
    outerEnd: outerEndOf(node),
  };
  if (style === 'plain') value.plain = { start, end };
  if (uses !== 1) value.uses = uses;
  const refusal = standingOf(node).refusal ?? own;
  if (refusal !== undefined) value.refusal = refusal;
  return value;
}

function refusalInJson(scalar: YamlScalar, { isJson, text }: YamlFile): Refusal | undefined {
  return isJson && scalar.style === 'plain' && !isNull(scalar, text) ? NO_TEXT : undefined;
}

/** Where a node ends, quotes and brackets counted. */
export const outerEndOf = (node: YamlNode): number =>
  node.kind === 'scalar' && (node.style === 'single' || node.style === 'double') ? node.end + 1 : node.end;
