import { diffLines, isBinary, splitLines } from './lines.ts';
import type { Objects, Oid } from './storage.ts';
import type { TreeEntry } from './tree.ts';
import { FOLDER, readTree, sortKey, treeOf } from './tree.ts';

/** One path that two trees hold differently. A mode change alone is `modified` with equal ids. */
export interface FileChange {
  path: string;
  status: 'added' | 'removed' | 'modified';
  before?: Oid;
  after?: Oid;
}

/** What differs between two trees (or the trees of two commits), sorted as git sorts paths; without rename detection. */
export function diffTrees(objects: Objects, a: Oid | undefined, b: Oid): FileChange[] {
  return diffUnder(objects, a === undefined ? undefined : treeOf(objects, a), {
    after: treeOf(objects, b),
    prefix: '',
  });
}

/** Added and removed lines between two blobs, as the API counts them; binary content counts as none. */
export function countLines(
  objects: Objects,
  { before, after }: Pick<FileChange, 'before' | 'after'>,
): { additions: number; deletions: number } {
  const [old, young] = [before, after].map((oid) => readBlob(objects, oid)) as [Buffer, Buffer];
  if (isBinary(old) || isBinary(young)) return { additions: 0, deletions: 0 };
  const hunks = diffLines(splitLines(old), splitLines(young));
  return {
    additions: hunks.reduce((sum, { added }) => sum + added, 0),
    deletions: hunks.reduce((sum, { removed }) => sum + removed, 0),
  };
}

/** Entries by sort key: a file and a folder of one name are two different things. */
export function entriesByKey(objects: Objects, tree: Oid | undefined): Map<string, TreeEntry> {
  return new Map((tree === undefined ? [] : readTree(objects, tree)).map((entry) => [sortKey(entry), entry]));
}

function diffUnder(
  objects: Objects,
  before: Oid | undefined,
  { after, prefix }: { after: Oid | undefined; prefix: string },
): FileChange[] {
  if (before === after) return [];
  const [old, young] = [before, after].map((tree) => (tree === undefined ? [] : readTree(objects, tree)));
  return differences(old ?? [], young ?? []).flatMap(([from, to]) => {
    const entry = (to ?? from)!;
    const path = prefix + entry.name;
    if (entry.mode === FOLDER) return diffUnder(objects, from?.oid, { after: to?.oid, prefix: `${path}/` });
    return [describe(path, from, to)];
  });
}

type Pair = [from: TreeEntry | undefined, to: TreeEntry | undefined];

/** Walks both trees in git's order: in large ones nearly every entry stands in both, and is the same. */
function differences(old: readonly TreeEntry[], young: readonly TreeEntry[]): Pair[] {
  const found: Pair[] = [];
  for (let left = 0, right = 0; left < old.length || right < young.length;) {
    const from = old[left];
    const to = young[right];
    // An edited tree shares with the one before what it has not changed.
    const order = from === to ? 0 : compareEntries(from, to);
    if (order <= 0) left += 1;
    if (order >= 0) right += 1;
    if (order < 0) found.push([from, undefined]);
    else if (order > 0) found.push([undefined, to]);
    else if (from?.oid !== to?.oid || from?.mode !== to?.mode) found.push([from, to]);
  }
  return found;
}

/** Below zero when the first comes before; what has ended comes last. */
function compareEntries(from: TreeEntry | undefined, to: TreeEntry | undefined): number {
  if (from === undefined || to === undefined) return from === undefined ? 1 : -1;
  if (from.name === to.name && (from.mode === FOLDER) === (to.mode === FOLDER)) return 0;
  return sortKey(from) < sortKey(to) ? -1 : 1;
}

function describe(path: string, from: TreeEntry | undefined, to: TreeEntry | undefined): FileChange {
  if (from === undefined) return { path, status: 'added', after: to!.oid };
  if (to === undefined) return { path, status: 'removed', before: from.oid };
  return { path, status: 'modified', before: from.oid, after: to.oid };
}

/** A file's bytes. A submodule's commit is no object of this repository and counts as empty. */
export function readBlob(objects: Objects, oid: Oid | undefined): Buffer {
  const object = oid === undefined ? undefined : objects.read(oid);
  return object?.type === 'blob' ? object.body : Buffer.alloc(0);
}
