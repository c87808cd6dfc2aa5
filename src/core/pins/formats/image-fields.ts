/** References to images in a map of any format: `image: repository:tag@digest`, and an image's parts under keys of their own. */
import { isDigest } from '../../names.ts';
import type { PinKind } from '../found-pin.ts';
import type { Place, Refusal, ScalarValue } from '../pin-file.ts';
import { kindOfWhole, placeOf, type Piece } from './image-place.ts';
import { parseImage, type ImageReference } from './image-reference.ts';

/** What a map says under a key: its scalar, and why it is not the map's own to change. */
export interface Field {
  value: ScalarValue;
  /** The pointer of the alias that stands for it there. */
  alias?: string;
  refusal?: Refusal;
}

export interface Fields {
  keys: readonly string[];
  /** A list or a map under a key that should hold a scalar reads as the text `{}`, which is no reference. */
  get: (key: string) => Field | undefined;
  /** What the kinds of reference are called in this format. */
  kinds: { whole: PinKind; parts: PinKind };
  /** The key that the map stands under. */
  key?: string;
  read?: ReadImage;
}

/** The image that a scalar names. */
export interface Whole extends Pick<Piece, 'fixed'> {
  image: ImageReference;
  /** As the file spells it, without tag and digest. */
  name: string;
}

/** How a format spells an image in a scalar; without one of its own as it is. */
export type ReadImage = (value: ScalarValue) => Whole | undefined;

interface Named extends Whole {
  key: string;
  field: Field;
  /** As it is written beside a registry. */
  shortName?: string;
}

/** Keys that hold a whole reference by custom: `sidecarImage`, `init_image`, `imageName`. */
const OTHER_KEYS = /(?:[a-z\d]Image|_image|-image|^imageName|[a-z\d]ImageName)$/;
const KEYS = /^(?:image|img)$|[a-z\d]Image$|[_-]image$/;
/** Keys that only a map of an image's parts has. */
const ABOUT_AN_IMAGE = ['registry', 'pullPolicy', 'imagePullPolicy'];
/** A time of day, or ports: no image is called so. */
const NUMBER = /^\d+$/;
const PICTURE = /\.(?:png|jpe?g|gif|svg|webp|ico|avif)$/i;
/** Under a key of custom, any other word behind a colon may be anything: `heroImage: banner:wide`. */
const SURELY_A_TAG = /\d|^(?:latest|stable|edge|alpine|slim)$/;
const OTHER_DIGEST: Refusal = {
  why: 'a key `sha` beside it fixes a digest in a way of its own',
  next: 'Write it under the key `digest`, as sha256:…, if the chart takes that.',
};

/** Whether a key holds a whole reference by custom, without being called `image`. */
const isOtherImageKey = (key: string): boolean => OTHER_KEYS.test(key);

/** Whether a map under this key is that of an image. */
export const isImageKey = (key: string): boolean => KEYS.test(key);

/** The references to images that the keys of one map make up. */
export function imagesOfFields(fields: Fields): Place[] {
  const others = fields.keys.filter(isOtherImageKey).flatMap((key) => otherImage(key, fields));
  const main = mainImage(fields);
  return main === undefined ? others : [main, ...others];
}

function mainImage(fields: Fields): Place | undefined {
  const named = nameOf(fields);
  if (named === undefined) return namelessImage(fields);
  const { key, field, image, name, shortName, fixed } = named;
  const siblings = siblingsOf(fields, isFixed(named));
  const kind = siblings.length === 0 && key === 'image' ? fields.kinds.whole : fields.kinds.parts;
  const about = { kind, name, names: [image.repository], line: field.value.line };
  const refusal = otherDigest(fields, siblings);
  return placeOf(
    { ...about, ...(shortName === undefined ? {} : { shortName }), ...(refusal === undefined ? {} : { refusal }) },
    [{ ...field, whole: image, ...(fixed === undefined ? {} : { fixed }) }, ...siblings],
  );
}

/** Its tag and its digest under keys of their own, as far as they say something. */
function siblingsOf({ get }: Pick<Fields, 'get'>, isNameFixed: boolean): Piece[] {
  const tag = get('tag') ?? (isNameFixed ? undefined : get('version'));
  const digest = get('digest');
  const siblings: Piece[] = [];
  if (tag !== undefined && tag.value.text !== '') siblings.push(tag);
  if (digest !== undefined && digest.value.text !== '') siblings.push({ ...digest, as: 'digest' });
  return siblings;
}

const otherDigest = ({ get }: Fields, siblings: readonly Piece[]): Refusal | undefined =>
  siblings.length > 0 && (get('sha')?.value.text ?? '') !== '' ? OTHER_DIGEST : undefined;

/** A tag, a digest or both of an image that something else names: the chart, another file, a template. */
function namelessImage(fields: Fields): Place | undefined {
  const siblings = siblingsOf(fields, true);
  const [first] = siblings;
  if (first === undefined || !siblings.some((piece) => (piece.refusal ?? piece.value.refusal) === undefined)) {
    return undefined;
  }
  const isPair = siblings.length > 1 && isDigest(siblings[1]?.value.text ?? '');
  const isOfImage = isImageKey(fields.key ?? '') || ABOUT_AN_IMAGE.some((key) => fields.get(key) !== undefined);
  if (!isPair && !isOfImage) return undefined;
  const refusal = otherDigest(fields, siblings);
  const about = { kind: fields.kinds.parts, names: [], line: first.value.line };
  const place = placeOf({ ...about, ...(refusal === undefined ? {} : { refusal }) }, siblings);
  return place.parts.length > 0 ? place : undefined;
}

/** Under such a key only what fixes something is taken for a reference. */
function otherImage(key: string, { get, read, kinds }: Fields): Place[] {
  const field = get(key);
  const whole = field && readWhole(field, read);
  if (!field || !whole || !isFixed(whole)) return [];
  const { tag = '', digest } = whole.image;
  const isSure =
    digest !== undefined || whole.fixed !== undefined || whole.name.includes('/') || SURELY_A_TAG.test(tag);
  return isSure ? [placeOfWhole(kinds.whole, field, whole)] : [];
}

/** The reference that one scalar makes up. */
export function placeOfWhole(kind: PinKind, field: Field, { image, name, fixed }: Whole): Place {
  const piece = { ...field, whole: image, ...(fixed === undefined ? {} : { fixed }) };
  return placeOf({ kind, name, names: [image.repository], line: field.value.line }, [piece]);
}

/** The key that names the image: a whole reference under `image` first, then `repository`, then a bare `image` or `name`. */
function nameOf(fields: Fields): Named | undefined {
  const registry = fields.get('registry')?.value;
  const image = readName('image', fields, registry);
  if (image !== undefined && isFixed(image)) return image;
  const repository = readName('repository', fields, registry);
  if (repository !== undefined) return repository;
  if (image !== undefined) return PICTURE.test(image.name) ? undefined : image;
  const name = readName('name', fields, registry);
  return name !== undefined && isNameOfImage(name, fields, registry) ? name : undefined;
}

/** Anything may have a name, and a tag beside it. */
function isNameOfImage(named: Named, { key = '', get }: Fields, registry: ScalarValue | undefined): boolean {
  const isOfImage = isImageKey(key);
  const hasSibling = siblingsOf({ get }, false).length > 0;
  if (!hasSibling) return isOfImage && isFixed(named);
  return isOfImage || named.image.hasHost || registry !== undefined || isDigest(get('digest')?.value.text ?? '');
}

const isFixed = ({ image }: Whole): boolean => kindOfWhole(image) !== undefined;

function readName(key: string, { get, read }: Fields, registry: ScalarValue | undefined): Named | undefined {
  const field = get(key);
  const whole = field && readWhole(field, read);
  if (!field || !whole) return undefined;
  const { image, name } = whole;
  if (image.hasHost || registry === undefined || registry.text === '') return { ...whole, key, field };
  const full = `${registry.text.replace(/\/$/, '')}/${name}`;
  const joined = parseImage(full);
  const repository = joined?.repository;
  return repository === undefined
    ? undefined
    : { ...whole, key, field, image: { ...image, repository }, name: full, shortName: name };
}

function readWhole({ value }: Field, read: ReadImage = readLiteral): Whole | undefined {
  const whole = read(value);
  return whole !== undefined && NUMBER.test(whole.name) ? undefined : whole;
}

/** The image in a scalar that says what it spells. */
export function readLiteral({ text }: ScalarValue): Whole | undefined {
  const image = parseImage(text);
  if (image === undefined) return undefined;
  return { image, name: image.fixedAt < text.length ? text.slice(0, image.fixedAt - 1) : text };
}
