/** `.env` files as Compose reads them (compose-go/dotenv): `KEY=value` on a line of its own. */
import type { Edit, PinFile, PinPart, Place, Refusal, ScalarValue, ShapeItem, Unreadable } from '../pin-file.ts';
import { imagesOfFields } from './image-fields.ts';
import type { Field } from './image-fields.ts';
import { parseImage } from './image-reference.ts';
import {
  digestsWithTags,
  fixingWordOf,
  imagesOfVariables,
  placeOfVariable,
  refusalOfText,
  withoutCovered,
} from './image-variables.ts';
import { fillHoles, withoutFillers } from './template/holes.ts';
import { lineStarts } from './text-file.ts';

interface Variable {
  key: string;
  value: ScalarValue;
}

/** Where a value stands, without quotes, and where the next line to read begins. */
interface Stretch {
  start: number;
  end: number;
  outerEnd: number;
  refusal?: Refusal;
}

const KEY = /[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=/y;
const BLANKS = /[ \t]*/y;
/** A reference has no other characters. */
const BARE = /^[\w.+:@/-]*$/;
const HOLE = /\$(?:\{[^}]*\}?|\w+)/g;
const SPELLED: Refusal = {
  why: 'its value is spelled with quotes or escapes inside, or goes over several lines',
  next: 'Write it on one line, without them.',
};
const FILLED: Refusal = {
  why: 'other variables are filled into it',
  next: 'Name the variable that holds its tag or digest, or write it out.',
};
const TWICE: Refusal = { why: 'its key stands twice', next: 'Keep one of the two.' };
const NEEDS_QUOTES: Refusal = { why: 'the new value would need other quotes', next: 'Quote the value in the file.' };

/** The variables of an `.env` file, and the references in them. */
export function openEnvFile(text: string): PinFile | Unreadable {
  const variables = readVariables(text);
  if ('unreadable' in variables) return variables;
  let places: readonly Place[] | undefined;
  let lines: ReadonlyMap<number, ScalarValue[]> | undefined;
  return {
    text,
    places: () => (places ??= placesOf(variables, text)),
    values: (pointer) => variables.map(({ value }) => value).filter((value) => value.pointer === pointer),
    valuesOn: (line) => (lines ??= new Map(variables.map(({ value }) => [value.line, [value]]))).get(line) ?? [],
    comments: { behind: ['#'], above: ['#'] },
    edit,
    shape: () => shapeOf(text, variables),
  };
}

function readVariables(text: string): Variable[] | Unreadable {
  const variables: Variable[] = [];
  const starts = lineStarts(text);
  for (let line = 1, readTo = 0; line <= starts.length; line += 1) {
    const start = starts[line - 1] as number;
    if (start < readTo) continue;
    KEY.lastIndex = start === 0 && text.startsWith('\uFEFF') ? 1 : start;
    const key = KEY.exec(text)?.[1];
    if (key === undefined) continue;
    const stretch = stretchAt(text, KEY.lastIndex);
    if (stretch === undefined) return { unreadable: `a quote in it has no end (line ${line})` };
    readTo = stretch.outerEnd;
    variables.push({
      key,
      value: { ...stretch, text: text.slice(stretch.start, stretch.end), pointer: `/${key}`, line },
    });
  }
  return variables;
}

function stretchAt(text: string, from: number): Stretch | undefined {
  BLANKS.lastIndex = from;
  BLANKS.test(text);
  const start = BLANKS.lastIndex;
  const quote = text[start];
  if (quote === '"' || quote === "'") return quotedAt(text, start, quote);
  const newline = text.indexOf('\n', from);
  const line = text.slice(from, newline < 0 ? text.length : newline);
  const comment = line.search(/[ \t]#/);
  const value = (comment < 0 ? line : line.slice(0, comment)).trim();
  const at = value === '' ? from : start;
  const end = at + value.length;
  return {
    start: at,
    end,
    outerEnd: end,
    ...refusing(value, { isSpelled: /["'\\]/.test(value), isFilled: value.includes('$') }),
  };
}

function quotedAt(text: string, start: number, quote: string): Stretch | undefined {
  let at = start + 1;
  for (; text[at] !== quote; at += 1) {
    if (at >= text.length) return undefined;
    if (text[at] === '\\') at += 1;
  }
  const value = text.slice(start + 1, at);
  const newline = text.indexOf('\n', at);
  const behind = text.slice(at + 1, newline < 0 ? text.length : newline).trim();
  const isSpelled = /[\\\n]/.test(value) || (behind !== '' && !behind.startsWith('#'));
  const isFilled = quote === '"' && value.includes('$');
  return { start: start + 1, end: at, outerEnd: at + 1, ...refusing(value, { isSpelled, isFilled }) };
}

function refusing(
  value: string,
  { isSpelled, isFilled }: { isSpelled: boolean; isFilled: boolean },
): { refusal?: Refusal } {
  if (isSpelled) return { refusal: SPELLED };
  return isFilled ? { refusal: FILLED } : refusalOfText(value);
}

function placesOf(variables: readonly Variable[], text: string): Place[] {
  const fields = new Map<string, Field>();
  for (const { key, value } of variables) {
    const refusal = fields.has(key) ? { refusal: TWICE } : {};
    const literal = value.refusal === FILLED ? fillHoles(value.text, holesIn(value.text)) : value.text;
    fields.set(key, { value: { ...value, text: literal }, ...refusal });
  }
  const keys = [...fields.keys()];
  const get = (key: string): Field | undefined => fields.get(key);
  const variablesOf = { keys, get, kind: 'env' } as const;
  const images = [...keys.flatMap((key) => imageOf(key, get)), ...imagesOfVariables(variablesOf)];
  const pairs = digestsWithTags(variablesOf, new Set(images.flatMap(({ pointers }) => pointers)));
  const named = [...withoutCovered(images, pairs), ...pairs];
  const used = new Set(named.flatMap(({ pointers }) => pointers));
  const alone = [...fields].flatMap(([key, field]) =>
    used.has(field.value.pointer) ? [] : placeOfVariable(key, field, 'env'),
  );
  return [...named, ...alone].map((place) => withoutFillers(place, text)).toSorted((a, b) => a.line - b.line);
}

/** A whole reference. A host with its port looks like an image with a tag: the key or a digest has to tell. */
function imageOf(key: string, get: (key: string) => Field | undefined): Place[] {
  // `APP_TAG=v1@sha256:…` could be an image called v1.
  const field = fixingWordOf(key) === undefined ? get(key) : undefined;
  const image = field && parseImage(field.value.text);
  const isFixed = image?.digest !== undefined || (image?.tag !== undefined && /image$/i.test(key));
  if (!isFixed) return [];
  const kinds = { whole: 'env', parts: 'env' } as const;
  return imagesOfFields({ keys: [], get: (part) => (part === 'image' ? field : undefined), kinds });
}

const holesIn = (text: string): { start: number; end: number }[] =>
  [...text.matchAll(HOLE)].map(({ 0: hole, index }) => ({ start: index, end: index + hole.length }));

const edit = ({ start, end }: PinPart, to: string): Edit | Refusal =>
  BARE.test(to) ? { start, end, to } : NEEDS_QUOTES;

/** Every line, and every variable as it is read. */
function shapeOf(text: string, variables: readonly Variable[]): ShapeItem[] {
  const starts = lineStarts(text);
  const lines = starts.map((start, index) => {
    const end = starts[index + 1] ?? text.length;
    return { start, end, name: 'line', content: text.slice(start, end) };
  });
  const values = variables.map(({ key, value }) => ({
    start: value.start,
    end: value.end,
    name: key,
    content: value.text,
  }));
  return [...lines, ...values];
}
