/** Images whose parts stand in variables of one prefix: `payments_image_repository` and `payments_image_tag`, `APP_IMAGE` and `APP_TAG`. */
import type { PinKind } from '../found-pin.ts';
import type { Place, Refusal, ScalarValue } from '../pin-file.ts';
import { isCommitSha, isDigest } from '../../names.ts';
import { readReference, readTag } from '../reference.ts';
import { stretchOf } from './bare-value.ts';
import { imagesOfFields } from './image-fields.ts';
import type { Field } from './image-fields.ts';
import { placeOf } from './image-place.ts';
import { parseImage, parseRepository } from './image-reference.ts';

export interface Variables {
  keys: readonly string[];
  get: (key: string) => Field | undefined;
  kind: PinKind;
}

const NAMING = /(?:^|_)(?:image_repository|image_repo|image_name|image|repository|repo)$/i;
/** A word of its own at the end of the key. */
const FIXING = /(?:^|[_-])(tag|version|digest|commit|sha|ref)$/i;
const FIXING_IN_CAMEL_CASE = /[a-z\d](Tag|Version|Digest|Commit|Sha|Ref)$/;
/** `v12`, `12-alpine`, `2024.1`, a short commit. */
const LIKE_A_TAG = /^(?:v?\d[\w.-]*|(?=[a-f]*\d)[\da-f]{7,40})$/;
/** Of keys in snake case. What stands before it is the same for what belongs together. */
const HALF = /(?:^|_)(image_)?(tag|version|digest|sha)$/;
const WHOLE = /(?:^|_)image(?:_name|_ur[il])?$/;
const HEXADECIMAL = /^[\da-f]{64}$/i;
const BARE_DIGEST: Refusal = {
  why: 'it is 64 hexadecimal digits, as of a digest without its algorithm',
  next: 'Write a digest as sha256:… there.',
};

/** The references that variables of one prefix make up: one that names the image, and those that fix it. */
export function imagesOfVariables({ keys, get, kind }: Variables): Place[] {
  return keys.flatMap((key) => {
    const at = NAMING.exec(key)?.index;
    const repository = at === undefined ? undefined : get(key);
    if (at === undefined || repository === undefined || parseRepository(repository.value.text) === undefined) return [];
    const isUpper = key === key.toUpperCase();
    const find = (...names: string[]): Field | undefined =>
      names
        .map((name) => (at === 0 ? name : `${key.slice(0, at)}_${isUpper ? name.toUpperCase() : name}`))
        .map((name) => get(isUpper ? name.toUpperCase() : name))
        .find((field) => field !== undefined && field.value.text !== '');
    const parts = new Map([
      ['repository', repository],
      ['registry', find('image_registry', 'registry')],
      ['tag', find('image_tag', 'tag', 'image_version', 'version')],
      ['digest', find('image_digest', 'digest')],
    ]);
    if (parts.get('tag') === undefined && parts.get('digest') === undefined) return [];
    return imagesOfFields({ keys: [], get: (part) => parts.get(part), kinds: { whole: kind, parts: kind } });
  });
}

/** A value that stands for itself: its key says what it fixes, and it has the form of that. */
export function placeOfVariable(key: string, { value, refusal }: Field, kind: PinKind): Place[] {
  const word = fixingWordOf(key);
  const holds = word === undefined ? undefined : formOf(word, value);
  if (holds === undefined) return [];
  const why = refusal ?? value.refusal;
  const { pointer, line } = value;
  return [
    { kind, names: [], pointers: [pointer], line, parts: [stretchOf(value, holds)], ...(why ? { refusal: why } : {}) },
  ];
}

/** What a key says that its value fixes an image or something else by: its tag, its version. */
export const fixingWordOf = (key: string): string | undefined =>
  (FIXING.exec(key) ?? FIXING_IN_CAMEL_CASE.exec(key))?.[1]?.toLowerCase();

function formOf(word: string, { text }: ScalarValue): 'word' | 'digest' | 'tag@digest' | undefined {
  const { tag, digest, version } = readReference(text) ?? {};
  if (digest !== undefined) return tag === undefined ? 'digest' : 'tag@digest';
  if (isCommitSha(text) || version !== undefined) return word === 'digest' ? undefined : 'word';
  return word !== 'version' && word !== 'digest' && LIKE_A_TAG.test(text) ? 'word' : undefined;
}

/** Why a literal must not be taken for a tag or a version, though it has the form of one. */
export const refusalOfText = (text: string): { refusal?: Refusal } =>
  HEXADECIMAL.test(text) ? { refusal: BARE_DIGEST } : {};

/** A variable that fixes an image together with another one. */
interface Half {
  field: Field;
  /** What comes before `_tag`, `_image_tag` and their like. */
  prefix: string;
  holds: 'image' | 'tag' | 'version' | 'digest';
  isOfImage: boolean;
}

/**
 * Digests with the tag of the same prefix, whose image is named elsewhere or in a whole reference: `APP_TAG` and `APP_DIGEST`,
 * `app_image = "app:v1"` and `app_digest`. Those pointers that make up a reference already are left to it.
 */
export function digestsWithTags({ keys, get, kind }: Variables, used: ReadonlySet<string>): Place[] {
  const halves = keys.flatMap((key) => halfOf(key, get(key)));
  const free = halves.filter(({ field, holds }) => holds === 'image' || !used.has(field.value.pointer));
  const byPrefix = Map.groupBy(free, ({ prefix }) => prefix);
  return [...byPrefix.values()].flatMap((group) => {
    const digests = group.filter(({ holds }) => holds === 'digest');
    const others = group.filter(({ holds }) => holds !== 'digest');
    const [nearest, nearestOfImage] = [false, true].map((isOfImage) => nearestOf(others, isOfImage));
    return digests.flatMap(({ field, isOfImage }) => {
      const other = isOfImage ? nearestOfImage : nearest;
      return other === undefined ? [] : together(other, field, kind);
    });
  });
}

function halfOf(key: string, field: Field | undefined): Half[] {
  if (field === undefined || field.value.text === '') return [];
  const { text, refusal } = field.value;
  const words = key
    .replaceAll('-', '_')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase();
  const whole = WHOLE.exec(words);
  if (whole !== null) {
    const image = parseImage(text);
    const isFixed = image !== undefined && image.fixedAt < text.length;
    return isFixed ? [{ field, prefix: words.slice(0, whole.index), holds: 'image', isOfImage: true }] : [];
  }
  const half = HALF.exec(words);
  const [, ofImage, word] = half ?? [];
  if (half === null || word === undefined) return [];
  const about = { field, prefix: words.slice(0, half.index), isOfImage: ofImage !== undefined };
  // What is filled in may be the digest, or the tag: that the two belong together is certain.
  const isKnown = refusal === undefined;
  if (word === 'sha') return isDigest(text) ? [{ ...about, holds: 'digest' }] : [];
  if (word === 'digest') return isDigest(text) || !isKnown ? [{ ...about, holds: word }] : [];
  const holds = word === 'tag' ? 'tag' : 'version';
  return readTag(text) !== undefined || !isKnown ? [{ ...about, holds }] : [];
}

/** What a digest most likely belongs to: the nearer the name, the likelier. */
function nearestOf(others: readonly Half[], isOfImage: boolean): Half | undefined {
  const distance = (half: Half): number =>
    half.holds === 'image' ? 0 : 1 + (half.isOfImage === isOfImage ? 0 : 1) + (half.holds === 'version' ? 2 : 0);
  return others.toSorted((a, b) => distance(a) - distance(b))[0];
}

function together({ field, holds }: Half, digest: Field, kind: PinKind): Place[] {
  if (holds !== 'image') {
    return [placeOf({ kind, names: [], line: field.value.line }, [field, { ...digest, as: 'digest' }])];
  }
  const parts = new Map([
    ['image', field],
    ['digest', digest],
  ]);
  return imagesOfFields({ keys: [], get: (part) => parts.get(part), kinds: { whole: kind, parts: kind } });
}

/** The places but for those whose stretches are all in one of the wider ones. */
export function withoutCovered(places: readonly Place[], wider: readonly Place[]): Place[] {
  const covered = new Set(wider.flatMap(({ pointers }) => pointers));
  return places.filter(({ pointers }) => !pointers.every((pointer) => covered.has(pointer)));
}
