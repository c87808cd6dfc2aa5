import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { FoundPin, LocatedPin, PinFile, PinRule, ShapeItem } from '../../pin-file.ts';
import type { PinProblem } from '../../problem.ts';
import { imagesOfMap } from './image-keys.ts';
import { identifyingOf, referenceOf } from './image-place.ts';
import type { ImagePlace } from './image-place.ts';
import { imagesOfEntry, isKustomization, isKustomizationEntry } from './kustomization.ts';
import { locateByImage, locateByMarker, locateByPointer } from './locate.ts';
import { readYaml } from './documents.ts';
import type { YamlFile, YamlNode } from './documents.ts';

/** The references to images in a YAML file, and its other scalars by their place. */
export function openYaml(text: string, path: string): PinFile | { problem: PinProblem } {
  const file = readYaml(text);
  if ('unreadable' in file) {
    const message = `${path} cannot be read as YAML: ${file.unreadable}. Mend it, or name another file.`;
    return { problem: { code: 'unreadable', message, candidates: [] } };
  }
  const places = imagesIn(file, path);
  return {
    locate: (rule) => locateIn(file, places, rule),
    find: () => places.flatMap(foundPin),
    shape: () => file.nodes.map(shapeOf),
  };
}

function imagesIn(file: YamlFile, path: string): ImagePlace[] {
  const isEntry = isKustomization(path) ? isKustomizationEntry : (): boolean => false;
  return file.nodes.flatMap((found) => (isEntry(found) ? imagesOfEntry(found, file) : imagesOfMap(found, file)));
}

function locateIn(file: YamlFile, places: ImagePlace[], rule: PinRule): LocatedPin | { problem: PinProblem } {
  const where = { file, places, path: rule.path };
  if (rule.image !== undefined) return locateByImage(where, rule.image);
  if (rule.pointer !== undefined) return locateByPointer(where, rule.pointer);
  return locateByMarker(where, rule.marker ?? '');
}

/** A reference that fixes nothing is no pin. */
function foundPin({ kind, image, parts, refusal }: ImagePlace): FoundPin[] {
  const identifying = identifyingOf(parts);
  if (identifying === undefined || refusal !== undefined) return [];
  const { line, pointer } = identifying;
  return [{ image, ...referenceOf(parts), line, pointer, kind }];
}

function shapeOf({ node, pointer }: YamlNode): ShapeItem {
  const [start, end] = node.range ?? [0, 0];
  const anchor = isAlias(node) ? `*${node.source}` : (node.anchor ?? '');
  const kind = isMap(node) ? 'map' : isSeq(node) ? 'list' : 'scalar';
  const content = isScalar(node) ? `${node.type ?? ''} ${typeof node.value} ${String(node.value)}` : '';
  return { start, end, name: `${kind} ${pointer} ${anchor} ${node.tag ?? ''}`, content };
}
