import type { z } from 'zod';

import { jsonSchemaOf } from '../json-schema.ts';
import { placedProblem, textProblem, type Mistake, type Path, type PipelineProblem } from '../problem.ts';
import { readYaml, type ReadYaml } from './read-yaml.ts';
import { shapeMistakes } from './shape-mistakes.ts';

/** A pipeline file is small; a larger one is a mistake or an attack on the parser. */
const MAX_CHARACTERS = 65_536;

/** More mistakes than a person reads at once: the rest is counted. */
const MOST_PROBLEMS = 100;

/** A kind of file: its shape, what the shape alone cannot show, and where its mistakes are explained. */
export interface FileKind<File> {
  parser: z.ZodType<File>;
  check(value: unknown): Mistake[];
  docs: (path: Path) => string;
}

/** A file without a mistake, and where things stand in it. */
export interface ReadFile<File> {
  file: File;
  placed: (mistakes: Mistake[]) => PipelineProblem[];
}

/** The reader of a kind of file: it gives the file, or every problem in the order of the text, and never throws. */
export function fileReader<File>(
  kind: FileKind<File>,
): (text: string) => ReadFile<File> | { problems: PipelineProblem[] } {
  const schema = jsonSchemaOf(kind.parser);
  return (text) => {
    if (text.length > MAX_CHARACTERS) {
      const says = `has ${text.length} characters; a pipeline file has at most ${MAX_CHARACTERS}`;
      return { problems: [textProblem('TOO_LARGE', says)] };
    }
    const yaml = readYaml(text);
    if (!('value' in yaml)) return { problems: inOrder(yaml.problems) };
    const placed = (mistakes: Mistake[]): PipelineProblem[] => placeAll(mistakes, yaml, kind);
    const parsed = kind.parser.safeParse(yaml.value, { reportInput: true });
    const shape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => shapeMistakes(issue, schema));
    const mistakes = [...shape, ...kind.check(yaml.value)];
    if (mistakes.length > 0 || !parsed.success) return { problems: placed(mistakes) };
    return { file: parsed.data, placed };
  };
}

/** To look up a place takes longer the longer the file, so it is not done for mistakes that nobody will read. */
function placeAll(mistakes: Mistake[], yaml: ReadYaml, { docs }: Pick<FileKind<unknown>, 'docs'>): PipelineProblem[] {
  const listed = mistakes
    .slice(0, MOST_PROBLEMS)
    .map((mistake) => placedProblem(mistake, yaml.place(mistake.path, mistake.atKey ?? false), docs(mistake.path)));
  return inOrder(listed, mistakes.length - listed.length);
}

function inOrder(problems: PipelineProblem[], uncounted = 0): PipelineProblem[] {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const listed = sorted.slice(0, MOST_PROBLEMS);
  const more = sorted.length - listed.length + uncounted;
  const { line, column } = listed.at(-1) ?? { line: 1, column: 1 };
  if (more === 0) return listed;
  return [...listed, textProblem('TOO_MANY', `and ${more} more problems; mend these first`, { line, column })];
}
