import type { Unknown } from '../../../core/answer.ts';
import { lacking, unknown } from '../../../core/answer.ts';
import { failureSentence, type Failure, type GraphqlProblem } from '../../client/outcome.ts';
import { forbidden, isForbidden } from '../../look/forbidden.ts';

/** Fields of which GitHub may refuse a part: what they would have told is told by texts too, or is for people's convenience. */
const MAY_BE_REFUSED = new Set<string | number>(['author', 'closingIssuesReferences', 'labels']);
const MAY_FAIL = 'lately';

/** Neither refused nor missing: GitHub did not come to an end with it, and may with less. */
export const isUnfinished = ({ type }: GraphqlProblem): boolean =>
  type !== 'NOT_FOUND' && type !== 'FORBIDDEN' && type !== 'INSUFFICIENT_SCOPES';

const isBearable = (problem: GraphqlProblem): boolean =>
  problem.path.includes(MAY_FAIL) || (!isUnfinished(problem) && problem.path.some((step) => MAY_BE_REFUSED.has(step)));

/** The failures below a path that spoil what stands there. */
export function problemsAt(
  problems: readonly GraphqlProblem[] | undefined,
  ...at: (string | number)[]
): GraphqlProblem[] {
  return (problems ?? []).filter(
    (problem) => at.every((step, index) => problem.path[index] === step) && !isBearable(problem),
  );
}

/** Why nothing is known of a repository after a whole query failed. */
export function whyFailed(repo: string, failure: Failure): Unknown {
  if (failure.kind === 'missing') return unseen(repo);
  return failure.kind === 'forbidden'
    ? forbidden(repo, { path: [], message: failure.message })
    : unknown(failureSentence(failure));
}

/** Why nothing is known of a repository that failed by itself. */
export function whySpoilt(repo: string, problem: GraphqlProblem | undefined): Unknown {
  if (problem === undefined || (problem.type === 'NOT_FOUND' && problem.path.length === 1)) return unseen(repo);
  return isForbidden(problem) ? forbidden(repo, problem) : unknown(problem.message);
}

const unseen = (repo: string): Unknown => lacking(`${repo} cannot be seen`);
