/** A value that no key tells the meaning of: what moves in it, by its own form. */
import type { PartKind, PinPart, Place, ScalarValue } from '../pin-file.ts';
import { readReference, writeReference } from '../reference.ts';
import type { Field } from './image-fields.ts';
import { kindOfWhole, pointersOf } from './image-place.ts';
import { parseImage } from './image-reference.ts';

/** A digest without its algorithm: a tag in its place would be none, and it has the form of one. */
const BARE_DIGEST = /^[\da-f]{64}$/i;

/** The part of a scalar that moves; undefined where the text has not the form of a reference. */
export function partOf(value: ScalarValue): PinPart | undefined {
  const { text } = value;
  if (text === '') return stretchOf(value, 'any');
  if (BARE_DIGEST.test(text)) return undefined;
  const { tag, digest } = readReference(text) ?? {};
  if (digest !== undefined) return stretchOf(value, tag === undefined ? 'digest' : 'tag@digest');
  // Every commit and every tag has the form of a version.
  if (writeReference({ version: text }) !== undefined) return stretchOf(value, 'word');
  const image = parseImage(text);
  const holds = image && kindOfWhole(image);
  return image && holds && stretchOf(value, holds, { start: image.fixedAt, end: text.length });
}

/** A stretch of a scalar as a part; all of it unless offsets inside its text are given. */
export function stretchOf(value: ScalarValue, holds: PartKind, within?: { start: number; end: number }): PinPart {
  const { text, line, start, pointer, plain, uses } = value;
  const { start: from, end: to } = within ?? { start: 0, end: text.length };
  return {
    holds,
    text: text.slice(from, to),
    line,
    start: start + from,
    end: start + to,
    pointer,
    ...(plain === undefined ? {} : { plain }),
    ...(uses === undefined ? {} : { uses }),
  };
}

/** What a scalar fixes, and why that cannot be moved. */
export type Fixed = Pick<Place, 'parts' | 'refusal'>;

/** The place of a reference that one field names and another one fixes, or the same one in its own text. */
export function placeOfFields(
  about: Omit<Place, 'line' | 'pointers' | 'parts'>,
  { named, held, fixed }: { named: Field; held?: Field | undefined; fixed: Fixed },
): Place {
  const fields = held === undefined ? [named] : [named, held];
  const own = named.refusal ?? held?.refusal ?? (held ?? named).value.refusal ?? fixed.refusal;
  const refusal = fixed.parts.length > 0 ? (about.refusal ?? own) : undefined;
  const { refusal: _, ...rest } = about;
  return {
    ...rest,
    line: named.value.line,
    pointers: fields.flatMap(pointersOf),
    parts: fixed.parts,
    ...(refusal === undefined ? {} : { refusal }),
  };
}
