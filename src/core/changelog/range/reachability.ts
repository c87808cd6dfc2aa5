/** A commit as far as reachability goes. */
export interface Linked {
  oid: string;
  parents: string[];
}

/**
 * The commits that `to` has and `from` has not, read off one page of history behind `to` (newest first, as given). Undefined
 * when the page does not settle it: `from` is not on it, a commit of the range has a parent beyond the page, or `from` might
 * have more beyond it than it shows, where a clock was wrong. `total`, how many commits the range has, proves a page: what the
 * range has is always among what the page takes for it, so that equal numbers are the same commits.
 */
export function rangeWithin<C extends Linked>(
  page: C[],
  ...[from, to, total]: [from: string, to: string, total?: number | undefined]
): C[] | undefined {
  const loaded = new Map(page.map((commit) => [commit.oid, commit]));
  if (!loaded.has(from) || !loaded.has(to)) return undefined;
  const parentsOf = (oid: string): string[] => loaded.get(oid)?.parents ?? [];
  const old = closure(from, parentsOf, new Set());
  const fresh = closure(to, parentsOf, old);
  if (![...fresh].every((oid) => loaded.has(oid))) return undefined;
  const isSettled = total === undefined ? isProved(page, { from, old, fresh }) : fresh.size === total;
  return isSettled ? page.filter(({ oid }) => fresh.has(oid)) : undefined;
}

/** Without a number a page is proved by `from`'s whole past on it, or by a range of nothing but what comes after `from`. */
function isProved(
  page: Linked[],
  { from, old, fresh }: { from: string; old: Set<string>; fresh: Set<string> },
): boolean {
  const shown = new Set(page.map(({ oid }) => oid));
  if ([...old].every((oid) => shown.has(oid))) return true;
  const children = new Map<string, string[]>();
  for (const { oid, parents } of page)
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), oid]);
  const after = closure(from, (oid) => children.get(oid) ?? [], new Set());
  return [...fresh].every((oid) => after.has(oid));
}

/** Everything that `next` leads to from `start` without entering `stop`; ids beyond a page are included, unexpanded. */
function closure(start: string, next: (oid: string) => string[], stop: Set<string>): Set<string> {
  const reached = new Set<string>();
  const queue = [start];
  for (let oid = queue.pop(); oid !== undefined; oid = queue.pop()) {
    if (reached.has(oid) || stop.has(oid)) continue;
    reached.add(oid);
    queue.push(...next(oid));
  }
  return reached;
}
