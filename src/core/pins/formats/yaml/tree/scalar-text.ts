import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { YamlScalar } from '../node.ts';

/** Where a scalar's text stands, and where the scalar ends with its quotes. A block scalar's body without its last line break. */
export interface ScalarRange {
  start: number;
  end: number;
  outerEnd: number;
}

/** Where the text of a scalar stands that is not empty. */
export function rangeOf(event: ScalarEvent, text: string): ScalarRange {
  const { valueStart, valueEnd, style, indent } = event;
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED)
    return { start: valueStart, end: valueEnd, outerEnd: valueEnd + 1 };
  if (style === SCALAR_STYLE.PLAIN) return { start: valueStart, end: valueEnd, outerEnd: valueEnd };
  let end = valueEnd;
  while (end > valueStart && ' \t\r\n'.includes(text.charAt(end - 1))) end -= 1;
  return { start: Math.min(valueStart + Math.max(indent, 0), end), end, outerEnd: end };
}

/** What a scalar says, as the file spells it: `1.10` stays that. A block scalar without its last line breaks; null is empty. */
export function textOf(node: YamlScalar, text: string): string {
  if (node.event.valueStart < 0 || isNull(node, text)) return '';
  const value = getScalarValue(text, node.event);
  return node.style === 'literal' || node.style === 'folded' ? value.trimEnd() : value;
}

/** Whether readers of YAML 1.2 take a scalar for null. */
export function isNull({ style, tag, start, end }: YamlScalar, text: string): boolean {
  if (style !== 'plain' || end - start > 4 || (tag !== undefined && tag !== '!!null')) return false;
  return /^(?:~|null|Null|NULL)?$/.test(text.slice(start, end));
}
