/** References to images in any YAML: `image: repository:tag@digest`, and the maps of Helm values. */
import { isMap } from 'yaml';
import { parseImage } from '../image-reference.ts';
import type { ImageReference } from '../image-reference.ts';
import { placeOf } from './image-place.ts';
import type { ImagePlace, Piece } from './image-place.ts';
import { entryOf } from './documents.ts';
import type { Refusal, YamlFile, YamlNode } from './documents.ts';
import { readField } from './scalars.ts';
import type { ScalarText } from './scalars.ts';

/** A map's scalars by their keys. */
type Fields = (key: string) => (Piece & { isMerged: boolean }) | undefined;

interface Named {
  key: string;
  piece: Piece & { isMerged: boolean };
  whole: ImageReference;
  image: string;
}

const OTHER_DIGEST: Refusal = {
  why: 'a key `sha` beside it fixes a digest in a way of its own',
  next: 'Use the key `digest`, or name that place by pointer.',
};

/** The references to images that the keys of one map make up. */
export function imagesOfMap(found: YamlNode, file: YamlFile): ImagePlace[] {
  const { node } = found;
  if (!isMap(node)) return [];
  const fields = fieldsOf(found, file);
  const named = nameOf(fields);
  if (named === undefined) return [];
  const { key, piece, whole, image } = named;
  const isFixed = whole.fixedAt < piece.scalar.text.length;
  const tag = fields('tag') ?? (isFixed ? undefined : fields('version'));
  const digest = fields('digest');
  const siblings = [tag, digest && { ...digest, as: 'digest' as const }]
    .filter((sibling) => sibling !== undefined)
    .filter(({ scalar }) => scalar.text !== '');
  // Where all of it is merged it is found where it is written.
  if ([piece, ...siblings].every(({ isMerged }) => isMerged)) return [];
  if (key === 'name' && siblings.length === 0) return [];
  const otherDigest = (fields('sha')?.scalar.text ?? '') !== '' && siblings.length > 0 ? OTHER_DIGEST : undefined;
  return [
    placeOf(
      {
        kind: siblings.length === 0 && key === 'image' ? 'kubernetes' : 'helm-values',
        image,
        repositories: [whole.repository],
        namedAt: [piece.pointer],
        line: piece.scalar.line,
        refusal: found.refusal ?? otherDigest,
      },
      [{ ...piece, whole }, ...siblings],
    ),
  ];
}

function fieldsOf({ node, pointer, anchors }: YamlNode, file: YamlFile): Fields {
  return (key) => {
    const entry = isMap(node) ? entryOf(node, key, anchors) : undefined;
    const scalar = entry && readField(entry.value, file, anchors);
    if (!entry || !scalar) return undefined;
    const { isMerged, refusal } = entry;
    return { scalar, pointer: `${pointer}/${key}`, isMerged, ...(refusal === undefined ? {} : { refusal }) };
  };
}

/** The key that names the image: a whole reference under `image` first, then `repository`, then a bare `image` or `name`. */
function nameOf(fields: Fields): Named | undefined {
  const registry = fields('registry')?.scalar;
  const [image, repository, name] = ['image', 'repository', 'name'].map((key) => readName(key, fields(key), registry));
  const isWhole = image !== undefined && image.whole.fixedAt < image.piece.scalar.text.length;
  if (isWhole) return image;
  const isName = name !== undefined && (fields('tag') ?? fields('digest') ?? registry ?? name.image.includes('/'));
  return repository ?? image ?? (isName ? name : undefined);
}

function readName(key: string, piece: ReturnType<Fields>, registry: ScalarText | undefined): Named | undefined {
  const own = piece && parseImage(piece.scalar.text);
  if (!piece || !own) return undefined;
  const name = piece.scalar.text.slice(0, own.fixedAt).replace(/[:@]$/, '');
  if (own.hasHost || registry === undefined || registry.text === '') return { key, piece, whole: own, image: name };
  const image = `${registry.text}/${name}`;
  const joined = parseImage(image);
  return joined && { key, piece, whole: { ...own, repository: joined.repository }, image };
}
