/** What stands under the keys of maps. */
import type { ScalarValue } from '../../../pin-file.ts';
import type { Field } from '../../image-fields.ts';
import type { YamlFile, YamlMap, YamlNode } from '../node.ts';
import { entryOf, targetOf } from './merges.ts';
import { pointerOf } from './pointers.ts';
import { outerEndOf, scalarOf } from './scalars.ts';

export { entryOf, keysOf } from './merges.ts';

/**
 * The scalar that a map says under a key; through an alias or a merge the one that is written elsewhere. A list or a map, as braces
 * of a template make it, reads as a text that is no reference.
 */
export function fieldOf(map: YamlMap, key: string, file: YamlFile): Field | undefined {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  const { value: node, refusal } = entry;
  const target = targetOf(node);
  return {
    value: target?.kind === 'scalar' ? scalarOf(target, file) : noScalar(node, file),
    ...(node.kind === 'alias' ? { alias: pointerOf(node, file) } : {}),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

function noScalar(node: YamlNode, file: YamlFile): ScalarValue {
  const { start, end } = node;
  return {
    text: '{}',
    start,
    end,
    outerEnd: outerEndOf(node),
    line: file.lineOf(start),
    pointer: pointerOf(node, file),
  };
}
