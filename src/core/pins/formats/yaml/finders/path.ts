/** Where a node stands in its document. */
import type { Refusal } from '../../../pin-file.ts';
import type { Field } from '../../image-fields.ts';
import type { YamlFile, YamlMap, YamlNode } from '../node.ts';
import { fieldOf } from '../tree/entries.ts';
import { targetOf } from '../tree/merges.ts';
import { pointerOf } from '../tree/pointers.ts';
import { scalarOf } from '../tree/scalars.ts';
import { isRepeatedAsWhole } from '../tree/uses.ts';

const SHARED: Refusal = {
  why: 'an alias or a merge makes it the `ref` of another source too',
  next: 'Write a `ref` of its own for each source.',
};

/** Whether the keys from its document's root to a node are these; `*` stands for any one of them. */
export function isAt(node: YamlNode, ...keys: readonly string[]): boolean {
  let at: YamlNode = node;
  for (const key of keys.toReversed()) {
    if (at.parent === undefined || (key !== '*' && at.key !== key)) return false;
    at = at.parent;
  }
  return at.parent === undefined;
}

/** The map that holds a map under a key. */
export function mapAbove(node: YamlNode, key: string): YamlMap | undefined {
  return node.key === key && node.parent?.kind === 'map' ? node.parent : undefined;
}

/** Whether a `ref` of Flux says a range of versions, which comes before its tag. */
export const hasRange = (ref: YamlMap, file: YamlFile): boolean =>
  (fieldOf(ref, 'semver', file)?.value.text ?? '') !== '';

/**
 * Why nothing in a `ref` of Flux moves for the source that it stands in: an alias or a merge repeats it, and so the same tag is that
 * of another source.
 */
export const sharedRef = (ref: YamlMap): Refusal | undefined => (isRepeatedAsWhole(ref) ? SHARED : undefined);

/** The scalar that a node is or stands for, as a field of what holds it. */
export function ownField(node: YamlNode, file: YamlFile): Field | undefined {
  const scalar = targetOf(node);
  if (scalar?.kind !== 'scalar') return undefined;
  return { value: scalarOf(scalar, file), ...(node.kind === 'alias' ? { alias: pointerOf(node, file) } : {}) };
}
