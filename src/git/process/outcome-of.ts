import { GitFailure } from '../failure.ts';
import { fetchCommits } from '../mirror/fetch-commits.ts';
import { readRange } from '../reading/read-range.ts';
import { checkRequest } from './door.ts';
import type { Answers, Outcome, Request } from './requests.ts';

/** Does what is asked in this very process. Resolves always: what goes wrong is a failure with its reason. */
export async function outcomeOf<R extends Request>(request: R): Promise<Outcome<R['ask']>> {
  try {
    checkRequest(request);
    return { answer: (await answerTo(request)) as Answers[R['ask']] };
  } catch (error) {
    const { kind, because, next } = error instanceof GitFailure ? error : new GitFailure('other', String(error));
    return { failure: { kind, because, ...(next !== undefined && { next }) } };
  }
}

async function answerTo(request: Request): Promise<Answers[keyof Answers]> {
  if (request.ask === 'range') return readRange(request);
  await fetchCommits(request);
  return 'done';
}
