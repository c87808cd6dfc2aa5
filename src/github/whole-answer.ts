import { known, unknown, type Answer, type Unknown } from '../core/answer.ts';
import { forbidden, isForbidden } from './look/forbidden.ts';
import { failureSentence, type Failure, type Outcome } from './client/outcome.ts';

/**
 * The answer if every part of it arrived. A null that stands for a failed field would be read as "absent" (promise 12).
 * `repo`: the one that was asked; what of it the App may not read stays unknown until somebody acts.
 */
export function wholeAnswer<T>(outcome: Outcome<T>, repo?: string): Answer<T> {
  if ('failed' in outcome) return whyFailed(outcome.failed, repo);
  const [problem] = outcome.errors ?? [];
  if (problem === undefined) return known(outcome.ok);
  return repo !== undefined && isForbidden(problem) ? forbidden(repo, problem) : unknown(problem.message);
}

const whyFailed = (failed: Failure, repo: string | undefined): Unknown =>
  failed.kind === 'forbidden' && repo !== undefined
    ? forbidden(repo, { path: [], message: failed.message })
    : unknown(failureSentence(failed));
