/** References to images in the maps of a YAML or JSON file. */
import { isDigest } from '../../../names.ts';
import type { PinKind } from '../../found-pin.ts';
import type { Place } from '../../pin-file.ts';
import { imagesOfFields, isImageKey, placeOfWhole, type Field, type Fields, type ReadImage } from '../image-fields.ts';
import { digestsWithTags, withoutCovered } from '../image-variables.ts';
import { imagesOfPairs, isOfPair } from './image-pairs.ts';
import { readInterpolated } from './interpolation.ts';
import type { YamlFile, YamlMap, YamlNode } from './node.ts';
import { fieldOf } from './tree/entries.ts';
import { ownOf } from './tree/merges.ts';

const COMPOSE = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/i;
/** Beside these an image is more than what stands under `image`. */
const PARTS: ReadonlySet<string> = new Set(['repository', 'registry', 'tag', 'digest', 'version', 'sha']);
const OF_DIGEST = /(?:digest|sha)$/i;
const HALF = /(?:tag|digest|sha)$|image/i;
const DIGEST_LENGTH = 'sha256:'.length + 64;
const LONGEST_SHOWN = 60;
/** Of most nodes. */
const NONE: readonly Place[] = [];

const READ_COMPOSE = readInterpolated({ isCompose: true });
const READ = readInterpolated({ isCompose: false });

/** The references to images that the keys of a map make. */
export function imagesIn(node: YamlNode, file: YamlFile): readonly Place[] {
  if (node.kind !== 'map') return NONE;
  const what = told(node);
  if (what === 'nothing') return NONE;
  const isCompose = !file.isJson && COMPOSE.test(file.path);
  const read = isCompose ? READ_COMPOSE : READ;
  const kinds = kindsIn(file, isCompose);
  return (
    (what === 'image' ? wholeImage(node, file, { read, kind: kinds.whole }) : undefined) ??
    imagesOf(node, file, { read, kinds })
  );
}

/** Most maps hold nothing of the kind, and are not looked at closely; of the others most have a whole image, and nothing else of one. */
function told({ entries, merges, key: own }: YamlMap): 'nothing' | 'image' | 'parts' {
  if (merges !== undefined) return 'parts';
  let images = 0;
  let parts = 0;
  let hasName = false;
  for (const { key } of entries) {
    if (key === 'image') images += 1;
    else if (key === 'name') hasName = true;
    else if (key === 'repository' || isOfPair(key)) return 'parts';
    else if (PARTS.has(key)) parts += 1;
  }
  if (images === 1 && parts === 0) return 'image';
  if (images > 0 || parts > 1 || (parts > 0 && hasName)) return 'parts';
  const isOfImage = typeof own === 'string' && isImageKey(own);
  const hasPart = parts > 0 && entries.some(({ key }) => key === 'pullPolicy' || key === 'imagePullPolicy');
  return hasPart || (isOfImage && (parts > 0 || hasName)) ? 'parts' : 'nothing';
}

/** A whole reference under `image`; undefined where there is more to be looked at. */
function wholeImage(
  node: YamlMap,
  file: YamlFile,
  { read, kind }: { read: ReadImage; kind: PinKind },
): Place[] | undefined {
  const field = fieldOf(node, 'image', file);
  const whole = field && read(field.value);
  const isFixed = whole?.image.tag !== undefined || whole?.image.digest !== undefined;
  if (!field || !isFixed || digestsOf(node, file).length > 0) return undefined;
  return /^\d+$/.test(whole.name) ? [] : [placeOfWhole(kind, field, whole)];
}

function imagesOf(node: YamlMap, file: YamlFile, { read, kinds }: Required<Pick<Fields, 'read' | 'kinds'>>): Place[] {
  const keys = keysOf(node);
  const fields = new Map<string, Field | undefined>();
  const get = (key: string): Field | undefined => {
    // Most of what is asked for is not there, and only a merge brings what is not the map's own.
    if (node.merges === undefined && ownOf(node, key) === undefined) return undefined;
    if (!fields.has(key)) fields.set(key, fieldOf(node, key, file));
    return fields.get(key);
  };
  const own = typeof node.key === 'string' ? { key: node.key } : {};
  const images = imagesOfFields({ keys, get, kinds, read, ...own });
  const named = withPairs(images, imagesOfPairs({ keys, get, kind: kinds.parts }));
  const left = digestsOf(node, file);
  const digests =
    left.length === 0 && !keys.some((key) => OF_DIGEST.test(key))
      ? []
      : keys.filter((key) => OF_DIGEST.test(key) || left.includes(key));
  if (digests.length === 0 || (digests.length === 1 && digests[0] === 'digest' && isTaken(get('digest'), named))) {
    return named;
  }
  const used = new Set(named.filter(({ parts }) => parts.length > 0).flatMap(({ pointers }) => pointers));
  const halves = digestsWithTags({ keys: keys.filter((key) => HALF.test(key)), get, kind: kinds.parts }, used);
  return leavingNone([...withoutCovered(named, halves), ...halves], left, get);
}

/** Whether the one reference of a map has it as a part. */
const isTaken = (field: Field | undefined, [place, ...others]: readonly Place[]): boolean =>
  place !== undefined && others.length === 0 && place.parts.some(({ pointer }) => pointer === field?.value.pointer);

/** A map's own keys, each once. */
function keysOf({ entries }: YamlMap): string[] {
  const keys = entries.map(({ key }) => key);
  return keys.length === 1 ? keys : [...new Set(keys)];
}

/** What names an image makes one reference: of two that it would make the one that fixes something, or else the first. */
function withPairs(images: Place[], pairs: readonly Place[]): Place[] {
  if (pairs.length === 0) return images;
  const fixing = images.filter(({ parts, refusal }) => parts.length > 0 || refusal !== undefined);
  const taken = new Set(fixing.map(({ pointers: [named] }) => named));
  const added = pairs.filter(({ pointers: [named] }) => !taken.has(named));
  const named = new Set(added.map(({ pointers: [named] }) => named));
  return [...images.filter(({ pointers: [first] }) => !named.has(first)), ...added];
}

/** The keys whose values are digests. */
function digestsOf({ entries }: YamlMap, { text }: YamlFile): string[] {
  const found = entries.filter(({ value: { kind, start, end } }) => {
    const isAsLong = kind === 'scalar' && end - start === DIGEST_LENGTH;
    return isAsLong && isDigest(text.slice(start, end));
  });
  return found.map(({ key }) => key);
}

/** A digest that no reference has would stay behind if the others moved: `digestChroot` beside `digest`. */
function leavingNone(places: Place[], keys: readonly string[], get: (key: string) => Field | undefined): Place[] {
  if (keys.length === 0) return places;
  const known = new Set(places.flatMap(({ pointers }) => pointers));
  const left = keys.find((key) => !known.has(get(key)?.value.pointer ?? ''));
  if (left === undefined) return places;
  const key = left.length > LONGEST_SHOWN ? `${left.slice(0, LONGEST_SHOWN)}…` : left;
  const refusal = {
    why: `the key ${JSON.stringify(key)} beside it holds another digest, which would stay behind`,
    next: 'Move both by hand, or keep the other one elsewhere.',
  };
  return places.map((place) => (place.parts.length > 0 && place.refusal === undefined ? { ...place, refusal } : place));
}

function kindsIn({ isJson }: YamlFile, isCompose: boolean): { whole: PinKind; parts: PinKind } {
  if (isJson) return { whole: 'json', parts: 'json' };
  return { whole: isCompose ? 'compose' : 'kubernetes', parts: 'helm-values' };
}
