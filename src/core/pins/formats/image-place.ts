import { isDigest } from '../../names.ts';
import type { HeldReference } from '../found-pin.ts';
import type { PartKind, PinPart, Place, Refusal, ScalarValue } from '../pin-file.ts';
import { readTag } from '../reference.ts';
import type { ImageReference } from './image-reference.ts';

/** A scalar that holds a part of an image's reference. */
export interface Piece {
  value: ScalarValue;
  /** Of its key, not of the scalar itself. */
  refusal?: Refusal;
  /** The whole reference that it spells; without one it is a tag or a digest under a key of its own. */
  whole?: ImageReference;
  as?: 'digest';
  /** The pointer of the alias that stands for it there. */
  alias?: string;
  /** What of it moves, where that is not all that stands behind the name. */
  fixed?: Pick<Place, 'parts' | 'refusal'>;
}

const NOT_ONE: Refusal = {
  why: 'what stands in the place of its tag or digest is neither',
  next: 'Write a tag, a digest or tag@digest there.',
};
const SAID_TWICE: Refusal = { why: 'it says its tag or its digest twice', next: 'Keep one of the two.' };

/** Puts the pieces of one reference together. */
export function placeOf(about: Omit<Place, 'parts' | 'pointers'>, pieces: readonly Piece[]): Place {
  const parts: PinPart[] = [];
  let own: Refusal | undefined;
  for (const piece of pieces) {
    if (piece.value.text === '' && piece.whole === undefined) continue;
    const read = readPiece(piece);
    parts.push(...read.parts);
    own ??= read.refusal;
  }
  if (parts.length > 1) parts.sort((a, b) => a.start - b.start);
  own ??= twice(parts);
  const refusal = parts.length > 0 ? (about.refusal ?? own) : own;
  const place: Place = { ...about, pointers: pieces.flatMap(pointersOf), parts };
  if (refusal !== undefined) place.refusal = refusal;
  else delete place.refusal;
  return place;
}

/** The pointers that stand for a piece: where it is written, and where an alias says it. */
export const pointersOf = ({ value, alias }: Piece): string[] =>
  alias === undefined ? [value.pointer] : [value.pointer, alias];

function readPiece(piece: Piece): { parts: readonly PinPart[]; refusal?: Refusal | undefined } {
  const { value, whole, fixed } = piece;
  if (fixed !== undefined) return { parts: fixed.parts, refusal: piece.refusal ?? value.refusal ?? fixed.refusal };
  const { text, line, start, end, plain, pointer, uses } = value;
  const from = whole?.fixedAt ?? 0;
  const fixes = text.slice(from);
  if (whole !== undefined && fixes === '') return { parts: [], refusal: piece.refusal };
  const holds = kindOf(fixes, piece);
  if (holds === undefined) return { parts: [], refusal: NOT_ONE };
  const part: PinPart = {
    holds,
    text: fixes,
    line,
    start: start + from,
    end,
    pointer,
    ...(plain === undefined ? {} : { plain }),
    ...(uses === undefined ? {} : { uses }),
  };
  return { parts: [part], refusal: piece.refusal ?? value.refusal };
}

function kindOf(fixes: string, { whole, as }: Piece): PartKind | undefined {
  if (whole !== undefined) return kindOfWhole(whole);
  if (as === 'digest') return isDigest(fixes) ? 'digest' : undefined;
  const { tag, digest } = readTag(fixes) ?? {};
  if (tag === undefined) return undefined;
  return digest === undefined ? 'tag' : 'tag@digest';
}

/** What follows the repository in a whole reference; undefined where nothing does. */
export function kindOfWhole({ tag, digest }: ImageReference): PartKind | undefined {
  if (digest !== undefined) return tag === undefined ? 'digest' : 'tag@digest';
  return tag === undefined ? undefined : 'tag';
}

function twice(parts: readonly PinPart[]): Refusal | undefined {
  if (parts.length < 2) return undefined;
  const fixing = (what: string): number => parts.filter(({ holds }) => holds.includes(what)).length;
  return fixing('tag') > 1 || fixing('digest') > 1 ? SAID_TWICE : undefined;
}

/** The tag and the digest that the parts of an image's reference hold. */
export function referenceOf(parts: readonly PinPart[]): HeldReference {
  const reference: HeldReference = {};
  for (const { holds, text } of parts) {
    const at = text.indexOf('@');
    if (holds === 'tag' || holds === 'tag@digest') reference.tag = at < 0 ? text : text.slice(0, at);
    if (holds === 'digest' || holds === 'tag@digest') reference.digest = text.slice(at + 1);
  }
  return reference;
}

/** The digest decides what runs, so that it is what an image's pin is known by. */
export const identifyingOf = <Part extends PinPart>(parts: readonly Part[]): Part | undefined =>
  parts.find(({ holds }) => holds === 'digest' || holds === 'tag@digest') ?? parts[0];

/** What a place refers to, equal for places that refer to the same. */
export const nameKey = ({ names }: Place): string => names.join('\n');
