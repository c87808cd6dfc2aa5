import type { BranchName, CommitSha, ComponentName, RepoName, StageName } from '../names.ts';
import { crossCheck } from './cross-check.ts';
import { readLoosely } from './loose-file.ts';
import type { Pipeline, Stage } from './pipeline.ts';
import { placedProblem, textProblem, type Mistake, type PipelineProblem } from './problem.ts';
import { readYaml, type ReadYaml } from './read-yaml.ts';
import { pipelineFileV1, type PipelineFileV1 } from './schema.ts';
import { shapeMistakes } from './shape-mistakes.ts';

/** A pipeline file is small; a larger one is a mistake or an attack on the parser. */
const MAX_CHARACTERS = 65_536;

/** More mistakes than a person reads at once: the rest is counted. */
const MOST_PROBLEMS = 100;

export type LoadedPipeline = { pipeline: Pipeline } | { problems: PipelineProblem[] };

/**
 * Reads a pipeline file. Every problem is reported at once, in the order of the file, each with line, column, the value
 * found and the nearest valid one; it never throws.
 */
export function loadPipeline(text: string, at: { repo: RepoName; commit: CommitSha }): LoadedPipeline {
  if (text.length > MAX_CHARACTERS) {
    const says = `has ${text.length} characters; a pipeline file has at most ${MAX_CHARACTERS}`;
    return { problems: [textProblem('TOO_LARGE', says)] };
  }
  const yaml = readYaml(text);
  if (!('value' in yaml)) return { problems: inOrder(yaml.problems) };
  const parsed = pipelineFileV1.safeParse(yaml.value, { reportInput: true });
  const shape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => shapeMistakes(issue));
  const mistakes = [...shape, ...crossCheck(readLoosely(yaml.value))];
  if (mistakes.length > 0 || !parsed.success) return { problems: placed(mistakes, yaml) };
  return { pipeline: toPipeline(parsed.data, at) };
}

/** To look up a place takes longer the longer the file, so it is not done for mistakes that nobody will read. */
function placed(mistakes: Mistake[], yaml: ReadYaml): PipelineProblem[] {
  const listed = mistakes
    .slice(0, MOST_PROBLEMS)
    .map((mistake) => placedProblem(mistake, yaml.place(mistake.path, mistake.atKey ?? false)));
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

function toPipeline(file: PipelineFileV1, at: { repo: RepoName; commit: CommitSha }): Pipeline {
  const components = Object.entries(file.components).map(([name, { code }]) => ({
    name: name as ComponentName,
    code: code as RepoName,
  }));
  const stages = Object.entries(file.stages).map(([name, stage]): Stage => ({
    name: name as StageName,
    kind: stage.kind,
    repo: stage.repo,
    ...(stage.branch === undefined ? {} : { branch: stage.branch as BranchName }),
    components: (stage.components ?? components.map((component) => component.name)) as ComponentName[],
    pins: stage.pins,
    checks: stage.checks ?? 'none',
    merge: stage.merge,
  }));
  return { ...at, components, stages };
}
