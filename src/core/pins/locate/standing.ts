/** Why a place is not moved, though a rule means it: its own reason, or what else would move with it. */
import { isDigest } from '../../names.ts';
import { referenceOf } from '../formats/image-place.ts';
import type { PinFile, Place, Refusal } from '../pin-file.ts';
import { indexOf } from './place-index.ts';
import { sharesOf } from './stretches.ts';

const OTHER_IMAGE: Refusal = {
  why: 'another image takes it as well',
  next: 'Write the value out in each of the places that use it.',
};
const NO_REFERENCE: Refusal = {
  why: 'something else in the file repeats what it stands in',
  next: 'Write the value out in each of the places that use it.',
};
const OTHER_REFERENCES: Refusal = {
  why: 'other references in the file share what it stands in',
  next: 'Name the place that they take it from, or name all of them by their image.',
};
const HALF: Refusal = {
  why: 'it holds one half of a tag and a digest, which move together',
  next: 'Name the reference by its image, or write it out in each of the places that use it.',
};
const OTHER_ALGORITHM: Refusal = {
  why: 'its digest is no SHA-256 digest',
  next: 'Write a digest there that begins with "sha256:".',
};

/** The places with the reasons not to move them, if they move together and nothing else does. */
export function withRefusals(file: PinFile, places: readonly Place[]): Place[] {
  const shares = sharesOf(places);
  return places.map((place) => {
    const refusal = place.refusal ?? otherDigest(place) ?? sharedWith(file, place, shares);
    return refusal === undefined ? place : { ...place, refusal };
  });
}

/** Registries know other digests too; a new one could not be told to be of the same kind. */
export function otherDigest({ parts }: Place): Refusal | undefined {
  const { digest } = referenceOf(parts);
  return digest === undefined || isDigest(digest) ? undefined : OTHER_ALGORITHM;
}

function sharedWith(file: PinFile, { arg, parts }: Place, shares: ReadonlyMap<number, number>): Refusal | undefined {
  if (arg !== undefined && parts.some(({ start }) => indexOf(file).halved.has(start))) return HALF;
  // An ARG's name stands for everything that it feeds.
  const shared = arg === undefined ? parts.filter(({ uses = 1 }) => uses > 1) : [];
  for (const { start, uses = 1 } of shared) {
    const { count, isOne } = indexOf(file).takers.get(start) ?? { count: 0, isOne: true };
    if (!isOne) return OTHER_IMAGE;
    if (uses > count) return NO_REFERENCE;
    if (uses > (shares.get(start) ?? 0)) return OTHER_REFERENCES;
  }
  return undefined;
}
