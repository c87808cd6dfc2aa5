import type { CommitSha, RepoName } from '../names.ts';
import { crossCheck } from './checks/cross-check.ts';
import { readLoosely } from './checks/loose-file.ts';
import { pipelineFileV1 } from './file/schema.ts';
import type { Pipeline } from './pipeline.ts';
import { DOCS, type Mistake, type PipelineProblem } from './problem.ts';
import { fileReader } from './reading/read-file.ts';
import { toPipeline } from './to-pipeline.ts';
import { warningsOf } from './warnings.ts';

/** Warnings are for people; a pipeline that has some is in force all the same. */
export type LoadedPipeline = InForce | { problems: PipelineProblem[] };

export interface InForce {
  pipeline: Pipeline;
  warnings: PipelineProblem[];
  /** Gives further mistakes their places in the text. */
  placed(mistakes: Mistake[]): PipelineProblem[];
}

/** The keys at the top of the file, each of which has a section in the page. */
const SECTIONS = new Set<unknown>(Object.keys(pipelineFileV1.shape));

const readPipelineFile = fileReader({
  parser: pipelineFileV1,
  check: (value) => crossCheck(readLoosely(value)),
  docs: ([section]) => (SECTIONS.has(section) ? `${DOCS}#${section ?? ''}` : DOCS),
});

/**
 * Reads a pipeline file. Every problem is reported at once, in the order of the file, each with line, column, the value
 * found and the nearest valid one; it never throws.
 */
export function loadPipeline(text: string, at: { repo: RepoName; commit: CommitSha }): LoadedPipeline {
  const read = readPipelineFile(text);
  if ('problems' in read) return read;
  const pipeline = toPipeline(read.file, at);
  const { placed } = read;
  return { pipeline, warnings: placed(warningsOf(pipeline)), placed: (mistakes) => placed(mistakes) };
}
