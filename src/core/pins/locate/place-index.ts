/** The places of a file by where they stand, read once for each file that is open. */
import { nameKey } from '../formats/image-place.ts';
import type { PinFile, Place } from '../pin-file.ts';

/** The references that one stretch of the text is a part of; an `ARG` by itself is none of them. */
export interface Takers {
  count: number;
  /** All of them refer to the same. */
  isOne: boolean;
}

export interface PlaceIndex {
  /** By each pointer that stands for a place, or for a part of it. */
  byPointer: ReadonlyMap<string, readonly Place[]>;
  /** By each line that a place is named or fixed on. */
  byLine: ReadonlyMap<number, readonly Place[]>;
  /** By where a part begins. */
  takers: ReadonlyMap<number, Takers>;
  /** By where a part begins that is not all that fixes its reference; an `ARG` by itself is none of them. */
  halved: ReadonlyMap<number, readonly Place[]>;
}

const INDICES = new WeakMap<PinFile, PlaceIndex>();

/** The places of a file by their pointers, their lines and their stretches. */
export function indexOf(file: PinFile): PlaceIndex {
  const known = INDICES.get(file);
  if (known !== undefined) return known;
  const places = file.places();
  const index = {
    byPointer: groupedBy(places, ({ pointers, parts }) => [...pointers, ...parts.map(({ pointer }) => pointer)]),
    byLine: groupedBy(places, linesOfPlace),
    takers: takersOf(places),
    halved: groupedBy(places, ({ parts }) => (parts.length < 2 ? [] : parts.map(({ start }) => start))),
  };
  INDICES.set(file, index);
  return index;
}

/** Where a place is named and where it is fixed. */
export const linesOfPlace = ({ line, parts }: Place): number[] => [line, ...parts.map((part) => part.line)];

function groupedBy<Key>(places: readonly Place[], keysOf: (place: Place) => Key[]): Map<Key, Place[]> {
  const groups = new Map<Key, Place[]>();
  for (const place of places) {
    for (const key of new Set(keysOf(place))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [place]);
      else group.push(place);
    }
  }
  return groups;
}

function takersOf(places: readonly Place[]): Map<number, Takers> {
  const takers = new Map<number, Takers & { name: string }>();
  for (const place of places) {
    if (place.arg !== undefined) continue;
    const name = nameKey(place);
    for (const { start } of place.parts) {
      const known = takers.get(start);
      const count = (known?.count ?? 0) + 1;
      takers.set(start, { name, count, isOne: known === undefined || (known.isOne && known.name === name) });
    }
  }
  return takers;
}
