/** One mistake in a pipeline file, where it is and what to write instead. */
export interface PipelineProblem {
  code: string;
  /** Counted from one. */
  line: number;
  column: number;
  /** `stages.docker.pins[0].file`; empty for the file as a whole. */
  path: string;
  says: string;
  /** The value found, as the file spells it. */
  got?: string;
  didYouMean?: string;
  /** Anchor in the product's documentation. */
  docs: string;
}

/** One line for a terminal, a status or a log. */
export function describeProblem(problem: PipelineProblem): string {
  const where = `${problem.line}:${problem.column}`;
  const what = problem.path === '' ? problem.says : `${problem.path}: ${problem.says}`;
  const hint = problem.didYouMean === undefined ? '' : ` Did you mean "${problem.didYouMean}"?`;
  return `${where} ${what}${hint} (${problem.docs})`;
}

/** The candidate with the smallest edit distance, if it is near enough to be what was meant. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || distance < best.distance) best = { candidate, distance };
  }
  const allowed = Math.max(2, Math.floor(word.length / 3));
  return best !== undefined && best.distance <= allowed ? best.candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
