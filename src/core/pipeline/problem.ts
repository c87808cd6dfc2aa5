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

/** The page that explains a pipeline file, section by section. */
export const DOCS = 'docs/reference/pipeline-file.md';

/** A mistake of the file as a whole, or of its YAML. */
export function textProblem(code: string, says: string, at = { line: 1, column: 1 }): PipelineProblem {
  return { code: `PIPELINE_${code}`, ...at, path: '', says: `${says}.`, docs: DOCS };
}

/** A mistake with its place in the text, the nearest valid word, and the page that explains it. */
export function placedProblem({ code, path, says, near }: Mistake, place: Place, docs: string): PipelineProblem {
  const didYouMean = near === undefined ? undefined : nearest(near.word, near.candidates);
  return {
    code: `PIPELINE_${code}`,
    ...place,
    path: path.map((part, index) => spelledPart(part, index === 0)).join(''),
    says: `${says}.`,
    ...(didYouMean === undefined ? {} : { didYouMean }),
    docs,
  };
}

function spelledPart(part: Path[number], isFirst: boolean): string {
  if (typeof part === 'number') return `[${part}]`;
  if (/[\s:"']/.test(part)) return `[${JSON.stringify(part)}]`;
  return isFirst ? part : `.${part}`;
}

/** One line for a terminal, a status or a log. */
export function describeProblem({ line, column, path, says, got, didYouMean, docs }: PipelineProblem): string {
  const isTold = got === undefined || hasWord(says, got) || path.endsWith(got);
  const what = `${path === '' ? '' : `${path}: `}${isTold ? '' : `${quoted(got)} `}${says}`;
  const hint = didYouMean === undefined ? '' : ` Did you mean "${didYouMean}"?`;
  return printable(`${line}:${column} ${what}${hint} (${docs})`);
}

/** Whether a sentence has a value as a word of its own: `30m` does not say `0m`. */
function hasWord(sentence: string, value: string): boolean {
  const pieces = sentence.split(value);
  return pieces.slice(1).some((after, index) => !/\w$/.test(pieces[index] ?? '') && !/^\w/.test(after));
}
