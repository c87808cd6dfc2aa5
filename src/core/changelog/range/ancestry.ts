import type { CommitSha } from '../../names.ts';
import type { RangeCommit } from '../history.ts';

/** Who comes from whom within a range. */
export interface Ancestry {
  /** Whether what is asked for came before the commit, and the commit was built on it. Each answer looks on from where the last one ended. */
  before(commit: CommitSha): (ancestor: CommitSha) => boolean;
  /** A merge and all that came in by its other parents only. */
  broughtBy(merge: RangeCommit): RangeCommit[];
}

/** Reads the ancestry off commits that stand newest first: whatever came before a commit stands below it. */
export function ancestryOf(commits: readonly RangeCommit[]): Ancestry {
  const places = new Map(commits.map(({ commit }, place) => [commit, place]));
  const parents = commits.map((commit) => commit.parents.flatMap((id) => places.get(id) ?? []));
  const lines = firstParentLines(commits, places);
  const brought = new Map<CommitSha, RangeCommit[]>();
  return {
    before: (commit) => {
      const start = places.get(commit) ?? commits.length;
      const below = sweep(parents, start);
      return (ancestor) => {
        const place = places.get(ancestor);
        if (place === undefined || place <= start) return false;
        return lines[place] === lines[start] || below(place);
      };
    },
    broughtBy: (merge) => {
      const place = places.get(merge.commit);
      if (place === undefined || merge.parents.length < 2) return [merge];
      const first = places.get(merge.parents[0] ?? merge.commit);
      const found =
        brought.get(merge.commit) ?? broughtTo(parents, { place, first }).map((at) => commits[at] as RangeCommit);
      brought.set(merge.commit, found);
      return [merge, ...found];
    },
  };
}

/** The line that each commit is on. Most questions are about one line, and need no search. */
function firstParentLines(commits: readonly RangeCommit[], places: ReadonlyMap<CommitSha, number>): Int32Array {
  const lines = new Int32Array(commits.length).fill(-1);
  for (let tip = 0; tip < commits.length; tip += 1) {
    for (let at: number | undefined = tip; at !== undefined && lines[at] === -1;) {
      lines[at] = tip;
      const first: CommitSha | undefined = commits[at]?.parents[0];
      at = first === undefined ? undefined : places.get(first);
    }
  }
  return lines;
}

/** Marks what is behind a place, as far down as it is asked. */
function sweep(parents: number[][], start: number): (place: number) => boolean {
  let marks: Uint8Array | undefined;
  let at = start;
  return (place) => {
    if (marks === undefined) {
      marks = new Uint8Array(parents.length);
      marks[start] = 1;
    }
    for (; at < place; at += 1) {
      if (marks[at] === 1) for (const parent of parents[at] ?? []) marks[parent] = 1;
    }
    return marks[place] === 1;
  };
}

const BEFORE = 1;
const BROUGHT = 2;

/** The places of what a merge brought, down to the last of it: what its first parent has is not among it. */
function broughtTo(parents: number[][], { place, first }: { place: number; first: number | undefined }): number[] {
  const marks = new Uint8Array(parents.length);
  let open = 0;
  const mark = (at: number, as: number): void => {
    if (marks[at] === as || marks[at] === BEFORE) return;
    open += as === BROUGHT ? 1 : -Number(marks[at] === BROUGHT);
    marks[at] = as;
  };
  for (const parent of parents[place] ?? []) mark(parent, parent === first ? BEFORE : BROUGHT);
  const brought: number[] = [];
  for (let at = place + 1; open > 0 && at < parents.length; at += 1) {
    const as = marks[at];
    if (as === BROUGHT) {
      brought.push(at);
      open -= 1;
    }
    if (as === BEFORE || as === BROUGHT) for (const parent of parents[at] ?? []) mark(parent, as);
  }
  return brought;
}
