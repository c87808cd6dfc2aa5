/** A commit as far as reachability goes. */
export interface Linked {
  oid: string;
  parents: string[];
}

/**
 * The commits that `to` has and `from` has not, read off one page of history behind `to` (newest first, as given). Undefined
 * when the page does not settle it: `from` is not on it, or a commit of the range has a parent beyond the page.
 */
export function rangeWithin<C extends Linked>(page: C[], from: string, to: string): C[] | undefined {
  const loaded = new Map(page.map((commit) => [commit.oid, commit]));
  if (!loaded.has(from) || !loaded.has(to)) return undefined;
  const old = closure(loaded, from, new Set());
  const fresh = closure(loaded, to, old);
  const leavesPage = [...fresh].some((oid) => !loaded.has(oid));
  return leavesPage ? undefined : page.filter((commit) => fresh.has(commit.oid));
}

/** Everything reachable from `start` without entering `stop`; ids beyond the page are included, unexpanded. */
function closure(loaded: Map<string, Linked>, start: string, stop: Set<string>): Set<string> {
  const reached = new Set<string>();
  const queue = [start];
  for (let oid = queue.pop(); oid !== undefined; oid = queue.pop()) {
    if (reached.has(oid) || stop.has(oid)) continue;
    reached.add(oid);
    queue.push(...(loaded.get(oid)?.parents ?? []));
  }
  return reached;
}
