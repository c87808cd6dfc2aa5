/**
 * The entries of `images` in a kustomization, or in Flux's resource that stands for one. Kustomize looks for images called `name` in what it builds and gives them `newName`,
 * `newTag` and `digest` (kustomize, api/filters/imagetag/updater.go). So an entry is a component's both where the manifests call
 * the image that (`name`) and where it is what they get (`newName`).
 */
import type { Place } from '../../pin-file.ts';
import { placeOf, pointersOf, type Piece } from '../image-place.ts';
import { parseImage } from '../image-reference.ts';
import type { YamlFile, YamlNode } from './node.ts';
import { fieldOf } from './tree/entries.ts';

/** The API of Flux whose resources kustomize-controller builds. */
export const FLUX = 'kustomize.toolkit.fluxcd.io/';

/** Whether kustomize would read a file of this name. */
export const isKustomization = (path: string): boolean => /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);

/** Whether a node is an entry of `images`: at the top level of a kustomization, or in the `spec` of Flux's resource of that name. */
export function isKustomizationEntry(node: YamlNode, file: YamlFile): boolean {
  const { kind, parent } = node;
  if (kind !== 'map' || parent?.kind !== 'list' || parent.key !== 'images') return false;
  const above = parent.parent;
  if (above?.parent === undefined) return isKustomization(file.path);
  const resource = above.key === 'spec' && above.parent.kind === 'map' ? above.parent : undefined;
  return resource !== undefined && fieldOf(resource, 'apiVersion', file)?.value.text.startsWith(FLUX) === true;
}

/** The reference to an image that one entry makes. */
export function imagesOfEntry(node: YamlNode, file: YamlFile): Place[] {
  if (node.kind !== 'map' || !isKustomizationEntry(node, file)) return [];
  const piece = (key: string, as?: 'digest'): Piece[] => {
    const field = fieldOf(node, key, file);
    return field === undefined ? [] : [{ ...field, ...(as && { as }) }];
  };
  const named = [...piece('newName'), ...piece('name')].filter(({ value }) => value.text !== '');
  const [first] = named;
  const names = named.map(({ value }) => parseImage(value.text)?.repository).filter((name) => name !== undefined);
  if (first === undefined || names.length === 0) return [];
  const { text: name, line } = first.value;
  const refusal = named.find((piece) => piece.refusal !== undefined)?.refusal;
  const about = { kind: 'kustomization' as const, name, names, line, ...(refusal && { refusal }) };
  const place = placeOf(about, [...piece('newTag'), ...piece('digest', 'digest')]);
  return [{ ...place, pointers: [...named.flatMap(pointersOf), ...place.pointers] }];
}

/**
 * The places without the names of images that an entry replaces by another one, where the new image of some entry is called the same: that
 * one is what runs.
 */
export function withoutReplaced(places: readonly Place[]): Place[] {
  const entries = places.filter(({ kind }) => kind === 'kustomization');
  const running = new Set(entries.map(({ names: [running] }) => running));
  return places.map((place) => {
    const [own, replaced] = place.names;
    if (place.kind !== 'kustomization' || own === undefined || !running.has(replaced)) return place;
    return { ...place, names: [own] };
  });
}
