import type { GitObject, Objects, ObjectType, Oid } from './storage.ts';

/** Six octal digits as the API shows them: `100644`, `100755`, `120000` (link), `160000` (submodule), `040000` (folder). */
export type Mode = string;

export interface TreeEntry {
  mode: Mode;
  name: string;
  oid: Oid;
}

export const FOLDER = '040000';
const FILE = '100644';
const SUBMODULE = '160000';
/** Bytes of an entry beside its name: mode, blank, NUL, id. */
const OID_BYTES = 20;
const LARGEST_REST = 6 + 1 + 1 + OID_BYTES;

export interface TreeChange {
  path: string;
  /** By default what the path had, else a plain file. */
  mode?: Mode;
  /** The new bytes; null deletes the path, unless `oid` names an object that already exists. */
  content: Buffer | null;
  oid?: Oid;
}

export interface ListedEntry {
  path: string;
  mode: Mode;
  type: ObjectType;
  oid: Oid;
  /** Bytes; blobs only. */
  size?: number;
}

/** Where the entries of a tree stand. A commit mostly changes ids alone, and its trees share this with those before. */
interface Layout {
  /** Index of an entry by its name. */
  places: Map<string, number>;
  /** Byte offsets of the ids. */
  idsAt: number[];
}

interface ParsedTree {
  entries: readonly TreeEntry[];
  /** Found out when the tree is first edited. */
  layout?: Layout;
}

/** Entries of trees that are kept parsed: a commit reads the trees of the one before it, and parsing a large one costs more than the rest of it. */
const MOST_PARSED = 200_000;
const parsed = new Map<Oid, ParsedTree>();
let parsedEntries = 0;

/** Equal ids mean equal trees, whichever repository they are of. */
function keepParsed(oid: Oid, tree: ParsedTree): ParsedTree {
  const known = parsed.get(oid);
  if (known !== undefined) return known;
  if (parsedEntries > MOST_PARSED) {
    parsed.clear();
    parsedEntries = 0;
  }
  parsed.set(oid, tree);
  parsedEntries += tree.entries.length;
  return tree;
}

/** The entries of one tree object, in git's order; throws when it is missing. */
export function readTree(objects: Objects, tree: Oid): readonly TreeEntry[] {
  return parsedTree(objects, tree).entries;
}

function parsedTree(objects: Objects, tree: Oid): ParsedTree {
  const { body } = readAs(objects, tree, 'tree');
  return parsed.get(tree) ?? keepParsed(tree, { entries: parseTree(body) });
}

function layoutOf(tree: ParsedTree): Layout {
  if (tree.layout !== undefined) return tree.layout;
  const places = new Map<string, number>();
  const idsAt: number[] = [];
  let at = 0;
  for (const [index, { mode, name }] of tree.entries.entries()) {
    // A blank follows the mode and a NUL the name; a folder's mode is written without its zero.
    at += mode.length - Number(mode.startsWith('0')) + Buffer.byteLength(name) + 2;
    places.set(name, index);
    idsAt.push(at);
    at += OID_BYTES;
  }
  tree.layout = { places, idsAt };
  return tree.layout;
}

function parseTree(body: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(0x20, at);
    const end = body.indexOf(0, space);
    const mode = body.toString('latin1', at, space).padStart(6, '0');
    entries.push({ mode, name: body.toString('utf8', space + 1, end), oid: body.toString('hex', end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}

/** Writes one tree object; entries may come in any order. */
export function writeTree(objects: Objects, entries: readonly TreeEntry[]): Oid {
  const sorted = sortEntries(entries);
  const tree = objects.write('tree', encodeTree(sorted));
  keepParsed(tree, { entries: sorted });
  return tree;
}

function sortEntries(entries: readonly TreeEntry[]): TreeEntry[] {
  const keyed = entries.map((entry) => ({ entry, key: sortKey(entry) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  return keyed.map(({ entry }) => entry);
}

function encodeTree(entries: readonly TreeEntry[]): Buffer {
  const size = entries.reduce((sum, { name }) => sum + Buffer.byteLength(name) + LARGEST_REST, 0);
  const body = Buffer.allocUnsafe(size);
  let at = 0;
  for (const entry of entries) {
    at += body.write(`${entry.mode.replace(/^0/, '')} ${entry.name}\0`, at);
    at += body.write(entry.oid, at, 'hex');
  }
  return body.subarray(0, at);
}

/** Git compares names as bytes, and folders as if their name ended in a slash. */
export function sortKey({ mode, name }: Pick<TreeEntry, 'mode' | 'name'>): string {
  const bytes = /^[ -~]*$/.test(name) ? name : Buffer.from(name).toString('latin1');
  return mode === FOLDER ? `${bytes}/` : bytes;
}

/** The tree of a commit or (annotated) tag, or the tree itself; throws when there is none. */
export function treeOf(objects: Objects, oid: Oid): Oid {
  const object = objects.read(oid);
  if (object?.type === 'tree') return oid;
  if (object?.type !== 'commit' && object?.type !== 'tag') throw new Error(`${oid} leads to no tree`);
  const target = /^(?:tree|object) ([0-9a-f]{40})\n/.exec(object.body.toString('latin1', 0, 64))?.[1];
  return treeOf(objects, target ?? '');
}

/** What stands at a path, file or folder; the empty path is the root folder. */
export function entryAt(objects: Objects, commitOrTree: Oid, path: string): TreeEntry | undefined {
  let entry: TreeEntry | undefined = { mode: FOLDER, name: '', oid: treeOf(objects, commitOrTree) };
  for (const name of path.split('/').filter((part) => part !== '')) {
    if (entry?.mode !== FOLDER) return undefined;
    entry = entryNamed(parsedTree(objects, entry.oid), name);
  }
  return entry;
}

function entryNamed({ entries, layout }: ParsedTree, name: string): TreeEntry | undefined {
  if (layout === undefined) return entries.find((candidate) => candidate.name === name);
  return entries[layout.places.get(name) ?? -1];
}

/** The file (or symbolic link) at a path with its bytes; undefined for folders, submodules and nothing. */
export function fileAt(
  objects: Objects,
  commitOrTree: Oid,
  path: string,
): { oid: Oid; mode: Mode; bytes: Buffer } | undefined {
  const entry = entryAt(objects, commitOrTree, path);
  if (entry === undefined || entry.mode === FOLDER || entry.mode === SUBMODULE) return undefined;
  return { oid: entry.oid, mode: entry.mode, bytes: readAs(objects, entry.oid, 'blob').body };
}

/** Whether a path may stand in a tree; git refuses empty, dot and `.git` components. */
export function isTreePath(path: string): boolean {
  return path
    .split('/')
    .every(
      (part) => part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git' && !part.includes('\0'),
    );
}

/** A new tree with the changes applied to an old one (undefined: empty). Folders come and go with their files; deleting nothing is no change. */
export function editTree(objects: Objects, tree: Oid | undefined, changes: readonly TreeChange[]): Oid {
  const bad = changes.find(({ path }) => !isTreePath(path));
  if (bad !== undefined) throw new Error(`malformed path component in ${JSON.stringify(bad.path)}`);
  return editFolder(objects, tree, changes) ?? writeTree(objects, []);
}

/** New entries by name; undefined where there is to be none. */
type Edits = Map<string, TreeEntry | undefined>;

/** Undefined when nothing is left in the folder. */
function editFolder(objects: Objects, tree: Oid | undefined, changes: readonly TreeChange[]): Oid | undefined {
  const old: ParsedTree = tree === undefined ? { entries: [] } : parsedTree(objects, tree);
  const { places } = layoutOf(old);
  const edits: Edits = new Map();
  const entryOf = (name: string) => (edits.has(name) ? edits.get(name) : old.entries[places.get(name) ?? -1]);
  const nested = new Map<string, TreeChange[]>();
  for (const change of changes) {
    const slash = change.path.indexOf('/');
    if (slash < 0) {
      edits.set(change.path, changedEntry(objects, entryOf(change.path), change));
      continue;
    }
    const folder = change.path.slice(0, slash);
    const inside = nested.get(folder) ?? [];
    inside.push({ ...change, path: change.path.slice(slash + 1) });
    nested.set(folder, inside);
  }
  for (const [name, inside] of nested) {
    const before = entryOf(name);
    const oid = editFolder(objects, before?.mode === FOLDER ? before.oid : undefined, inside);
    if (oid !== undefined) edits.set(name, { name, mode: FOLDER, oid });
    else if (before?.mode === FOLDER) edits.set(name, undefined);
  }
  return alterTree(objects, tree, edits) ?? rewriteTree(objects, old.entries, edits);
}

function changedEntry(
  objects: Objects,
  before: TreeEntry | undefined,
  { path: name, mode, content, oid }: TreeChange,
): TreeEntry | undefined {
  if (oid === undefined && content === null) return undefined;
  const had = before?.mode;
  const kept = had === undefined || had === FOLDER || had === SUBMODULE ? FILE : had;
  return { name, mode: mode ?? kept, oid: oid ?? objects.write('blob', content ?? Buffer.alloc(0)) };
}

/** Where only ids are new, the bytes of the old tree are those of the new one but for them. */
function alterTree(objects: Objects, tree: Oid | undefined, edits: Edits): Oid | undefined {
  if (tree === undefined) return undefined;
  const old = parsedTree(objects, tree);
  const { places, idsAt } = layoutOf(old);
  const isSame = ([name, entry]: [string, TreeEntry | undefined]) =>
    entry !== undefined && old.entries[places.get(name) ?? -1]?.mode === entry.mode;
  if (![...edits].every(isSame)) return undefined;
  const body = Buffer.from(readAs(objects, tree, 'tree').body);
  const entries = [...old.entries];
  for (const entry of edits.values()) {
    const place = places.get(entry!.name)!;
    body.write(entry!.oid, idsAt[place]!, 'hex');
    entries[place] = entry!;
  }
  const altered = objects.write('tree', body);
  keepParsed(altered, { entries, layout: { places, idsAt } });
  return altered;
}

function rewriteTree(objects: Objects, old: readonly TreeEntry[], edits: Edits): Oid | undefined {
  const entries = new Map<string, TreeEntry | undefined>(old.map((entry) => [entry.name, entry]));
  for (const [name, entry] of edits) entries.set(name, entry);
  const left = [...entries.values()].filter((entry) => entry !== undefined);
  return left.length === 0 ? undefined : writeTree(objects, left);
}

/** The entries of a tree, with everything below its folders when `recursive` (folders themselves included, as the API lists them). */
export function listTree(objects: Objects, tree: Oid, { recursive }: { recursive: boolean }): ListedEntry[] {
  return listUnder(objects, treeOf(objects, tree), { prefix: '', recursive });
}

function listUnder(
  objects: Objects,
  tree: Oid,
  { prefix, recursive }: { prefix: string; recursive: boolean },
): ListedEntry[] {
  return readTree(objects, tree).flatMap(({ mode, name, oid }): ListedEntry[] => {
    const path = prefix + name;
    if (mode === SUBMODULE) return [{ path, mode, type: 'commit', oid }];
    if (mode !== FOLDER) return [{ path, mode, type: 'blob', oid, size: readAs(objects, oid, 'blob').body.length }];
    const below = recursive ? listUnder(objects, oid, { prefix: `${path}/`, recursive }) : [];
    return [{ path, mode, type: 'tree', oid }, ...below];
  });
}

function readAs(objects: Objects, oid: Oid, type: ObjectType): GitObject {
  const object = objects.read(oid);
  if (object?.type !== type)
    throw new Error(`${oid} is ${object === undefined ? 'missing' : `a ${object.type}`}, not a ${type}`);
  return object;
}
