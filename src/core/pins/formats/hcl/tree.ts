/** HCL as a tree of values that know their place: attributes, blocks, objects, tuples, and what stands in the arguments of functions. */

export type HclNode = HclScalar | HclMap | HclList;

interface NodeBase {
  parent?: HclNode;
  /** What it adds to its parent's pointer: `/image`, `/resource/docker_image/app`. */
  step: string;
  /** Quotes and brackets counted. */
  start: number;
  end: number;
}

export interface HclScalar extends NodeBase {
  kind: 'scalar';
  form:
    | 'string'
    | 'number'
    /** A string that is spelled with escapes. */
    | 'escaped'
    /** A string in which something is filled in. */
    | 'filled'
    | 'heredoc'
    /** Anything else that is worked out: a variable, a condition. */
    | 'expression';
  /** Of an expression: the strings that it may come out as. */
  strings?: HclScalar[];
}

/** The body of a file or of a block, or an object. */
export interface HclMap extends NodeBase {
  kind: 'map';
  /** In the order of the file; a key that stands twice is there twice. */
  attributes: HclAttribute[];
  blocks: HclMap[];
  /** The block that it is the body of. */
  block?: { type: string; labels: string[] };
}

export interface HclAttribute {
  key: string;
  value: HclNode;
}

/** A tuple, or several arguments of a function. */
export interface HclList extends NodeBase {
  kind: 'list';
  items: HclNode[];
}

/** Everything in a map or list, in the order of the file. */
export function childrenOf(node: HclNode): readonly HclNode[] {
  if (node.kind === 'scalar') return node.strings ?? [];
  if (node.kind === 'list') return node.items;
  const values = node.attributes.map(({ value }) => value);
  if (node.blocks.length === 0) return values;
  return [...values, ...node.blocks].toSorted((a, b) => a.start - b.start);
}

/** The way to a node from the file's root, as a JSON pointer. */
export function pointerOf(node: HclNode): string {
  const steps: string[] = [];
  for (let at: HclNode | undefined = node; at !== undefined; at = at.parent) steps.push(at.step);
  return steps.toReversed().join('');
}

/** A key as a JSON pointer spells it. */
export const stepOf = (key: string | number): string => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
