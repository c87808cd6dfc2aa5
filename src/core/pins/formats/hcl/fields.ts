/** What the attributes of a map say, as far as they read as references. */
import type { Refusal } from '../../pin-file.ts';
import type { Field } from '../image-fields.ts';
import { fillHoles } from '../template/holes.ts';
import { readString } from './strings.ts';
import type { HclMap, HclNode, HclScalar } from './tree.ts';
import { scalarOf, whole } from './values.ts';
import type { HclFile } from './values.ts';

export interface HclFields {
  keys: readonly string[];
  get: (key: string) => Field | undefined;
}

const TWICE: Refusal = { why: 'a key on the way to it stands twice', next: 'Keep one of the two.' };

/** The attributes of an object or a body. */
export const fieldsOf = (map: HclMap, file: HclFile): HclFields =>
  fieldsOfPairs(
    map.attributes.map(({ key, value }) => [key, value]),
    file,
  );

/** Values under names of their own, wherever they stand. */
export function fieldsOfPairs(pairs: readonly (readonly [string, HclNode])[], file: HclFile): HclFields {
  const fields = new Map<string, { node: HclNode; isTwice: boolean }>();
  for (const [key, node] of pairs) fields.set(key, { node, isTwice: fields.has(key) });
  return {
    keys: [...fields.keys()],
    get: (key) => {
      const found = fields.get(key);
      return found && fieldOf(found, file);
    },
  };
}

function fieldOf({ node, isTwice }: { node: HclNode; isTwice: boolean }, file: HclFile): Field {
  const refusal = isTwice ? { refusal: TWICE } : {};
  // No reference has braces.
  if (node.kind !== 'scalar') return { value: { ...whole(node, file), text: '{}' }, ...refusal };
  const value = scalarOf(node, file);
  if (node.form === 'expression' && value.text === 'null') return { value: { ...value, text: '' }, ...refusal };
  if (node.form === 'expression' || node.form === 'heredoc') return { value: { ...value, text: '{}' }, ...refusal };
  return { value: node.form === 'filled' ? { ...value, text: literalOf(node, file) } : value, ...refusal };
}

function literalOf({ start, end }: HclScalar, { text }: HclFile): string {
  const { holes = [] } = readString(text, start) ?? {};
  const inner = start + 1;
  return fillHoles(
    text.slice(inner, end - 1),
    holes.map((hole) => ({ start: hole.start - inner, end: hole.end - inner })),
  );
}
