import { commitSha, repoName } from '../core/names.ts';
import { loadPipeline } from '../core/pipeline/load-pipeline.ts';
import { lanesOf } from '../core/pipeline/pipeline.ts';
import { describeProblem } from '../core/pipeline/problem.ts';

/** The repository and commit are not in a file on disk; nothing that is checked depends on which they are. */
const UNSAVED = { repo: repoName('unsaved/pipeline'), commit: commitSha('0'.repeat(40)) };

/** Checks a pipeline file on disk: every problem as `file:line:column`, or what the file describes. */
export function validateText(file: string, text: string): { text: string; valid: boolean } {
  const loaded = loadPipeline(text, UNSAVED);
  if ('problems' in loaded) {
    const count = loaded.problems.length;
    const lines = loaded.problems.map((problem) => `${file}:${describeProblem(problem)}`);
    return { text: [...lines, `${count} problem${count === 1 ? '' : 's'}`].join('\n'), valid: false };
  }
  const lanes = lanesOf(loaded.pipeline);
  const lines = lanes.map(
    (lane) => `  ${lane.stage}: ${lane.components.map(({ code }) => code).join(', ')} → ${lane.repo} by ${lane.head}`,
  );
  return {
    text: [`${file} is valid: ${lanes.length} lane${lanes.length === 1 ? '' : 's'}`, ...lines].join('\n'),
    valid: true,
  };
}
