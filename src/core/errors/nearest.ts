/** Longer than a name, and the distance still fits a byte; comparing takes time by the square of the length. */
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
  const width = b.length + 1;
  const cells = new Uint8Array((a.length + 1) * width);
  const cell = (row: number, column: number): number => cells[row * width + column] ?? 0;
  for (let column = 0; column < width; column += 1) cells[column] = column;
  for (let row = 1; row <= a.length; row += 1) {
    cells[row * width] = row;
    for (let column = 1; column < width; column += 1) {
      const isSame = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let least = Math.min(
        cell(row - 1, column - 1) + (isSame ? 0 : 1),
        cell(row - 1, column) + 1,
        cell(row, column - 1) + 1,
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, cell(row - 2, column - 2) + 1);
      }
      cells[row * width + column] = least;
    }
  }
  return cell(a.length, b.length);
}
