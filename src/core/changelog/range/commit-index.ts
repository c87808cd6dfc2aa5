import type { RangeCommit } from '../history.ts';

/** Commits by full or abbreviated id. */
export interface CommitIndex {
  /** The commit whose id begins so; undefined where two do, for a message means one. */
  find(id: string): RangeCommit | undefined;
}

/** Sorted once, so that thousands of abbreviated ids are found without a scan each. */
export function commitIndex(commits: readonly RangeCommit[]): CommitIndex {
  const sorted = [...new Map(commits.map((commit) => [commit.commit as string, commit])).values()];
  sorted.sort((a, b) => (a.commit < b.commit ? -1 : 1));
  return {
    find: (id) => {
      let [low, high] = [0, sorted.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sorted[middle] as RangeCommit).commit < id) low = middle + 1;
        else high = middle;
      }
      const found = sorted[low];
      const isOne = sorted[low + 1]?.commit.startsWith(id) !== true;
      return found?.commit.startsWith(id) && isOne ? found : undefined;
    },
  };
}
