/** A YAML file as nodes that know their place: what a pointer names, and what keeps a value from being moved by itself. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { Document, Node, YAMLMap } from 'yaml';

export interface YamlFile {
  text: string;
  nodes: YamlNode[];
  lineOf: (offset: number) => number;
}

/** A value in the file, in the order of the file. */
export interface YamlNode {
  node: Node;
  pointer: string;
  anchors: Anchors;
  /** Why nothing in it can be moved by itself. */
  refusal?: Refusal;
}

/** Why a value must not be replaced, and the way on. */
export interface Refusal {
  why: string;
  next: string;
}

/** What a map says under a key. */
export interface YamlEntry {
  value: unknown;
  /** It stands in another map, which this one merges. */
  isMerged: boolean;
  refusal?: Refusal;
}

/** What the aliases of a document stand for, and what its maps say. */
export interface Anchors {
  /** Undefined for a name that is given twice: those cannot be told apart here. */
  nodes: ReadonlyMap<string, Node | undefined>;
  /** Those that an alias repeats. */
  repeated: ReadonlySet<string>;
  keys: Map<YAMLMap, Keys>;
}

type Keys = Map<string, { value: unknown; isTwice: boolean }>;

/** UTF-16 units. Parsing a megabyte of small values blocks for a second and more. */
const LARGEST = 2 * 1024 * 1024;
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

const REPEATED: Refusal = {
  why: 'an alias repeats it elsewhere in the file',
  next: 'Write the value out in both places.',
};
const TWICE: Refusal = { why: 'a key on the way to it stands twice', next: 'Keep one of the two.' };
const MERGED: Refusal = { why: 'it comes from a merge key (<<)', next: 'Write the value out where it is used.' };

/** Reads every document of a file, or says why it cannot be read; it never throws, however deep or wrong the text. */
export function readYaml(text: string): YamlFile | { unreadable: string } {
  if (text.includes('\0')) return { unreadable: 'it is not text' };
  if (text.startsWith(LFS_POINTER)) return { unreadable: 'it is a Git LFS pointer, and not the file itself' };
  if (text.length > LARGEST) return { unreadable: `it has more than ${LARGEST} characters` };
  const lineCounter = new LineCounter();
  try {
    const options = {
      version: '1.2',
      uniqueKeys: false,
      strict: false,
      prettyErrors: false,
      logLevel: 'silent',
    } as const;
    const documents = [...parseAllDocuments(text, { ...options, lineCounter })];
    const [wrong] = documents.flatMap(({ errors }) => errors);
    const lineOf = (offset: number): number => Math.max(lineCounter.linePos(offset).line, 1);
    if (wrong !== undefined) return { unreadable: sayWrong(text, lineOf(wrong.pos[0])) };
    const isSplit = documents.filter(isFilled).length > 1;
    const nodes = documents.flatMap((document, index) =>
      isFilled(document) ? nodesOf(document, isSplit ? `#${index}` : '') : [],
    );
    return { text, nodes, lineOf };
  } catch (error) {
    if (error instanceof RangeError) return { unreadable: 'it is nested too deeply' };
    throw error;
  }
}

/** Separators at a file's start and end make documents without anything in them. */
const isFilled = ({ contents }: Document.Parsed): boolean =>
  contents !== null && !(isScalar(contents) && contents.value === null && contents.anchor === undefined);

function sayWrong(text: string, line: number): string {
  const why = text.includes('{{')
    ? 'it has the braces of a template, and is no YAML before they are filled'
    : 'it is no YAML';
  return `${why} (line ${line})`;
}

function nodesOf(document: Document.Parsed, root: string): YamlNode[] {
  const anchors = anchorsOf(document);
  const nodes: YamlNode[] = [];
  const enter = (node: unknown, pointer: string, above: Refusal | undefined): void => {
    if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return;
    const refusal = above ?? refusalOfRepeated(node, anchors);
    nodes.push({ node, pointer, anchors, ...(refusal === undefined ? {} : { refusal }) });
    if (isSeq(node)) node.items.forEach((item, index) => enter(item, `${pointer}/${index}`, refusal));
    if (!isMap(node)) return;
    const keys = keysOf(node, anchors);
    for (const { key, value } of node.items) {
      const name = keyText(key);
      if (name === undefined) continue;
      const own = name === '<<' ? MERGED : keys.get(name)?.isTwice ? TWICE : undefined;
      enter(value, `${pointer}/${escapeKey(name)}`, refusal ?? own);
    }
  };
  enter(document.contents, root, undefined);
  return nodes;
}

function anchorsOf(document: Document.Parsed): Anchors {
  const nodes = new Map<string, Node | undefined>();
  const repeated = new Set<string>();
  visit(document, {
    Alias: (_, { source }) => void repeated.add(source),
    Value: (_, node) => void (node.anchor && nodes.set(node.anchor, nodes.has(node.anchor) ? undefined : node)),
  });
  return { nodes, repeated, keys: new Map() };
}

/** Why a node that an alias repeats elsewhere is not moved by itself. */
export const refusalOfRepeated = (node: Node, { repeated }: Anchors): Refusal | undefined =>
  !isAlias(node) && node.anchor !== undefined && repeated.has(node.anchor) ? REPEATED : undefined;

/** What a map says under a key, or else what the maps say that it merges. */
export function entryOf(map: YAMLMap, key: string, anchors: Anchors): YamlEntry | undefined {
  const own = keysOf(map, anchors).get(key);
  if (own === undefined) return mergedEntry(map, key, anchors);
  return { value: own.value, isMerged: false, ...(own.isTwice ? { refusal: TWICE } : {}) };
}

function mergedEntry(map: YAMLMap, key: string, anchors: Anchors): YamlEntry | undefined {
  const merge = keysOf(map, anchors).get('<<')?.value;
  for (const item of isSeq(merge) ? merge.items : [merge]) {
    const merged = resolveAlias(item, anchors);
    // What merges maps itself is not followed further: no chart does it, and a circle would have no end.
    const found = isMap(merged) ? keysOf(merged, anchors).get(key) : undefined;
    if (found !== undefined) return { value: found.value, isMerged: true, refusal: MERGED };
  }
  return undefined;
}

/** The node that an alias stands for; any other value is itself. */
export const resolveAlias = (value: unknown, anchors: Anchors): unknown =>
  isAlias(value) ? anchors.nodes.get(value.source) : value;

/** A map's values by their keys, the last one where a key stands twice; read once a map, since many maps may merge one. */
function keysOf(map: YAMLMap, { keys }: Anchors): Keys {
  const known = keys.get(map);
  if (known !== undefined) return known;
  const read: Keys = new Map();
  for (const { key, value } of map.items) {
    const name = keyText(key);
    if (name !== undefined) read.set(name, { value, isTwice: read.has(name) });
  }
  keys.set(map, read);
  return read;
}

/** A key as the file spells it; undefined for one that is a map or a list. */
function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  const { source, value } = key;
  return typeof value === 'string' ? value : (source ?? '');
}

/** A key as a JSON pointer spells it. */
export const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
