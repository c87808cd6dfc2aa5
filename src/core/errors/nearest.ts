/** Longer than a name; comparing takes time by the square of the length. */
const LONGEST = 100;

/** The name among `valid` that a person most likely meant, or nothing when none is near. */
export function nearest(name: string, valid: readonly string[]): string | undefined {
  // A third of the letters wrong is still a slip; more is another word.
  const limit = Math.max(1, Math.floor(name.length / 3));
  if (name.length > LONGEST) return undefined;
  let best: { name: string; distance: number } | undefined;
  for (const candidate of valid) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (!best || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name;
}

/** Letters inserted, left out, replaced, or swapped with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = cell(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped =
        a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] ? cell(beforeLast, column - 2) + 1 : Infinity;
      current.push(Math.min(replaced, swapped, cell(last, column) + 1, cell(current, column - 1) + 1));
    }
    beforeLast = last;
    last = current;
  }
  return cell(last, b.length);
}

const cell = (row: number[], column: number): number => row[column] ?? Infinity;
