/**
 * A template that is no YAML before it is filled: a Helm template, for example. Its references are read from single lines, and from
 * lines next to each other, so that what a directive parts is never taken together.
 */
import type { PinFile, Place, Refusal, ScalarValue, ShapeItem, Unreadable } from '../../pin-file.ts';
import { imagesOfFields } from '../image-fields.ts';
import type { Field } from '../image-fields.ts';
import { lineStarts, linesOf } from '../text-file.ts';
import { editScalar } from '../yaml/tree/quotes.ts';
import { fillHoles, withoutFillers } from './holes.ts';
import { readLines } from './lines.ts';
import type { ValueLine } from './lines.ts';
import { COVER, coverDirectives } from './mask.ts';

interface Template {
  text: string;
  covered: string;
  /** Maps, as far as their lines stand next to each other. */
  groups: ValueLine[][];
}

const TEMPLATE = { whole: 'template', parts: 'template' } as const;
const POINTER = /^line:([1-9]\d{0,8})$/;
const FILLED: Refusal = {
  why: 'the template fills it in',
  next: 'Move the value that it is filled with, where that is written.',
};
const ESCAPED: Refusal = { why: 'its value is spelled with escapes', next: 'Write it without escapes.' };
const TWICE: Refusal = { why: 'a key beside it stands twice', next: 'Keep one of the two.' };

/** The references in the plain lines of a template. */
export function openTemplate(text: string): PinFile | Unreadable {
  const read = coverDirectives(text);
  if ('unclosedAt' in read) return { unreadable: `a {{ in it has no end (line ${linesOf(text)(read.unclosedAt)})` };
  const { covered } = read;
  const template: Template = { text, covered, groups: groupsOf(covered) };
  let places: readonly Place[] | undefined;
  let values: ReadonlyMap<number, ScalarValue> | undefined;
  const valuesOn = (line: number): ScalarValue[] => {
    values ??= new Map(template.groups.flat().map((found) => [found.line, valueOf(found, template)]));
    const value = values.get(line);
    return value === undefined ? [] : [value];
  };
  return {
    text,
    places: () => (places ??= template.groups.flatMap((group) => placesOf(group, template))),
    values: (pointer) => valuesOn(Number(POINTER.exec(pointer)?.[1] ?? 0)),
    valuesOn,
    comments: { behind: ['#'], above: ['#'] },
    edit: (part, to) => editScalar(text, part, to),
    shape: () => shapeOf(template),
  };
}

function groupsOf(covered: string): ValueLine[][] {
  const groups: ValueLine[][] = [];
  let last: ValueLine | undefined;
  for (const line of readLines(covered)) {
    if (line.kind === 'other') last = undefined;
    if (line.kind !== 'value') continue;
    const isNext = last?.column === line.column && line.key !== undefined && last.key !== undefined && !line.isItem;
    if (isNext) groups.at(-1)?.push(line);
    else groups.push([line]);
    last = line;
  }
  return groups;
}

function placesOf(group: readonly ValueLine[], template: Template): Place[] {
  const fields = new Map<string, Field>();
  for (const found of group) {
    const { key, start, end } = found;
    if (key === undefined) continue;
    const refusal = fields.has(key) ? { refusal: TWICE } : {};
    const literal = withHoles(template.covered.slice(start, end));
    fields.set(key, { value: { ...valueOf(found, template), text: literal }, ...refusal });
  }
  const places = imagesOfFields({ keys: [...fields.keys()], get: (key) => fields.get(key), kinds: TEMPLATE });
  return places.map((place) => withoutFillers(place, template.text)).toSorted((a, b) => a.line - b.line);
}

function valueOf({ line, start, end, outerEnd, isQuoted }: ValueLine, { text, covered }: Template): ScalarValue {
  const spelled = text.slice(start, end);
  const isFilled = covered.slice(start, end).includes(COVER);
  const refusal = isFilled ? FILLED : isQuoted && /[\\'"]/.test(spelled) ? ESCAPED : undefined;
  return {
    text: spelled,
    pointer: `line:${line}`,
    line,
    start,
    end,
    outerEnd,
    ...(isQuoted ? {} : { plain: { start, end } }),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

const withHoles = (covered: string): string =>
  fillHoles(
    covered,
    [...covered.matchAll(/\0+/g)].map(({ 0: hole, index }) => ({ start: index, end: index + hole.length })),
  );

/** Every line, and every value with its quotes. */
function shapeOf({ text, groups }: Template): ShapeItem[] {
  const starts = lineStarts(text);
  const lines = starts.map((start, index) => {
    const end = starts[index + 1] ?? text.length;
    return { start, end, name: 'line', content: text.slice(start, end) };
  });
  const values = groups.flat().map(({ key = '', start, end, outerEnd }) => {
    const outerStart = start - (outerEnd - end);
    return { start: outerStart, end: outerEnd, name: `value ${key}`, content: text.slice(start, end) };
  });
  return [...lines, ...values];
}
