/** References of a Dockerfile as places: to images, and in the values of `ARG`s. */
import type { PartKind, PinPart, Place, Refusal, ScalarValue } from '../../pin-file.ts';
import { partOf } from '../bare-value.ts';
import { kindOfWhole } from '../image-place.ts';
import { parseImage, type ImageReference } from '../image-reference.ts';
import type { Spelled } from './references.ts';
import { sliceOf, textOf, type Segment } from './spelling.ts';
import type { Declared } from './values.ts';

const IN_PIECES: Refusal = {
  why: 'its tag or its digest is put together from several pieces',
  next: 'Write each of them in one piece, in the FROM or in an ARG.',
};
const TWICE_IN_IT: Refusal = {
  why: 'the ARG that holds it goes into it twice',
  next: 'Write the reference out.',
};
const HALF: Refusal = {
  why: 'an image has a digest beside what it takes from it, which would not move with it',
  next: 'Write the tag and the digest in one piece each, in the FROM or in an ARG.',
};
const NO_REFERENCE: Refusal = {
  why: 'it holds a text that is no reference',
  next: 'Write one there once.',
};

/** How many references to images each `ARG` goes into, by its pointer. */
export function usesOf(references: readonly Spelled[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { segments } of references) {
    const args = new Set(segments.flatMap(({ arg }) => (arg === undefined ? [] : [arg])));
    for (const arg of args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
  }
  return uses;
}

interface Around {
  uses: ReadonlyMap<string, number>;
  lineOf: (offset: number) => number;
}

/** The place of a reference to an image; undefined where the text is none. */
export function placeOfImage({ pointer, offset, segments, refusal }: Spelled, around: Around): Place | undefined {
  // A variable without a value leaves its separator behind.
  const text = textOf(segments).replace(/[:@]$/, '');
  const image = parseImage(text);
  if (image === undefined) return undefined;
  const nameEnd = image.fixedAt === text.length ? text.length : image.fixedAt - 1;
  const fixing = partsOf(image, segments, { pointer, ...around });
  const strange = segments.find(({ unknown }) => unknown !== undefined)?.unknown?.why;
  const why = refusal ?? (fixing.parts.length > 0 ? undefined : (strange ?? fixing.refusal));
  return {
    kind: 'dockerfile',
    ...namesOf(sliceOf(segments, 0, nameEnd), image),
    pointers: [pointer],
    line: around.lineOf(offset),
    parts: refusal === undefined ? fixing.parts : [],
    ...(why === undefined ? {} : { refusal: why }),
  };
}

/** A name with something unknown in it is found as it is written; behind an unknown registry, as it stands there. */
function namesOf(
  segments: readonly Segment[],
  { repository }: ImageReference,
): Pick<Place, 'name' | 'names' | 'shortName'> {
  const name = segments.map(({ text, unknown }) => unknown?.written ?? text).join('');
  if (segments.every(({ unknown }) => unknown === undefined)) return { name, names: [repository] };
  if (name === '') return { names: [] };
  const [first, ...rest] = segments;
  const behind = textOf(rest);
  const isRegistry = first?.unknown !== undefined && rest.every(({ unknown }) => unknown === undefined);
  return { name, names: [name], ...(isRegistry && behind.startsWith('/') ? { shortName: behind.slice(1) } : {}) };
}

function partsOf(
  image: ImageReference,
  segments: readonly Segment[],
  around: Around & { pointer: string },
): Pick<Place, 'parts' | 'refusal'> {
  const whole = kindOfWhole(image);
  if (whole === undefined) return { parts: [] };
  const length = textOf(segments).length;
  const tagEnd = image.fixedAt + (image.tag?.length ?? 0);
  const inOne = partIn(segments, { holds: whole, from: image.fixedAt, to: length }, around);
  const halves =
    inOne === undefined && whole === 'tag@digest'
      ? [
          partIn(segments, { holds: 'tag', from: image.fixedAt, to: tagEnd }, around),
          partIn(segments, { holds: 'digest', from: tagEnd + 1, to: length }, around),
        ]
      : [inOne];
  const parts = halves.filter((part) => part !== undefined);
  if (parts.length < halves.length) return { parts: [], refusal: IN_PIECES };
  const isTwice = parts.some(({ start, end }) => countOf(segments, { start, end }) > 1);
  return isTwice
    ? { parts: [], refusal: TWICE_IN_IT }
    : { parts: parts.toSorted((one, other) => one.start - other.start) };
}

const countOf = (segments: readonly Segment[], { start, end }: { start: number; end: number }): number =>
  segments.filter(({ offset, text }) => offset < end && start < offset + text.length).length;

function partIn(
  segments: readonly Segment[],
  { holds, from, to }: { holds: PartKind; from: number; to: number },
  { uses, lineOf, pointer }: Around & { pointer: string },
): PinPart | undefined {
  const [segment, ...others] = sliceOf(segments, from, to);
  if (segment === undefined || others.length > 0 || segment.unknown !== undefined) return undefined;
  const { text, offset: start, arg } = segment;
  return {
    holds,
    text,
    line: lineOf(start),
    start,
    end: start + text.length,
    pointer: arg ?? pointer,
    ...(arg === undefined ? {} : { uses: uses.get(arg) ?? 1 }),
  };
}

/** The `ARG`s of which one goes into what fixes an image by a digest, and does not hold all of that. */
export function halvesOf({ segments }: Spelled): string[] {
  const text = textOf(segments);
  const image = parseImage(text);
  if (image?.digest === undefined) return [];
  const fixing = sliceOf(segments, image.fixedAt, text.length);
  return fixing.length < 2 ? [] : fixing.flatMap(({ arg }) => (arg === undefined ? [] : [arg]));
}

/** The place of an `ARG` by itself, whatever it goes into; without a value it fixes nothing. */
export function placeOfArg(
  { name: arg, pointer, line, value }: Declared,
  { images, isHalf }: { images: readonly PinPart[]; isHalf: boolean },
): Place {
  const part = value?.refusal === undefined ? value && partOfArg(value, images) : undefined;
  const own = value?.refusal ?? (value !== undefined && part === undefined ? NO_REFERENCE : undefined);
  const refusal = own ?? (isHalf && part !== undefined ? HALF : undefined);
  return {
    kind: 'arg',
    names: [],
    arg,
    line,
    pointers: [pointer],
    parts: part === undefined ? [] : [part],
    ...(refusal === undefined ? {} : { refusal }),
  };
}

/** Where an image names itself in the value, what follows its name moves: by its form, `nginx@sha256:…` could be a tag. */
function partOfArg(value: ScalarValue, images: readonly PinPart[]): PinPart | undefined {
  const [image, ...others] = images;
  const isBehindName = image !== undefined && image.start > value.start && image.end === value.end;
  if (!isBehindName || others.some(({ start }) => start !== image.start)) return partOf(value);
  return { ...image, uses: 1 };
}
