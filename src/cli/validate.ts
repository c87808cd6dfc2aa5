import { commitSha, repoName } from '../core/names.ts';
import { checkJoiningFile, isJoiningFile, readConsent } from '../core/pipeline/joining/joining-file.ts';
import { lanesOf, type Lane } from '../core/pipeline/lanes.ts';
import { loadPipeline } from '../core/pipeline/load-pipeline.ts';
import type { Pipeline, Stage } from '../core/pipeline/pipeline.ts';
import { describeProblem, type PipelineProblem } from '../core/pipeline/problem.ts';
import { list, plural } from '../core/text/phrases.ts';
import { printable } from '../core/text/printable.ts';

/** The repository and commit are not in a file on disk; nothing that is checked depends on which they are. */
const UNSAVED = { repo: repoName('unsaved/pipeline'), commit: commitSha('0'.repeat(40)) };

interface Validated {
  text: string;
  valid: boolean;
}

/** Checks a pipeline file or a joining file on disk: every problem as `file:line:column`, or what the file describes. */
export function validateText(file: string, text: string): Validated {
  if (isJoiningFile(text)) return validateJoiningFile(file, text);
  const loaded = loadPipeline(text, UNSAVED);
  if ('problems' in loaded) return refused(file, loaded.problems);
  const { pipeline, warnings } = loaded;
  const lanes = lanesOf(pipeline);
  const { components, stages } = pipeline;
  const counts = list([
    plural(components.length, 'component'),
    plural(stages.length, 'stage'),
    plural(lanes.length, 'lane'),
  ]);
  const lines = [`${file} is valid: ${counts}`, '', ...table(pipeline), '', ...lanes.map(laneLine)];
  return { text: [...lines, ...warningLines(file, warnings)].join('\n'), valid: true };
}

function validateJoiningFile(file: string, text: string): Validated {
  const { problems, warnings } = checkJoiningFile(text);
  if (problems.length > 0) return refused(file, problems);
  const consent = readConsent(text);
  const joins = 'to' in consent ? `this repository joins the pipeline of ${consent.to}` : 'it joins no pipeline';
  return { text: [`${file} is valid: ${joins}`, ...warningLines(file, warnings)].join('\n'), valid: true };
}

function refused(file: string, problems: PipelineProblem[]): Validated {
  const lines = problems.map((problem) => `${file}:${describeProblem(problem)}`);
  return { text: [...lines, plural(problems.length, 'problem')].join('\n'), valid: false };
}

const warningLines = (file: string, warnings: PipelineProblem[]): string[] =>
  warnings.length === 0
    ? []
    : [
        '',
        `${plural(warnings.length, 'warning')}:`,
        ...warnings.map((warning) => `${file}:${describeProblem(warning)}`),
      ];

/** Which component is pinned in which stage, and by what. */
function table({ components, stages }: Pipeline): string[] {
  const rows = [
    ['', ...stages.map(({ name }) => name)],
    ...components.map(({ name }) => [
      name,
      ...stages.map((stage) => (stage.components.includes(name) ? heldBy(stage) : '-')),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

const heldBy = ({ pins }: Stage): string => [...new Set(pins.map(({ holds }) => holds))].join('+');

const laneLine = ({ stage, components, repo, base, head }: Lane): string =>
  printable(
    `  ${stage}: ${components.map(({ name }) => name).join(', ')} → ${repo}${base === undefined ? '' : ` (${base})`} by ${head}`,
  );
