/**
 * The entries of `images` in a kustomization. Kustomize looks for images called `name` in what it builds and gives them `newName`,
 * `newTag` and `digest` (kustomize, api/filters/imagetag/updater.go). So an entry is a component's both where the manifests call
 * the image that (`name`) and where it is what they get (`newName`).
 */
import { isMap } from 'yaml';
import { parseImage } from '../image-reference.ts';
import { placeOf } from './image-place.ts';
import type { ImagePlace, Piece } from './image-place.ts';
import { entryOf } from './documents.ts';
import type { YamlFile, YamlNode } from './documents.ts';
import { readField } from './scalars.ts';

const ENTRY = /^(?:#\d+)?\/images\/\d+$/;

/** Whether kustomize would read a file of this name. */
export const isKustomization = (path: string): boolean => /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);

/** Whether a map is an entry of the top level's `images`. */
export const isKustomizationEntry = ({ pointer }: YamlNode): boolean => ENTRY.test(pointer);

/** The reference to an image that one entry makes. */
export function imagesOfEntry(found: YamlNode, file: YamlFile): ImagePlace[] {
  const { node, pointer, anchors } = found;
  if (!isMap(node)) return [];
  const piece = (key: string, as?: 'digest'): Piece[] => {
    const entry = entryOf(node, key, anchors);
    const scalar = entry && readField(entry.value, file, anchors);
    if (!entry || !scalar) return [];
    const { refusal } = entry;
    return [{ scalar, pointer: `${pointer}/${key}`, ...(refusal && { refusal }), ...(as && { as }) }];
  };
  const names = [...piece('newName'), ...piece('name')].filter(({ scalar }) => scalar.text !== '');
  const [first] = names;
  const repositories = names
    .map(({ scalar }) => parseImage(scalar.text)?.repository)
    .filter((name) => name !== undefined);
  if (first === undefined || repositories.length === 0) return [];
  const { text: image, line } = first.scalar;
  const refusal = found.refusal ?? names.find((name) => name.refusal !== undefined)?.refusal;
  const namedAt = names.map((name) => name.pointer);
  return [
    placeOf({ kind: 'kustomization', image, repositories, namedAt, line, refusal }, [
      ...piece('newTag'),
      ...piece('digest', 'digest'),
    ]),
  ];
}
