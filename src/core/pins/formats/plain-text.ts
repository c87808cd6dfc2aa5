/**
 * A file of which nothing is known but its lines. What it refers to nobody can say; a marker or a pattern can. On a line that assigns a
 * value, that is what is meant, whatever its form; on any other line it is what reads as a reference.
 */
import type { PinFile, ShapeItem, Value } from '../pin-file.ts';
import { readReference } from '../reference.ts';
import { kindOfWhole } from './image-place.ts';
import { parseImage } from './image-reference.ts';
import { lineStarts } from './text-file.ts';

/** Between two of these a text may be a reference. */
const TOKEN = /[^\s"'`=,;(){}[\]<>|]+/g;
/** UTF-16 units: no person reads a longer line, and its references are not looked for. */
const LONGEST_LINE = 100_000;
/** What ends a sentence is no part of a version. */
const FULL_STOP = /[.:!?]$/;
const QUOTES: ReadonlySet<string | undefined> = new Set(['"', "'", '`']);
const POINTER = /^line:([1-9]\d{0,7})(?::([1-9]\d{0,7}))?$/;
/** `TAG := latest`, `export TAG=latest`, `- tag: latest`, `"tag": "latest"`, up to the value. */
const ASSIGNED =
  /^\s*(?:-[ \t]+)?(?:[\w.-]+[ \t]+){0,2}["']?[\w.$/-]+["']?[ \t]*(?:[:?+]{0,2}=[ \t]*|:[ \t]+|:(?=["'`]))/;
/** `golang 1.22.3`, up to the value: two words make the line. */
const NAMED = /^\s*[\w.$/-]+[ \t]+/;
const VALUE = /(["'`]?)([^\s"'`=,;(){}[\]<>|#]+)\1/y;
/** What may stand between a value and its line's end, or a comment. */
const BEHIND = /[,;)\]}]*[ \t\r]*(?:$|(?<=[ \t,;)\]}])(?:#|\/\/|--|;|<!--|\/\*))/y;
const STARTERS = ['#', '//', '--', ';', '<!--', '/*'];

/** Any text by its lines: a pointer is `line:12`, or `line:12:2` for the second of several references on it. */
export function openPlainText(text: string): PinFile {
  let starts: readonly number[] | undefined;
  // One line may be the whole file, and is asked for again and again.
  let last: { line: number; values: readonly Value[] } | undefined;
  const valuesOn = (line: number): readonly Value[] => {
    starts ??= lineStarts(text);
    const [start, end] = [starts[line - 1], (starts[line] ?? text.length + 1) - 1];
    if (start === undefined || start === end || end - start > LONGEST_LINE) return [];
    if (last?.line !== line) last = { line, values: valuesIn(text, { line, start, end }) };
    return last.values;
  };
  return {
    text,
    places: () => [],
    values: (pointer) => {
      const [, line] = POINTER.exec(pointer) ?? [];
      return line === undefined ? [] : valuesOn(Number(line)).filter((value) => value.pointer === pointer);
    },
    valuesOn,
    comments: { behind: STARTERS, above: STARTERS },
    edit: ({ start, end }, to) => ({ start, end, to }),
    shape: () => shapeOf(text),
  };
}

function valuesIn(text: string, { line, start, end }: { line: number; start: number; end: number }): Value[] {
  const content = text.slice(start, end);
  const assigned = assignedIn(content);
  const found = (assigned === undefined ? referencesIn(content) : [assigned]).map(({ text: value, at }) => ({
    text: value,
    start: start + at,
  }));
  return found.map((value, at) => {
    const stop = value.start + value.text.length;
    const outerEnd = QUOTES.has(text[stop]) && text[stop] === text[value.start - 1] ? stop + 1 : stop;
    const pointer = found.length === 1 ? `line:${line}` : `line:${line}:${at + 1}`;
    return { ...value, line, end: stop, outerEnd, pointer };
  });
}

/** A text of a line, and where it stands in it. */
interface Token {
  text: string;
  at: number;
}

/** The value of a line that says nothing else. */
function assignedIn(line: string): Token | undefined {
  for (const before of [ASSIGNED, NAMED]) {
    const at = before.exec(line)?.[0].length;
    const value = at === undefined ? undefined : valueAt(line, at);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueAt(line: string, from: number): Token | undefined {
  VALUE.lastIndex = from;
  const [, quote = '', text] = VALUE.exec(line) ?? [];
  if (text === undefined) return undefined;
  BEHIND.lastIndex = VALUE.lastIndex;
  return BEHIND.test(line) ? { text, at: from + quote.length } : undefined;
}

function referencesIn(line: string): Token[] {
  return [...line.matchAll(TOKEN)].flatMap(({ 0: token, index }) => {
    let length = token.length;
    while (length > 0 && FULL_STOP.test(token[length - 1] as string)) length -= 1;
    const text = token.slice(0, length);
    return isReference(text) ? [{ text, at: index }] : [];
  });
}

function isReference(text: string): boolean {
  if (readReference(text) !== undefined) return true;
  const image = parseImage(text);
  return image !== undefined && kindOfWhole(image) !== undefined;
}

/** Every line, and the end. */
function shapeOf(text: string): ShapeItem[] {
  const starts = lineStarts(text);
  const lines = starts.flatMap((start, index) => {
    const end = (starts[index + 1] ?? text.length + 1) - 1;
    return start === end ? [] : [{ start, end, name: 'line', content: text.slice(start, end) }];
  });
  return [...lines, { start: text.length, end: text.length, name: 'end', content: '' }];
}
