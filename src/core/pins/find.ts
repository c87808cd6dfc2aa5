import { identifyingOf, nameKey } from './formats/image-place.ts';
import type { FoundPin, PinKind } from './found-pin.ts';
import { heldBy } from './locate/held-reference.ts';
import { isOfImage } from './locate/by-image.ts';
import { markedIn } from './locate/by-marker.ts';
import { isScalar, placeOfValue, placesAt } from './locate/by-pointer.ts';
import { otherDigest, withRefusals } from './locate/standing.ts';
import { sharesOf, stretchesOf } from './locate/stretches.ts';
import { openFile } from './open.ts';
import type { PinFile, Place, Refusal } from './pin-file.ts';
import { readReference } from './reference.ts';

/** Kinds of values that stand there for anything: only their form tells that they are references. */
const BY_FORM: ReadonlySet<PinKind> = new Set(['arg', 'value']);

/** What a comment has to say to mark a value. */
const MARK = 'sluice:';

const SEVERAL: Refusal = {
  why: 'its place is a part of several references',
  next: 'Name it by its image, or name another part of it.',
};

/** A place and the comment that makes a reference of it, where nothing else does. */
interface Found {
  place: Place;
  marker?: string;
}

/**
 * Every reference in the file that its pointer moves, in the order of the file; none in a file that cannot be read. With `all` those
 * too that cannot be moved so, each with its refusal. The path tells the format, and nothing is read from it. It never throws.
 */
export function findPins(text: string, options: { path: string; all?: boolean }): FoundPin[] {
  // A program in JavaScript may give none.
  const { path = '', all = false } = (options as Partial<typeof options> | null) ?? {};
  const file = openFile(text, path);
  return 'unreadable' in file ? [] : pinsIn(file, { all });
}

/** The same of a file that is open already. */
export function pinsIn(file: PinFile, { all }: { all: boolean }): FoundPin[] {
  const refusalOf = refusalsIn(file);
  const found = foundIn(file).map((each) => ({ ...each, refusal: refusalOf(each.place) }));
  const movable = found.filter(({ refusal }) => refusal === undefined).map(({ place }) => place);
  const args = new Map(movable.flatMap(({ arg, parts: [part] }) => (arg && part ? [[part.start, arg]] : [])));
  // What an image takes from an ARG is the image's.
  const taken = sharesOf(movable.filter(({ arg }) => arg === undefined));
  const seen = new Set<string>();
  return found.flatMap(({ place, marker, refusal }) => {
    const key = `${place.parts.length > 0 ? stretchesOf(place) : place.pointers.join()}\n${nameKey(place)}`;
    const isTaken = place.arg !== undefined && place.parts.some(({ start }) => taken.has(start));
    if (seen.has(key) || isTaken || (refusal !== undefined && !all)) return [];
    seen.add(key);
    const pin = foundPin(place, { text: file.text, args, isMarked: marker !== undefined });
    if (pin === undefined) return [];
    return { ...pin, ...(marker === undefined ? {} : { marker }), ...(refusal && { refusal: sentencesOf(refusal) }) };
  });
}

/** The references that are told by what they are, and the values that a comment makes one of. */
function foundIn(file: PinFile): Found[] {
  const fixing = file.places().filter(({ parts, refusal }) => parts.length > 0 || refusal !== undefined);
  const found: Found[] = fixing.map((place) => ({ place }));
  const marked = file.text.includes(MARK) ? markedValues(file) : [];
  return [...found, ...marked].toSorted((a, b) => lineOf(a.place) - lineOf(b.place));
}

function markedValues(file: PinFile): Found[] {
  return markedIn(file).flatMap(({ mark, places, value }) => {
    if (places.length > 0 || value === undefined || !isScalar(value) || value.text === '') return [];
    const place = placeOfValue(value);
    return place.parts.length > 0 || place.refusal !== undefined ? [{ place, marker: mark.name }] : [];
  });
}

const lineOf = ({ line, parts }: Place): number => identifyingOf(parts)?.line ?? line;

/** Why the pointer of a place moves nothing: what it leads to has to be this one reference, with all that shares it. */
function refusalsIn(file: PinFile): (place: Place) => Refusal | undefined {
  const known = new Map<string, Refusal | undefined>();
  const isApart = apartIn(file.places());
  return (place) => {
    const { refusal } = place;
    const pointer = identifyingOf(place.parts)?.pointer;
    if (refusal !== undefined || pointer === undefined) return refusal;
    if (isApart(place)) return otherDigest(place);
    // The pointer of an ARG stands for it alone where it feeds more than one image.
    const key = `${place.arg ?? ''} ${pointer}`;
    if (!known.has(key)) known.set(key, refusalAt(file, { pointer, place }));
    return known.get(key);
  };
}

/** Whether a place shares neither its stretches nor its pointer with another one, as most do: nothing else has to be looked at then. */
function apartIn(places: readonly Place[]): (place: Place) => boolean {
  const shares = sharesOf(places);
  const pointers = new Map<string | undefined, number>();
  for (const { parts } of places) {
    const pointer = identifyingOf(parts)?.pointer;
    pointers.set(pointer, (pointers.get(pointer) ?? 0) + 1);
  }
  return ({ arg, parts }) =>
    arg === undefined &&
    pointers.get(identifyingOf(parts)?.pointer) === 1 &&
    parts.every(({ start, uses = 1 }) => uses === 1 && shares.get(start) === 1);
}

function refusalAt(file: PinFile, { pointer, place }: { pointer: string; place: Place }): Refusal | undefined {
  const at = placesAt(file, pointer);
  const meant = withRefusals(file, at.includes(place) ? at : [place]);
  const refused = meant.find(({ refusal }) => refusal !== undefined)?.refusal;
  return refused ?? (new Set(meant.map(stretchesOf)).size > 1 ? SEVERAL : undefined);
}

function sentencesOf({ why, next }: Refusal): string {
  return `${why.slice(0, 1).toUpperCase()}${why.slice(1)}. ${next}`;
}

function foundPin(
  place: Place,
  { text, args, isMarked }: { text: string; args: ReadonlyMap<number, string>; isMarked: boolean },
): FoundPin | undefined {
  const { kind, name, parts, pointers } = place;
  const part = identifyingOf(parts);
  const pointer = part?.pointer ?? pointers[0];
  const reference = heldBy(place, text);
  const isAnything = BY_FORM.has(kind) && !isMarked;
  if (pointer === undefined || (part !== undefined && Object.keys(reference).length === 0)) return undefined;
  if (isAnything && readReference(part?.text ?? '') === undefined) return undefined;
  const isImage = isOfImage({ kind, parts });
  const arg = part && args.get(part.start);
  return {
    ...(name === undefined ? {} : isImage ? { image: name } : { name }),
    ...(arg === undefined ? {} : { arg }),
    ...reference,
    line: part?.line ?? place.line,
    pointer,
    kind,
  };
}
