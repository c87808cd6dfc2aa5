import { entriesByKey } from './diff.ts';
import { isBinary, mergeLines, splitLines } from './lines.ts';
import type { Objects, Oid } from './storage.ts';
import type { TreeEntry } from './tree.ts';
import { FOLDER, treeOf, writeTree } from './tree.ts';

export type MergeResult = { tree: Oid } | { conflicts: string[] };

type Entry = TreeEntry | undefined;

/** The same path (or folder) in the common ancestor and on both sides. */
interface Three<T> {
  base: T;
  ours: T;
  theirs: T;
}

/**
 * Merges two trees over a common ancestor (undefined: none). Files changed on both sides are merged line by line.
 * There is no rename detection: a file renamed on one side and changed on the other is a conflict.
 */
export function mergeTrees(objects: Objects, base: Oid | undefined, ours: Oid, theirs: Oid): MergeResult {
  const merge = new TreeMerge(objects);
  const entries = merge.folder(
    {
      base: base === undefined ? undefined : treeOf(objects, base),
      ours: treeOf(objects, ours),
      theirs: treeOf(objects, theirs),
    },
    '',
  );
  return merge.conflicts.length > 0 ? { conflicts: merge.conflicts.sort() } : { tree: writeTree(objects, entries) };
}

class TreeMerge {
  readonly conflicts: string[] = [];
  readonly #objects: Objects;

  constructor(objects: Objects) {
    this.#objects = objects;
  }

  folder(trees: Three<Oid | undefined>, prefix: string): TreeEntry[] {
    const [base, ours, theirs] = [trees.base, trees.ours, trees.theirs].map((tree) =>
      entriesByKey(this.#objects, tree),
    ) as [Map<string, TreeEntry>, Map<string, TreeEntry>, Map<string, TreeEntry>];
    const merged = new Map<string, TreeEntry>();
    for (const key of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
      const entry = this.#entry({ base: base.get(key), ours: ours.get(key), theirs: theirs.get(key) }, prefix);
      if (entry === undefined) continue;
      // A file and a folder of one name came from different sides.
      if (merged.has(entry.name)) this.conflicts.push(prefix + entry.name);
      merged.set(entry.name, entry);
    }
    return [...merged.values()];
  }

  #entry({ base, ours, theirs }: Three<Entry>, prefix: string): Entry {
    if (isSame(ours, theirs) || isSame(base, theirs)) return ours;
    if (isSame(base, ours)) return theirs;
    const { name, mode } = (ours ?? theirs)!;
    if (mode === FOLDER) {
      const entries = this.folder({ base: base?.oid, ours: ours?.oid, theirs: theirs?.oid }, `${prefix}${name}/`);
      return entries.length === 0 ? undefined : { name, mode, oid: writeTree(this.#objects, entries) };
    }
    const merged = this.#file({ base, ours, theirs });
    if (merged === undefined) this.conflicts.push(prefix + name);
    return merged;
  }

  #file({ base, ours, theirs }: Three<Entry>): Entry {
    if (base === undefined || ours === undefined || theirs === undefined) return undefined;
    if (![base, ours, theirs].every(({ mode }) => mode.startsWith('100'))) return undefined;
    const mode = ours.mode === base.mode ? theirs.mode : ours.mode;
    const oid = this.#content({ base: base.oid, ours: ours.oid, theirs: theirs.oid });
    return oid === undefined ? undefined : { name: ours.name, mode, oid };
  }

  #content({ base, ours, theirs }: Three<Oid>): Oid | undefined {
    if (ours === theirs || base === theirs) return ours;
    if (base === ours) return theirs;
    const contents = [base, ours, theirs].map((oid) => this.#objects.read(oid)?.body);
    if (contents.some((bytes) => bytes === undefined || isBinary(bytes))) return undefined;
    const [old, left, right] = contents.map((bytes) => splitLines(bytes!)) as [string[], string[], string[]];
    const lines = mergeLines(old, left, right);
    return lines && this.#objects.write('blob', Buffer.from(lines.join(''), 'latin1'));
  }
}

function isSame(a: Entry, b: Entry): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode;
}
