import type { Commit } from './commit.ts';
import { readCommit } from './commit.ts';
import type { GraphNode } from './commit-graph.ts';
import { graphNode, Heap } from './commit-graph.ts';
import type { Objects, Oid } from './storage.ts';
import { entryAt } from './tree.ts';

export interface Comparison {
  status: 'ahead' | 'behind' | 'diverged' | 'identical';
  aheadBy: number;
  behindBy: number;
  /** Absent when the two share no history. */
  mergeBase?: Oid;
  /** The head's own commits, oldest first. */
  commits: Commit[];
}

const FIRST = 1;
const SECOND = 2;
const BOTH = FIRST | SECOND;
/** Below a merge base: common, but not a best one. */
const STALE = 4;

/** Whether `descendant` holds `ancestor`; a commit is its own ancestor, as for `git merge-base --is-ancestor`. */
export function isAncestor(objects: Objects, ancestor: Oid, descendant: Oid): boolean {
  const target = graphNode(objects, ancestor);
  const seen = new Set<GraphNode>();
  const pending = [graphNode(objects, descendant)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node === target) return true;
    if (seen.has(node) || node.generation <= target.generation) continue;
    seen.add(node);
    pending.push(...node.parents);
  }
  return false;
}

/** The best common ancestor; of several equally good ones the most recently committed. */
export function mergeBase(objects: Objects, a: Oid, b: Oid): Oid | undefined {
  const bases: GraphNode[] = [];
  const first = graphNode(objects, a);
  const second = graphNode(objects, b);
  const marks = new Map([[first, FIRST]]);
  marks.set(second, (marks.get(second) ?? 0) | SECOND);
  descend(marks, {
    isOpen: (mark) => mark !== (BOTH | STALE),
    visit: (node, mark) => {
      if (mark === BOTH) bases.push(node);
      return mark === BOTH ? BOTH | STALE : mark;
    },
  });
  return bases.reduce<GraphNode | undefined>(
    (best, node) => (best === undefined || node.at > best.at ? node : best),
    undefined,
  )?.oid;
}

/** What `git log --date-order from --not excluding…` lists: newest first, a child always before its parents. */
export function reachable(objects: Objects, from: Oid, excluding: readonly Oid[] = []): Commit[] {
  const found: GraphNode[] = [];
  const marks = new Map([[graphNode(objects, from), FIRST]]);
  for (const oid of excluding) marks.set(graphNode(objects, oid), BOTH);
  descend(marks, {
    isOpen: (mark) => mark === FIRST,
    visit: (node, mark) => {
      if (mark === FIRST) found.push(node);
      return mark;
    },
  });
  return byDate(found, (node) => node.parents).map((node) => readCommit(objects, node.oid));
}

/** How two commits relate, as the compare endpoint tells it. */
export function compare(objects: Objects, base: Oid, head: Oid): Comparison {
  const commits = reachable(objects, head, [base]).toReversed();
  const behindBy = reachable(objects, base, [head]).length;
  const shared = mergeBase(objects, base, head);
  const common = { aheadBy: commits.length, behindBy, commits, ...(shared === undefined ? {} : { mergeBase: shared }) };
  if (commits.length > 0) return { status: behindBy > 0 ? 'diverged' : 'ahead', ...common };
  return { status: behindBy > 0 ? 'behind' : 'identical', ...common };
}

/** The commits that changed a path, newest first, with git's default simplification: where a merge took one side whole, only that side is followed. */
export function fileHistory(objects: Objects, head: Oid, path: string): Commit[] {
  const followed = new Map<GraphNode, GraphNode[]>();
  const changed = new Set<GraphNode>();
  const pending = [graphNode(objects, head)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (followed.has(node)) continue;
    const state = pathState(objects, node, path);
    const same = node.parents.find((parent) => pathState(objects, parent, path) === state);
    const isUnchanged = node.parents.length === 0 ? state === '' : same !== undefined;
    if (!isUnchanged) changed.add(node);
    followed.set(node, same === undefined ? node.parents : [same]);
    pending.push(...followed.get(node)!);
  }
  const ordered = byDate([...followed.keys()], (node) => followed.get(node)!);
  return ordered.filter((node) => changed.has(node)).map((node) => readCommit(objects, node.oid));
}

function pathState(objects: Objects, node: GraphNode, path: string): string {
  const entry = entryAt(objects, node.oid, path);
  return entry === undefined ? '' : `${entry.mode} ${entry.oid}`;
}

/** Walks down by generation, so that a commit has all its marks before it is visited; ends when no open mark is left. */
function descend(
  marks: Map<GraphNode, number>,
  walk: { isOpen: (mark: number) => boolean; visit: (node: GraphNode, mark: number) => number },
): void {
  const queue = new Heap<GraphNode>((a, b) => a.generation > b.generation);
  for (const node of marks.keys()) queue.push(node);
  let open = [...marks.values()].filter(walk.isOpen).length;
  while (open > 0) {
    const node = queue.pop()!;
    const mark = marks.get(node)!;
    if (walk.isOpen(mark)) open -= 1;
    const passed = walk.visit(node, mark);
    for (const parent of node.parents) {
      const before = marks.get(parent);
      const after = (before ?? 0) | passed;
      if (before === undefined) queue.push(parent);
      open += Number(walk.isOpen(after)) - Number(before !== undefined && walk.isOpen(before));
      marks.set(parent, after);
    }
  }
}

/** Newest committer date first among the commits whose children are all out; of equal dates the first discovered. */
function byDate(nodes: readonly GraphNode[], parentsOf: (node: GraphNode) => readonly GraphNode[]): GraphNode[] {
  const children = new Map(nodes.map((node) => [node, 0]));
  const parentsInside = (node: GraphNode): GraphNode[] => parentsOf(node).filter((parent) => children.has(parent));
  for (const node of nodes) for (const parent of parentsInside(node)) children.set(parent, children.get(parent)! + 1);
  let discovered = 0;
  const ready = new Heap<{ node: GraphNode; turn: number }>((a, b) =>
    a.node.at === b.node.at ? a.turn < b.turn : a.node.at > b.node.at,
  );
  for (const node of nodes) if (children.get(node) === 0) ready.push({ node, turn: (discovered += 1) });
  const ordered: GraphNode[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    ordered.push(next.node);
    for (const parent of parentsInside(next.node)) {
      const left = children.get(parent)! - 1;
      children.set(parent, left);
      if (left === 0) ready.push({ node: parent, turn: (discovered += 1) });
    }
  }
  return ordered;
}
