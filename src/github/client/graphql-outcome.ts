import type { Answer, Circumstances, Failure, GraphqlProblem, Outcome } from './outcome.ts';

import { isMoved, isRecord, outcomeOf, uncertain } from './outcome.ts';
import { limitFrom } from './rate-limit.ts';

/**
 * The verdict on a GraphQL answer. GitHub reports most failures with HTTP 200 beside partial data: a read keeps what it
 * got, a mutation counts as failed (its earlier fields may have taken effect, since fields run in series, not atomically).
 */
export function graphqlOutcomeOf<T>(answer: Answer, circumstances: Circumstances): Outcome<T> {
  if (answer.status !== 200) return failureOf<T>(answer, circumstances);
  const { status, headers } = answer;
  if (!isRecord(answer.data) || !('data' in answer.data || 'errors' in answer.data)) {
    return uncertain(circumstances.read, 'GitHub answered a GraphQL call with something else');
  }
  const data = answer.data['data'];
  const errors = problemsIn(answer.data['errors']);
  const verdicts = errors.map((error) => verdictOn(error, answer, circumstances));
  const [first] = verdicts;
  if (first === undefined) return { ok: data as T, status, headers };

  const limited = verdicts.find((verdict) => verdict.kind === 'limited');
  if (circumstances.read && !limited && isPartial(data, errors, verdicts)) {
    return { ok: data as T, status, headers, errors };
  }
  // The least certain error decides about a mutation: if one part may have happened, the whole may have.
  const doubtful = verdicts.find((verdict) => verdict.kind === 'unknown-outcome');
  return { failed: doubtful ?? limited ?? first };
}

/** What GitHub does not show it says with HTTP 200: no such page is trouble on the way, and no word about what was asked for. */
function failureOf<T>(answer: Answer, circumstances: Circumstances): Outcome<T> {
  const outcome = outcomeOf<T>(answer, circumstances);
  const isNoPage = 'failed' in outcome && outcome.failed.kind === 'missing';
  return isNoPage && circumstances.read
    ? uncertain(true, `GitHub answered a GraphQL call with HTTP ${answer.status}`)
    : outcome;
}

/** Whether some aliases are worth keeping; errors of different kinds must stay apart, since "missing" may not cover "unknown". */
function isPartial(data: unknown, errors: GraphqlProblem[], verdicts: Failure[]): boolean {
  if (!isRecord(data) || errors.some((error) => error.path.length === 0)) return false;
  const hasValue = Object.values(data).some((value) => value !== null);
  return hasValue || new Set(verdicts.map((verdict) => verdict.kind)).size > 1;
}

function verdictOn({ type, message }: GraphqlProblem, { headers }: Answer, circumstances: Circumstances): Failure {
  if (type?.startsWith('RATE_LIMIT') || /secondary rate limit/i.test(message)) {
    return { kind: 'limited', ...limitFrom(headers, circumstances) };
  }
  if (type === 'STALE_DATA' || isMoved(message)) return { kind: 'conflict', message };
  if (type === 'NOT_FOUND') return { kind: 'missing', status: 404, message };
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES') return { kind: 'forbidden', message };
  if (isInternal(type, message)) return uncertain(circumstances.read, message).failed;
  return { kind: 'invalid', status: 422, message, ...(type !== undefined && { errors: [{ type }] }) };
}

/** Also how GitHub words a query that took longer than ten seconds. */
function isInternal(type: string | undefined, message: string): boolean {
  return (
    type === 'INTERNAL' ||
    type === 'SERVICE_UNAVAILABLE' ||
    /^Something went wrong|timed? ?out|couldn't respond/i.test(message)
  );
}

function problemsIn(errors: unknown): GraphqlProblem[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    const { path, type, message } = isRecord(error) ? error : {};
    return {
      path: Array.isArray(path) ? path.filter((part) => typeof part === 'string' || typeof part === 'number') : [],
      ...(typeof type === 'string' && { type }),
      message: typeof message === 'string' ? message : 'GitHub gave no reason',
    };
  });
}

/** `Look` of `query Look(…) { … }`; what metrics and budgets count by. */
export function graphqlOperation(document: string): string {
  const name = /(?:^|\})\s*(?:query|mutation)\s+([A-Za-z_]\w*)/.exec(withoutComments(document))?.[1];
  return `graphql:${name ?? 'anonymous'}`;
}

export const isMutation = (document: string): boolean => /(?:^|\})\s*mutation\b/.test(withoutComments(document));

const withoutComments = (document: string): string => document.replaceAll(/#.*$/gm, '').trim();
