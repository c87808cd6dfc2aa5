import type { RangeCommit } from '../history.ts';

/**
 * Children before parents; among those that are free, the newest commit date first, then the id. The order of the input does
 * not show through, and clocks that go wrong cannot put a commit above its child.
 */
export function newestFirst(commits: readonly RangeCommit[]): RangeCommit[] {
  const byId = new Map(commits.map((commit) => [commit.commit as string, commit]));
  const children = new Map<string, number>();
  for (const commit of byId.values()) {
    for (const parent of new Set(commit.parents)) children.set(parent, (children.get(parent) ?? 0) + 1);
  }
  const free = new Heap();
  for (const commit of byId.values()) if (!children.has(commit.commit)) free.push(commit);
  const ordered: RangeCommit[] = [];
  for (let next = free.pop(); next; next = free.pop()) {
    ordered.push(next);
    for (const id of new Set(next.parents)) {
      const left = (children.get(id) ?? 0) - 1;
      children.set(id, left);
      const parent = byId.get(id);
      if (left === 0 && parent) free.push(parent);
    }
  }
  return ordered;
}

const isBefore = (a: RangeCommit, b: RangeCommit): boolean => a.at > b.at || (a.at === b.at && a.commit > b.commit);

/** A binary heap: the first in order on top. Ten thousand commits take milliseconds. */
class Heap {
  readonly #items: RangeCommit[] = [];

  push(commit: RangeCommit): void {
    const items = this.#items;
    let place = items.length;
    items.push(commit);
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!isBefore(commit, items[above] as RangeCommit)) break;
      items[place] = items[above] as RangeCommit;
      place = above;
    }
    items[place] = commit;
  }

  pop(): RangeCommit | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let place = 0;
    for (let below = 1; below < items.length; below = 2 * place + 1) {
      const right = below + 1;
      if (right < items.length && isBefore(items[right] as RangeCommit, items[below] as RangeCommit)) below = right;
      if (!isBefore(items[below] as RangeCommit, last)) break;
      items[place] = items[below] as RangeCommit;
      place = below;
    }
    items[place] = last;
    return top;
  }
}
