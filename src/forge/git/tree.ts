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
const LARGEST_REST = 6 + 1 + 1 + 20;

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

/** The entries of one tree object, in git's order; throws when it is missing. */
export function readTree(objects: Objects, tree: Oid): TreeEntry[] {
  const { body } = readAs(objects, tree, 'tree');
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
  const sorted = entries.map((entry) => ({ entry, key: sortKey(entry) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const size = entries.reduce((sum, { name }) => sum + Buffer.byteLength(name) + LARGEST_REST, 0);
  const body = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { entry } of sorted) {
    at += body.write(`${entry.mode.replace(/^0/, '')} ${entry.name}\0`, at);
    at += body.write(entry.oid, at, 'hex');
  }
  return objects.write('tree', body.subarray(0, at));
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
    entry = readTree(objects, entry.oid).find((candidate) => candidate.name === name);
  }
  return entry;
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
  return writeTree(objects, editEntries(objects, tree === undefined ? [] : readTree(objects, tree), changes));
}

function editEntries(objects: Objects, before: readonly TreeEntry[], changes: readonly TreeChange[]): TreeEntry[] {
  const entries = new Map(before.map((entry) => [entry.name, entry]));
  const nested = new Map<string, TreeChange[]>();
  for (const change of changes) {
    const slash = change.path.indexOf('/');
    if (slash < 0) {
      place(objects, entries, change);
      continue;
    }
    const folder = change.path.slice(0, slash);
    const inside = nested.get(folder) ?? [];
    inside.push({ ...change, path: change.path.slice(slash + 1) });
    nested.set(folder, inside);
  }
  for (const [folder, inside] of nested) editFolder({ objects, entries, folder, inside });
  return [...entries.values()];
}

function place(
  objects: Objects,
  entries: Map<string, TreeEntry>,
  { path: name, mode, content, oid }: TreeChange,
): void {
  if (oid === undefined && content === null) {
    entries.delete(name);
    return;
  }
  const had = entries.get(name)?.mode;
  const kept = had === undefined || had === FOLDER || had === SUBMODULE ? FILE : had;
  entries.set(name, { name, mode: mode ?? kept, oid: oid ?? objects.write('blob', content ?? Buffer.alloc(0)) });
}

function editFolder(edit: {
  objects: Objects;
  entries: Map<string, TreeEntry>;
  folder: string;
  inside: TreeChange[];
}): void {
  const { objects, entries, folder, inside } = edit;
  const old = entries.get(folder);
  const after = editEntries(objects, old?.mode === FOLDER ? readTree(objects, old.oid) : [], inside);
  if (after.length > 0) entries.set(folder, { name: folder, mode: FOLDER, oid: writeTree(objects, after) });
  else if (old?.mode === FOLDER) entries.delete(folder);
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
