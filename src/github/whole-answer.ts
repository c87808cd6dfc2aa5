import { known, unknown, type Answer } from '../core/answer.ts';
import { failureSentence, type Outcome } from './client/outcome.ts';

/** The answer if every part of it arrived. A null that stands for a failed field would be read as "absent" (promise 12). */
export function wholeAnswer<T>(outcome: Outcome<T>): Answer<T> {
  if ('failed' in outcome) return unknown(failureSentence(outcome.failed));
  const [problem] = outcome.errors ?? [];
  return problem === undefined ? known(outcome.ok) : unknown(problem.message);
}
