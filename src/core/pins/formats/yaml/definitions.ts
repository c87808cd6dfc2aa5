/**
 * What stands apart to be used by aliases: `x-tag: &v v1`, and `tag: *v` in each map of the image. No key tells what it is, but what all
 * of them refer to does, if it is one and the same.
 */
import type { PinPart, Place, Refusal } from '../../pin-file.ts';
import { nameKey } from '../image-place.ts';
import type { YamlFile, YamlScalar } from './node.ts';
import { pointerOf } from './tree/pointers.ts';

const UNNAMED: Refusal = {
  why: 'an alias or a merge repeats it, and nothing beside it tells of which image it is',
  next: 'Write the value out in each of the places that use it.',
};

const isShared = ({ uses = 1 }: PinPart): boolean => uses > 1;

/** The places with those of what they take from elsewhere, in the order of the file. */
export function withDefinitions(places: Place[], file: YamlFile): Place[] {
  if (!places.some(({ parts }) => parts.some(isShared))) return places;
  const takers = takersIn(places);
  const definitions = new Map<string, Place>();
  for (const node of file.nodes) {
    if (node.kind !== 'scalar' || node.aliases === undefined) continue;
    const pointer = pointerOf(node, file);
    const taking = takers.get(pointer) ?? [];
    const [first] = taking;
    if (first === undefined || nameOfAll(taking) === undefined || isRead(node, taking, file)) continue;
    const definition = definitionOf({ pointer, line: file.lineOf(node.start) }, first, taking);
    const key = `${nameKey(definition)} ${startsOf(definition.parts)}`;
    const known = definitions.get(key);
    definitions.set(key, known === undefined ? definition : { ...known, pointers: [...known.pointers, pointer] });
  }
  const named = places.map((place) => (place.names.length > 0 ? place : adopted(place, takers)));
  return [...definitions.values(), ...named].toSorted((a, b) => a.line - b.line);
}

/** The places but for those without a name whose tag and digest a place with one has: the `ref` of a source says what its `url` names. */
export function withoutTaken(places: Place[]): Place[] {
  if (places.every(({ names }) => names.length > 0)) return places;
  const named = places.filter(({ names }) => names.length > 0);
  const taken = new Set(named.flatMap(({ parts }) => parts.map(({ start }) => start)));
  const isTaken = (part: PinPart): boolean => taken.has(part.start) && !isShared(part);
  return places.filter(({ names, parts }) => names.length > 0 || !parts.every(isTaken));
}

/** The places by the pointers of what they share. */
function takersIn(places: readonly Place[]): Map<string, Place[]> {
  const takers = new Map<string, Place[]>();
  for (const place of places) {
    for (const { pointer } of place.parts.filter(isShared)) {
      const known = takers.get(pointer);
      if (known === undefined) takers.set(pointer, [place]);
      else if (known.at(-1) !== place) known.push(place);
    }
  }
  return takers;
}

/** What all places that have a name refer to; undefined where that is nothing, or more than one thing. */
function nameOfAll(places: readonly Place[]): Place | undefined {
  const named = places.filter(({ names }) => names.length > 0);
  const [first] = named;
  return first !== undefined && named.every((place) => nameKey(place) === nameKey(first)) ? first : undefined;
}

/** Whether it is a part of a reference where it is written too, and not by its aliases alone. */
function isRead(node: YamlScalar, taking: readonly Place[], file: YamlFile): boolean {
  const aliases = new Set(node.aliases?.map((alias) => pointerOf(alias, file)));
  return taking.some(({ pointers }) => !pointers.some((pointer) => aliases.has(pointer)));
}

/** As one more reference to the same: all that the others hold, where all hold the same, or else what they share. */
function definitionOf(at: { pointer: string; line: number }, first: Place, taking: readonly Place[]): Place {
  const starts = startsOf(first.parts);
  const isSame = taking.every(({ parts }) => startsOf(parts) === starts);
  const parts = isSame ? first.parts : first.parts.filter(({ pointer }) => pointer === at.pointer);
  return { ...first, line: at.line, pointers: [at.pointer], parts };
}

const startsOf = (parts: readonly PinPart[]): string => parts.map(({ start }) => start).join();

/** A place without a name is of the image of those that share its tag or its digest. */
function adopted(place: Place, takers: ReadonlyMap<string, readonly Place[]>): Place {
  const shared = place.parts.filter(isShared);
  if (shared.length === 0) return place;
  const others = nameOfAll(shared.flatMap(({ pointer }) => takers.get(pointer) ?? []));
  if (others === undefined) return { ...place, refusal: place.refusal ?? UNNAMED };
  const { name, names } = others;
  return { ...place, names, ...(name === undefined ? {} : { name }) };
}
