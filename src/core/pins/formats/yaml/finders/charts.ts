/**
 * Versions of Helm charts, and of what Flux pulls from OCI registries. A range (`^1.2`, `1.x`) follows its repository by itself and
 * fixes nothing. Chart.lock is generated from Chart.yaml, with a digest over all of it, and is left alone.
 */
import { isDigest } from '../../../../names.ts';
import type { Place, Refusal, ScalarValue } from '../../../pin-file.ts';
import { placeOfFields, stretchOf, type Fixed } from '../../bare-value.ts';
import type { Field } from '../../image-fields.ts';
import { placeOf, pointersOf, type Piece } from '../../image-place.ts';
import { parseImage, parseRepository } from '../../image-reference.ts';
import { entryOf, fieldOf } from '../tree/entries.ts';
import type { YamlFile, YamlMap, YamlNode } from '../node.ts';
import { hasRange, isAt, mapAbove, sharedRef } from './path.ts';

/** The keys that say a chart's name, where it comes from and its version. */
interface Shape {
  name: string;
  repository?: string;
  version: string;
}

const DEPENDENCY: Shape = { name: 'name', repository: 'repository', version: 'version' };
const INFLATED: Shape = { name: 'name', repository: 'repo', version: 'version' };
const ARGO_CD: Shape = { name: 'chart', repository: 'repoURL', version: 'targetRevision' };
const FLUX: Shape = { name: 'chart', version: 'version' };
const K3S: Shape = { name: 'chart', repository: 'repo', version: 'version' };

/** Two numbers at least; Helm's own ranges use an `x`, a star, an operator or a blank. */
const EXACT = /^v?\d+(?:\.\d+)+(?:[-+][\w.+-]*)?$/;
const OCI = /^oci:\/\//;

/** The dependencies of a Chart.yaml. */
export function dependenciesIn(node: YamlNode, file: YamlFile): Place[] {
  return node.kind === 'map' && isAt(node, 'dependencies', '*') ? chartOf(node, DEPENDENCY, file) : [];
}

/** The charts that kustomize inflates. */
export function inflatedChartsIn(node: YamlNode, file: YamlFile): Place[] {
  return node.kind === 'map' && isAt(node, 'helmCharts', '*') ? chartOf(node, INFLATED, file) : [];
}

/** The chart that a resource of Argo CD, Flux or k3s installs, and what a Flux OCIRepository pulls. */
export function chartsIn(node: YamlNode, file: YamlFile): Place[] {
  if (node.kind !== 'map') return [];
  if (has(node, 'chart')) {
    const shape = shapeOf(node, file);
    return shape === undefined ? [] : chartOf(node, shape, file);
  }
  if (has(node, 'repoURL')) return artifactOf(node, file);
  return has(node, 'url') && has(node, 'ref') ? ociRepositoryOf(node, file) : [];
}

const has = (node: YamlMap, key: string): boolean => entryOf(node, key) !== undefined;

function shapeOf(node: YamlMap, file: YamlFile): Shape | undefined {
  if (has(node, 'repoURL')) return ARGO_CD;
  if (has(node, 'sourceRef')) return FLUX;
  const isK3s = has(node, 'repo') || OCI.test(fieldOf(node, 'chart', file)?.value.text ?? '');
  return isK3s ? K3S : undefined;
}

function chartOf(node: YamlMap, shape: Shape, file: YamlFile): Place[] {
  const named = fieldOf(node, shape.name, file);
  const held = fieldOf(node, shape.version, file);
  if (named === undefined || !isName(named.value.text)) return [];
  const repository = shape.repository === undefined ? undefined : fieldOf(node, shape.repository, file)?.value.text;
  const { text: name } = named.value;
  const about = { kind: 'chart' as const, name, names: namesOf(name, repository) };
  return [placeOfFields(about, { named, held, fixed: held === undefined ? { parts: [] } : versionOf(held.value) })];
}

/** Neither empty, nor what stands in the place of a list or a map. */
const isName = (text: string): boolean => /^[\w.:/@+-]+$/.test(text);

/** By its name alone, with its repository in front, and of an OCI registry as an image is compared. */
function namesOf(name: string, repository: string | undefined): string[] {
  const full = repository === undefined || !isName(repository) ? name : `${repository.replace(/\/$/, '')}/${name}`;
  return [...new Set([name, full, ...comparable(full), ...(OCI.test(name) ? [lastOf(name)] : [])])];
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** A chart in a registry is called as an image there is; a bare name has no registry, and is none. */
function comparable(full: string): string[] {
  const image = parseImage(full.replace(OCI, ''));
  return image?.hasHost === true ? [image.repository] : [];
}

function versionOf(value: ScalarValue): Fixed {
  return { parts: EXACT.test(value.text) ? [stretchOf(value, 'word')] : [] };
}

/** Argo CD follows an OCI artifact that is no chart by a digest, a tag or a range of tags. */
function artifactOf(node: YamlMap, file: YamlFile): Place[] {
  const named = fieldOf(node, 'repoURL', file);
  const held = fieldOf(node, 'targetRevision', file);
  if (named === undefined || !OCI.test(named.value.text)) return [];
  const isPinned = held !== undefined && (isDigest(held.value.text) || EXACT.test(held.value.text));
  return artifactPlace(named, isPinned ? [pieceOf(held)] : []);
}

const pieceOf = (field: Field): Piece => (isDigest(field.value.text) ? { ...field, as: 'digest' } : field);

function ociRepositoryOf(node: YamlMap, file: YamlFile): Place[] {
  const named = fieldOf(node, 'url', file);
  const above = mapAbove(node, 'spec');
  const ref = entryOf(node, 'ref')?.value;
  if (named === undefined || !OCI.test(named.value.text) || ref?.kind !== 'map') return [];
  if (above === undefined || fieldOf(above, 'kind', file)?.value.text !== 'OCIRepository') return [];
  const digest = fieldOf(ref, 'digest', file);
  // Flux goes by the digest, or else by the range, or else by the tag.
  const tag = hasRange(ref, file) ? undefined : fieldOf(ref, 'tag', file);
  const pieces = [...(tag ? [tag] : []), ...(digest ? [{ ...digest, as: 'digest' as const }] : [])];
  return artifactPlace(named, pieces, sharedRef(ref));
}

function artifactPlace(named: Field, pieces: Piece[], refusal?: Refusal): Place[] {
  const name = named.value.text.replace(OCI, '');
  const repository = parseRepository(name);
  if (repository === undefined) return [];
  const about = { kind: 'chart' as const, name, names: [repository], line: named.value.line };
  const place = placeOf({ ...about, ...(refusal === undefined ? {} : { refusal }) }, pieces);
  return [{ ...place, pointers: [...pointersOf(named), ...place.pointers] }];
}
