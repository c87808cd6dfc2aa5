/** YAML and JSON files: their references, and their other values by place. */
import type { PinFile, Place, Unreadable, Value } from '../../pin-file.ts';
import { withDefinitions, withoutTaken } from './definitions.ts';
import { withPolicies } from './flux-markers.ts';
import { withoutReplaced } from './kustomization.ts';
import type { YamlFile, YamlNode } from './node.ts';
import { findersOf } from './references.ts';
import { targetOf } from './tree/merges.ts';
import { readJson, readYaml } from './tree/nodes.ts';
import { nodesAt, pointerOf } from './tree/pointers.ts';
import { editScalar } from './tree/quotes.ts';
import { outerEndOf, scalarOf } from './tree/scalars.ts';
import { shapeOf } from './tree/shape.ts';
import { standingOf } from './tree/uses.ts';

/** A YAML file of any number of documents, or why it cannot be read as that. */
export function openYaml(text: string, path: string): PinFile | Unreadable {
  const file = readYaml(text, path);
  return 'unreadable' in file ? file : open(file, ['#']);
}

/** A JSON file, or why it cannot be read as that. */
export function openJson(text: string, path: string): PinFile | Unreadable {
  const file = readJson(text, path);
  return 'unreadable' in file ? file : open(file, []);
}

function open(file: YamlFile, comments: readonly string[]): PinFile {
  let places: readonly Place[] | undefined;
  let lines: Map<number, YamlNode[]> | undefined;
  // A key may stand a hundred thousand times, and is asked for more than once.
  let last: { pointer: string; values: readonly Value[] } | undefined;
  const values = (pointer: string): readonly Value[] => {
    if (last?.pointer !== pointer)
      last = { pointer, values: nodesAt(file, pointer).map((node) => valueOf(node, file)) };
    return last.values;
  };
  return {
    text: file.text,
    places: () => (places ??= placesIn(file)),
    values,
    valuesOn: (line) => {
      lines ??= Map.groupBy(file.nodes.filter(hasEnd), ({ start }) => file.lineOf(start));
      return (lines.get(line) ?? []).map((node) => valueOf(node, file));
    },
    comments: { behind: comments, above: comments },
    edit: (part, text) => editScalar(file.text, part, text),
    shape: () => shapeOf(file),
  };
}

function placesIn(file: YamlFile): Place[] {
  const finders = findersOf(file);
  const places: Place[] = [];
  for (const node of file.nodes) {
    for (const find of finders) for (const place of find(node, file)) places.push(place);
  }
  return withPolicies(withDefinitions(withoutTaken(withoutReplaced(places)), file), file);
}

/** A list or map in block style ends with its last value, so that nothing can stand behind it. */
const hasEnd = (node: YamlNode): boolean => node.kind === 'scalar' || node.kind === 'alias' || node.isFlow;

/** A node as it stands there. An alias says what is written elsewhere, and moves only with all that says it. */
function valueOf(node: YamlNode, file: YamlFile): Value {
  const target = targetOf(node);
  const scalar = target?.kind === 'scalar' ? scalarOf(target, file) : undefined;
  const { start, end } = node;
  const at = { pointer: pointerOf(node, file), line: file.lineOf(start), outerEnd: outerEndOf(node) };
  return scalar === undefined ? { start, end, ...at, ...standingOf(node) } : { ...scalar, ...at, ...standingOf(node) };
}
