import { readFileSync } from 'node:fs';

import { commitSha, repoName } from '../../../src/core/names.ts';
import { loadPipeline } from '../../../src/core/pipeline/load-pipeline.ts';
import type { Pipeline } from '../../../src/core/pipeline/pipeline.ts';
import { describeProblem, type PipelineProblem } from '../../../src/core/pipeline/problem.ts';

/** A small pipeline without a mistake: a test changes one thing in it. */
export const GOOD = `version: 1
components:
  payments: { code: acme/payments }
  web:
    code: { repo: acme/shop }
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
`;

const sample = (name: string): string => readFileSync(new URL(`../../formats/v1/${name}.yml`, import.meta.url), 'utf8');

/** From the code to production, with a schedule, gates and rules about issues. */
export const WHOLE = sample('pipeline-whole');

/** Every key that the whole example does not have. */
export const EVERY_KEY = sample('pipeline-every-key');

/** Every way to say where a pin stands. */
export const PINS = sample('pipeline-pins');

export const AT = { repo: repoName('acme/platform'), commit: commitSha('a'.repeat(40)) };

/** The good text with one place changed; a test whose place is gone fails here. */
export const changed = (from: string, to: string): string => changedIn(GOOD, from, to);

/** A text with one place changed. */
export function changedIn(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the pipeline has no ${from}`);
  return text.replace(from, () => to);
}

export function pipeline(text: string): Pipeline {
  const loaded = loadPipeline(text, AT);
  if ('problems' in loaded) throw new Error(loaded.problems.map(describeProblem).join('\n'));
  return loaded.pipeline;
}

export function problems(text: string): PipelineProblem[] {
  const loaded = loadPipeline(text, AT);
  return 'problems' in loaded ? loaded.problems : [];
}

export function warnings(text: string): PipelineProblem[] {
  const loaded = loadPipeline(text, AT);
  return 'warnings' in loaded ? loaded.warnings : [];
}

/** Each problem as a person reads it, without the anchor that every line ends with. */
export const lines = (text: string): string[] => told(problems(text));

export const told = (found: PipelineProblem[]): string[] =>
  found.map((problem) => describeProblem(problem).replace(/ \(docs\/\S+\)$/, ''));
