import { quoted } from '../errors/catalogue.ts';
import { nearest } from '../errors/nearest.ts';
import { printable } from '../text/printable.ts';

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

export type Path = (string | number)[];

/** A mistake before its place in the text is looked up. */
export interface Mistake {
  code: string;
  path: Path;
  /** The key is wrong rather than its value. */
  atKey?: boolean;
  says: string;
  /** The word that may be a slip of the pen, and what may have been meant. */
  near?: { word: string; candidates: string[] };
}

export interface Place {
  line: number;
  column: number;
  got?: string;
}

export const DOCS = 'docs/reference/pipeline-file.md';
const SECTIONS = new Set<unknown>(['version', 'components', 'stages']);

/** A mistake of the file as a whole, or of its YAML. */
export function textProblem(code: string, says: string, at = { line: 1, column: 1 }): PipelineProblem {
  return { code: `PIPELINE_${code}`, ...at, path: '', says: `${says}.`, docs: DOCS };
}

/** A mistake with its place in the text, and the nearest valid word. */
export function placedProblem({ code, path, says, near }: Mistake, place: Place): PipelineProblem {
  const didYouMean = near === undefined ? undefined : nearest(near.word, near.candidates);
  return {
    code: `PIPELINE_${code}`,
    ...place,
    path: path
      .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
      .join(''),
    says: `${says}.`,
    ...(didYouMean === undefined ? {} : { didYouMean }),
    docs: SECTIONS.has(path[0]) ? `${DOCS}#${path[0]}` : DOCS,
  };
}

/** One line for a terminal, a status or a log. */
export function describeProblem({ line, column, path, says, got, didYouMean, docs }: PipelineProblem): string {
  const isTold = got === undefined || says.includes(got) || path.endsWith(got);
  const what = `${path === '' ? '' : `${path}: `}${isTold ? '' : `${quoted(got)} `}${says}`;
  const hint = didYouMean === undefined ? '' : ` Did you mean "${didYouMean}"?`;
  return printable(`${line}:${column} ${what}${hint} (${docs})`);
}
