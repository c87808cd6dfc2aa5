import { fingerprint } from '../text/fingerprint.ts';
import { neutraliseInline } from '../text/neutralise.ts';
import { plural } from '../text/phrases.ts';
import type { CommitSha, RepoName } from '../names.ts';
import type { Message } from '../promotion/plan-model.ts';
import { statusLine } from '../text/status-line.ts';
import { checkJoiningFile, isJoiningFile } from './joining/joining-file.ts';
import { takenMistakes, unjoinedMistakes, type Claim } from './joining/claims.ts';
import { loadPipeline } from './load-pipeline.ts';
import { describeProblem, type PipelineProblem } from './problem.ts';

/** What is said about a pipeline file that a pull request would bring. */
export interface PolicyReview {
  isGood: boolean;
  /** One line that fits a commit status. */
  summary: string;
  /** Equal keys are equal words. */
  key: string;
  body: Message;
}

/** In characters of one problem. */
const LONGEST_PROBLEM = 500;

/** Problems, and warnings, that a comment lists; the rest is counted. */
const MOST_LISTED = 50;

/** Characters that either list may take; GitHub takes 65,536 of the whole. */
const LONGEST_LIST = 28_000;

/** Reads the file as it would be read on the default branch. Undefined: the pull request takes the file away. */
export function reviewPolicy(
  text: string | undefined,
  at: { repo: RepoName; commit: CommitSha },
  claims: Claim[] = [],
): PolicyReview {
  if (text === undefined) return review([], [], 'Without the file nothing of this repository is released by Sluice.');
  if (isJoiningFile(text)) {
    const { problems, warnings } = checkJoiningFile(text);
    return review(problems, warnings, 'The repository joins its pipeline.');
  }
  const loaded = loadPipeline(text, at);
  if ('problems' in loaded) return review(loaded.problems, [], '');
  const { components, stages } = loaded.pipeline;
  const good = `It loads: ${plural(components.length, 'component')}, ${plural(stages.length, 'stage')}.`;
  const taken = loaded.placed(takenMistakes(claims, at.repo));
  return review(taken, [...loaded.warnings, ...loaded.placed(unjoinedMistakes(claims, at.repo))], good);
}

function review(problems: PipelineProblem[], warnings: PipelineProblem[], good: string): PolicyReview {
  const isGood = problems.length === 0;
  const [first] = problems;
  const counted = plural(problems.length, 'problem');
  const summary = statusLine(first === undefined ? good : `${counted}: ${describeProblem(first)}`);
  const said = { counted, problems: listed(problems), warnings: listed(warnings) };
  // A good file's summary is said once, in place of what was wrong.
  const words = isGood ? { good, ...said } : said;
  const key = `pipeline:${isGood ? 'good' : 'wrong'}:${fingerprint(JSON.stringify(words))}`;
  const model = {
    isGood,
    summary: neutraliseInline(summary),
    ...said,
    ...more('more', problems, said.problems),
    ...more('moreWarnings', warnings, said.warnings),
  };
  return { isGood, summary, key, body: { template: 'pipeline-review', kind: 'review', model, key } };
}

/** As many as fit. */
function listed(problems: PipelineProblem[]): Record<string, string | number>[] {
  const shown: Record<string, string | number>[] = [];
  let characters = 0;
  for (const problem of problems.slice(0, MOST_LISTED)) {
    const next = describe(problem);
    characters += JSON.stringify(next).length;
    if (characters > LONGEST_LIST) break;
    shown.push(next);
  }
  return shown;
}

const more = (name: string, all: unknown[], shown: unknown[]): Record<string, number> =>
  shown.length < all.length ? { [name]: all.length - shown.length } : {};

function describe({
  line,
  column,
  path,
  says,
  got,
  didYouMean,
  docs,
}: PipelineProblem): Record<string, string | number> {
  return {
    line,
    column,
    docs,
    path: neutraliseInline(path),
    says: neutraliseInline(says, LONGEST_PROBLEM),
    ...(got === undefined || says.includes(got) ? {} : { got: neutraliseInline(got) }),
    ...(didYouMean === undefined ? {} : { didYouMean: neutraliseInline(didYouMean) }),
  };
}
