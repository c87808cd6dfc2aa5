import { partOf } from '../formats/bare-value.ts';
import { nameKey } from '../formats/image-place.ts';
import type { PinFile, Place, ScalarValue, Value } from '../pin-file.ts';
import { nameOfPin } from '../pin-rule.ts';
import { MOST_CANDIDATES, type PinProblem } from '../problem.ts';
import { indexOf } from './place-index.ts';
import { linesOfReferences, sayIn, type Named, type Search } from './search.ts';
import { isShared, sharesOf } from './stretches.ts';

/** What a pointer leads to: the reference it is a part of, or the only one below it, or the value by itself. */
export function namedByPointer(search: Search): Named | { problem: PinProblem } {
  const { file, rule } = search;
  const what = nameOfPin(rule);
  const say = sayIn(search);
  const asked = rule.pointer ?? '';
  if (!asked.startsWith('#') && file.values('#1').length > 0) {
    const next = 'Begin with the one that is meant, from 0: #0/….';
    return say('several', `${what} names no document, and there are several. ${next}`, inEachDocument(file, asked));
  }
  const isNumbered = file.values(asked).length === 0 && /^#0(?=\/|$)/.test(asked);
  const pointer = isNumbered ? asked.slice(2) : asked;
  const values = file.values(pointer);
  const [value] = values;
  if (values.length > 1) {
    const stands = `${what} leads to ${values.length} values, since a key stands twice. Keep one.`;
    return say(
      'several',
      stands,
      values.map(({ line }) => line),
    );
  }
  const isAbove = value !== undefined && value.text === undefined;
  const places = isAbove ? placesBelow(file, pointer) : placesAt(file, pointer);
  if (places.length > 0) return { places, tooMany: (count) => `${what} covers ${count} references. Name one of them.` };
  if (value === undefined) {
    const next = 'Write keys and list positions from 0, each after a slash: /spec/containers/0/image.';
    return say('none', `${what} leads nowhere. ${next}`, linesOfReferences(file));
  }
  return namedByValue(search, value);
}

/** The references that a pointer to a single value means. */
export const placesAt = (file: PinFile, pointer: string): readonly Place[] =>
  widest(indexOf(file).byPointer.get(pointer) ?? []);

/** The references that stand in a list or a map. */
export function placesBelow(file: PinFile, pointer: string): readonly Place[] {
  const isAt = (at: string): boolean => at === pointer || at.startsWith(`${pointer}/`);
  const isBelow = ({ pointers, parts }: Place): boolean =>
    pointers.some(isAt) || parts.some((part) => isAt(part.pointer));
  return widest(file.places().filter(isBelow));
}

/** Where a pointer leads in each of the first documents; where it leads in none, the references of the file. */
function inEachDocument(file: PinFile, asked: string): number[] {
  const documents = Array.from({ length: MOST_CANDIDATES }, (_, at) => `#${at}`);
  const lines = documents.flatMap((document) => file.values(document + asked).map(({ line }) => line));
  return lines.length > 0 ? lines : linesOfReferences(file);
}

/**
 * An `ARG` that goes into the references to one image stands for all of them; one that feeds different images, or something that
 * cannot be moved with them, for itself.
 */
export function widest(places: readonly Place[]): readonly Place[] {
  const images = places.filter(({ arg }) => arg === undefined);
  if (images.length === 0 || images.length === places.length) return places;
  const taken = sharesOf(images);
  const isOne = new Set(images.map(nameKey)).size === 1 && !images.some((place) => isShared(place, taken));
  return isOne
    ? places.filter(({ arg, parts }) => arg === undefined || !parts.some(({ start }) => taken.has(start)))
    : places.filter(({ arg }) => arg !== undefined);
}

/** A single value by its own form, whatever it is there for. */
export function namedByValue(search: Search, value: Value): Named | { problem: PinProblem } {
  const what = nameOfPin(search.rule);
  const say = sayIn(search);
  const lines = [value.line];
  if (!isScalar(value)) return say('not-literal', `${what} leads to no single value. Lead it to one.`, lines);
  if (value.text === '' && value.plain !== undefined && value.refusal === undefined) {
    return say('no-value', `${what} leads to no value. Write one there once.`, lines);
  }
  const place = placeOfValue(value);
  if (place.parts.length === 0 && place.refusal === undefined) {
    return say('not-literal', `${what} leads to a text that is no reference. Write one there once.`, lines);
  }
  return { places: [place], tooMany: (count) => `${what} covers ${count} values. Name one of them.` };
}

export const isScalar = (value: Value): value is ScalarValue => value.text !== undefined;

/** A value that stands for itself. */
export function placeOfValue(value: ScalarValue): Place {
  const { line, pointer, refusal } = value;
  const part = partOf(value);
  return {
    kind: 'value',
    names: [],
    pointers: [pointer],
    line,
    parts: part === undefined ? [] : [part],
    ...(refusal === undefined ? {} : { refusal }),
  };
}
