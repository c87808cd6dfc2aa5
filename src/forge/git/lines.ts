/** One place where two texts differ: `removed` lines of the old text at `at` became `added` lines of the new one at `from`. */
export interface Hunk {
  at: number;
  removed: number;
  from: number;
  added: number;
}

/** Beyond this many edits the rest counts as wholly replaced: the search needs memory in the square of it. */
const MOST_EDITS = 2000;

/** Splits bytes into lines that keep their line feed; one character per byte, so that any encoding survives. */
export function splitLines(bytes: Buffer): string[] {
  return bytes.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Whether git would treat the bytes as binary: a NUL among the first 8,000. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

/** The differences between two texts, in order (Myers' shortest edit script). */
export function diffLines(before: readonly string[], after: readonly string[]): Hunk[] {
  const longest = Math.min(before.length, after.length);
  let head = 0;
  while (head < longest && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < longest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const old = before.slice(head, before.length - tail);
  const young = after.slice(head, after.length - tail);
  return hunksBetween(matchingLines(old, young), old.length, young.length).map((hunk) => ({
    ...hunk,
    at: hunk.at + head,
    from: hunk.from + head,
  }));
}

/** Three-way merge of texts; undefined when both sides changed the same or touching lines differently, which git calls a conflict too. */
export function mergeLines(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): string[] | undefined {
  const sides = [ours, theirs].map((lines) => ({ lines, hunks: diffLines(base, lines), next: 0, shift: 0 }));
  const merged: string[] = [];
  let done = 0;
  for (;;) {
    const start = Math.min(...sides.map(({ hunks, next }) => hunks[next]?.at ?? Infinity));
    if (start === Infinity) return [...merged, ...base.slice(done)];
    const shifts = sides.map(({ shift }) => shift);
    const counts = sides.map(({ next }) => next);
    const end = takeTouching(sides, start);
    const texts = sides.map(({ lines, shift }, index) => lines.slice(start + shifts[index]!, end + shift));
    const changed = texts.filter((_, index) => sides[index]!.next > counts[index]!);
    const [first, second = first] = changed;
    if (first === undefined || second === undefined || first.join('') !== second.join('')) return undefined;
    merged.push(...base.slice(done, start), ...first);
    done = end;
  }
}

interface Side {
  hunks: Hunk[];
  next: number;
  /** How far the side's lines lie from the base's, after the hunks taken so far. */
  shift: number;
}

/** Takes every hunk that overlaps or touches the region from `start`; returns where in the base that region ends. */
function takeTouching(sides: readonly Side[], start: number): number {
  let end = start;
  for (let grew = true; grew;) {
    grew = false;
    for (const side of sides) {
      const hunk = side.hunks[side.next];
      if (hunk === undefined || hunk.at > end) continue;
      end = Math.max(end, hunk.at + hunk.removed);
      side.next += 1;
      side.shift += hunk.added - hunk.removed;
      grew = true;
    }
  }
  return end;
}

function hunksBetween(matches: readonly [number, number][], oldLength: number, newLength: number): Hunk[] {
  const hunks: Hunk[] = [];
  let [at, from] = [0, 0];
  for (const [old, young] of [...matches, [oldLength, newLength] as const]) {
    if (old > at || young > from) hunks.push({ at, removed: old - at, from, added: young - from });
    [at, from] = [old + 1, young + 1];
  }
  return hunks;
}

/** The longest common subsequence as index pairs: the furthest x on each diagonal is kept per number of edits, then walked back. */
function matchingLines(old: readonly string[], young: readonly string[]): [number, number][] {
  const most = Math.min(old.length + young.length, MOST_EDITS);
  const rounds: Map<number, number>[] = [];
  let furthest = new Map([[1, 0]]);
  for (let edits = 0; edits <= most; edits += 1) {
    rounds.push(furthest);
    const round = new Map<number, number>();
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let { x } = enter(furthest, diagonal, edits);
      while (x < old.length && x - diagonal < young.length && old[x] === young[x - diagonal]) x += 1;
      round.set(diagonal, x);
      if (x >= old.length && x - diagonal >= young.length) return walkBack(rounds, old.length, young.length);
    }
    furthest = round;
  }
  return [];
}

/** Where a diagonal begins in this round: below the one beside it (a line added) or to its right (a line removed). */
function enter(
  furthest: ReadonlyMap<number, number>,
  diagonal: number,
  edits: number,
): { x: number; isAdded: boolean } {
  const right = furthest.get(diagonal - 1) ?? -1;
  const down = furthest.get(diagonal + 1) ?? -1;
  const isAdded = diagonal === -edits || (diagonal !== edits && right < down);
  return { x: isAdded ? down : right + 1, isAdded };
}

function walkBack(rounds: readonly Map<number, number>[], oldLength: number, newLength: number): [number, number][] {
  const matches: [number, number][] = [];
  let [x, y] = [oldLength, newLength];
  for (let edits = rounds.length - 1; edits >= 0; edits -= 1) {
    const diagonal = x - y;
    const start = enter(rounds[edits]!, diagonal, edits);
    while (x > start.x) matches.push([(x -= 1), (y -= 1)]);
    if (start.isAdded) y -= 1;
    else x -= 1;
  }
  return matches.toReversed();
}
