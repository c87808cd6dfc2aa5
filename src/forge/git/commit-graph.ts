import { readCommit } from './commit.ts';
import type { Objects, Oid } from './storage.ts';

/** What a walk needs to know of a commit. */
export interface GraphNode {
  oid: Oid;
  parents: GraphNode[];
  /** One more than the highest of its parents: an ancestor always has a lower one, whatever the clocks said. */
  generation: number;
  /** The committer's time in milliseconds. */
  at: number;
}

const graphs = new WeakMap<Objects, Map<Oid, GraphNode>>();

/** The commit as a node of its repository's graph, read once; throws when it or an ancestor is missing. */
export function graphNode(objects: Objects, oid: Oid): GraphNode {
  const known = graphs.get(objects) ?? new Map<Oid, GraphNode>();
  graphs.set(objects, known);
  const pending = [{ oid, commit: undefined as ReturnType<typeof readCommit> | undefined }];
  // Parents first and without recursion: histories are deeper than the call stack.
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    if (known.has(top.oid)) {
      pending.pop();
      continue;
    }
    const commit = (top.commit ??= readCommit(objects, top.oid));
    const missing = commit.parents.filter((parent) => !known.has(parent));
    if (missing.length > 0) {
      pending.push(...missing.map((parent) => ({ oid: parent, commit: undefined })));
      continue;
    }
    const parents = commit.parents.map((parent) => known.get(parent)!);
    const generation = 1 + Math.max(0, ...parents.map((parent) => parent.generation));
    known.set(top.oid, { oid: top.oid, parents, generation, at: commit.committer.at });
    pending.pop();
  }
  return known.get(oid)!;
}

/** A binary heap: the first by `before` comes out first. */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(item, items[parent]!)) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      if (child + 1 < items.length && this.#before(items[child + 1]!, items[child]!)) child += 1;
      if (!this.#before(items[child]!, last)) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return first;
  }
}
