import type { HeldReference, PinKind, PinPart } from '../../pin-file.ts';
import { isDigest } from '../../../names.ts';
import { readTag } from '../../reference.ts';
import type { ImageReference } from '../image-reference.ts';
import type { Refusal } from './documents.ts';
import type { ScalarText } from './scalars.ts';

/** One reference to an image: in one scalar, or its parts under keys of one map. */
export interface ImagePlace {
  kind: PinKind;
  /** As the file spells it. */
  image: string;
  /** Comparable names by which it may be looked for. */
  repositories: string[];
  /** Pointers to what names it: they lead to the whole reference as well. */
  namedAt: string[];
  line: number;
  /** None where it fixes neither tag nor digest. */
  parts: PlacedPart[];
  /** Why its parts must not be moved. */
  refusal?: Refusal;
}

export interface PlacedPart extends PinPart {
  pointer: string;
}

/** A scalar that holds a part of an image's reference. */
export interface Piece {
  scalar: ScalarText;
  pointer: string;
  /** Of its key, not of the scalar itself. */
  refusal?: Refusal;
  /** The whole reference that it spells; without one it is a tag or a digest under a key of its own. */
  whole?: ImageReference;
  as?: 'digest';
}

const NOT_ONE: Refusal = {
  why: 'what stands in the place of its tag or digest is neither',
  next: 'Write a tag, a digest or tag@digest there.',
};
const SAID_TWICE: Refusal = { why: 'it says its tag or its digest twice', next: 'Keep one of the two.' };

/** Puts the pieces of one reference together. */
export function placeOf(
  place: Pick<ImagePlace, 'kind' | 'image' | 'repositories' | 'namedAt' | 'line'> & { refusal?: Refusal | undefined },
  pieces: Piece[],
): ImagePlace {
  const { refusal: above, ...rest } = place;
  const read = pieces.filter(({ scalar }) => scalar.text !== '').map(readPiece);
  const parts = read.flatMap((piece) => ('part' in piece ? [piece.part] : [])).toSorted((a, b) => a.start - b.start);
  const own = read.find((piece) => piece.refusal !== undefined)?.refusal ?? twice(parts);
  const refusal = parts.length > 0 ? (above ?? own) : own;
  return { ...rest, parts, ...(refusal === undefined ? {} : { refusal }) };
}

function readPiece(piece: Piece): { part: PlacedPart; refusal?: Refusal | undefined } | { refusal?: Refusal } {
  const { scalar, pointer, whole } = piece;
  const { text, line, start, end, plain } = scalar;
  const from = whole?.fixedAt ?? 0;
  const fixes = text.slice(from);
  if (whole !== undefined && fixes === '') return piece.refusal === undefined ? {} : { refusal: piece.refusal };
  const holds = kindOf(fixes, piece);
  if (holds === undefined) return { refusal: NOT_ONE };
  const part: PlacedPart = { holds, text: fixes, line, start: start + from, end, pointer, ...(plain ? { plain } : {}) };
  return { part, refusal: piece.refusal ?? scalar.refusal };
}

function kindOf(fixes: string, { whole, as }: Piece): 'tag' | 'digest' | 'tag@digest' | undefined {
  if (whole !== undefined) {
    if (whole.digest === undefined) return 'tag';
    return whole.tag === undefined ? 'digest' : 'tag@digest';
  }
  if (as === 'digest') return isDigest(fixes) ? 'digest' : undefined;
  const { tag, digest } = readTag(fixes) ?? {};
  if (tag === undefined) return undefined;
  return digest === undefined ? 'tag' : 'tag@digest';
}

function twice(parts: PlacedPart[]): Refusal | undefined {
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
