import type { ResponseHeaders } from './rate-limit.ts';

import { rateLimitOf } from './rate-limit.ts';

/** One entry of a GraphQL answer's `errors`. The first element of the path is the alias that it spoilt. */
export interface GraphqlProblem {
  path: (string | number)[];
  /** GitHub's word: NOT_FOUND, FORBIDDEN, UNPROCESSABLE …; absent on malformed documents and internal faults. */
  type?: string;
  message: string;
}

/**
 * `primary`, `secondary`: GitHub said so, and every call of the installation answers it until then. `spent`: GitHub told before that
 * nothing remains. `reserve`: what is left is kept for production. `writes`: as many were sent, or wait, as GitHub bears.
 */
export type Limit = 'primary' | 'secondary' | 'spent' | 'reserve' | 'writes';

/** Why Sluice itself did not send a request: the lease of its work is over, or the host does not answer and rests. */
export type Withheld = 'lease' | 'breaker';

export type Failure =
  /** Refused by a rate limit, GitHub's or one that Sluice keeps by itself; nothing happened. */
  | { kind: 'limited'; until: number; which: Limit }
  /** GitHub could not be read, or a write certainly never left; nothing happened, it may be repeated, at `until` where that is known. */
  | { kind: 'unavailable'; message: string; until?: number; withheld?: Withheld }
  /** A write without a believable answer: it may have happened. Look before repeating it. */
  | { kind: 'unknown-outcome'; message: string }
  /** The world is not as the call expected (expected head, merge sha, file sha): look again, plan again. */
  | { kind: 'conflict'; message: string }
  /** Not there, or not visible to this installation; a 3xx names where it went. */
  | { kind: 'missing'; status: number; message: string; location?: string }
  /** Visible, but not allowed; `needs` is what `X-Accepted-GitHub-Permissions` says (`,` = and, `;` = or). */
  | { kind: 'forbidden'; message: string; needs?: string }
  /** GitHub understood and refused; repeating the same call is pointless. GraphQL refusals carry status 422. */
  | { kind: 'invalid'; status: number; message: string; errors?: unknown[] }
  /** No credentials that GitHub accepts: a wrong key, or an installation that is gone or suspended. It says nothing about the thing asked for. */
  | { kind: 'unauthorised'; message: string };

/** What a call brought. `errors` stands beside the data of a GraphQL read of which a part failed. */
export type Outcome<T> =
  { ok: T; status: number; headers: ResponseHeaders; errors?: GraphqlProblem[] } | { failed: Failure };

/** A response as it arrived. */
export interface Answer {
  status: number;
  headers: ResponseHeaders;
  data: unknown;
}

/** Why there is no answer to judge. */
export type LostReason = 'network' | 'timeout' | 'never-sent' | 'too-large' | 'off-origin';

/** Thrown by the fetch when a call has no complete answer. */
export class Lost extends Error {
  override readonly name = 'Lost';
  readonly reason: LostReason;

  constructor(reason: LostReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** What a verdict depends on besides the answer. `patience` is how long (ms) to wait for a limit that names no time. */
export interface Circumstances {
  read: boolean;
  now: number;
  patience: number;
}

/** GitHub words these three as validation failures, but they say that a head has moved. */
const MOVED =
  /^(Base|Head) branch was modified|expected head sha didn.t match|^Update is not a fast forward|^Expected branch to point to|\bis at [0-9a-f]{40} but expected/i;

const MESSAGE_LIMIT = 1000;

export const isMoved = (message: string): boolean => MOVED.test(message);

/** The verdict on something that may have happened (a write) or can be asked again (a read). */
export function uncertain(read: boolean, message: string): { failed: Failure } {
  return { failed: { kind: read ? 'unavailable' : 'unknown-outcome', message } };
}

/** The verdict on a call without a complete answer. */
export function outcomeOfLoss(lost: Lost, read: boolean): { failed: Failure } {
  const { reason, message } = lost;
  if (reason === 'off-origin') return { failed: { kind: 'invalid', status: 0, message } };
  if (reason === 'too-large' && read) return { failed: { kind: 'invalid', status: 200, message } };
  return uncertain(read || reason === 'never-sent', message);
}

/** The verdict on a REST answer. */
export function outcomeOf<T>(answer: Answer, circumstances: Circumstances): Outcome<T> {
  const { status, headers, data } = answer;
  if (status >= 200 && status < 300) {
    if (isGarbled(answer))
      return uncertain(circumstances.read, `GitHub's answer (HTTP ${status}) is not the JSON it claims`);
    return { ok: data as T, status, headers };
  }
  if (status >= 300 && status < 400) return { failed: movedAway(answer) };
  if (status >= 500 || status === 408) return uncertain(circumstances.read, messageIn(answer));
  return { failed: refusal(answer, circumstances) };
}

/** Octokit hands out the text itself when a JSON body does not parse. */
function isGarbled({ headers, data }: Answer): boolean {
  return typeof data === 'string' && (headers['content-type'] ?? '').includes('json');
}

function movedAway({ status, headers }: Answer): Failure {
  const { location } = headers;
  const message = location === undefined ? `HTTP ${status} without a location` : `moved to ${location}`;
  return { kind: 'missing', status, message, ...(location !== undefined && { location }) };
}

function refusal(answer: Answer, circumstances: Circumstances): Failure {
  const { status, headers } = answer;
  const message = messageIn(answer);
  const limit = rateLimitOf({ status, headers, message }, circumstances);
  if (limit) return { kind: 'limited', ...limit };
  switch (status) {
    case 401:
      return { kind: 'unauthorised', message };
    case 403: {
      const needs = headers['x-accepted-github-permissions'];
      return { kind: 'forbidden', message, ...(needs !== undefined && { needs }) };
    }
    case 404:
    case 410:
    case 451:
      return { kind: 'missing', status, message };
    case 409:
      return { kind: 'conflict', message };
    default:
      return isMoved(message) ? { kind: 'conflict', message } : invalid(answer, message);
  }
}

function invalid({ status, data }: Answer, message: string): Failure {
  const errors = isRecord(data) && Array.isArray(data['errors']) ? (data['errors'] as unknown[]) : undefined;
  return { kind: 'invalid', status, message, ...(errors && { errors }) };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** GitHub's own words; never an HTML error page. */
function messageIn({ status, data }: Answer): string {
  const said = isRecord(data) && typeof data['message'] === 'string' ? data['message'] : `HTTP ${status}`;
  return said.slice(0, MESSAGE_LIMIT);
}

function limitSentence({ which, until }: { which: Limit; until: number }): string {
  const end = new Date(until).toISOString();
  if (which === 'writes') return `as much was written at GitHub as it bears; it goes on at ${end}`;
  if (which === 'spent') return `what GitHub bears in an hour is used up until ${end}`;
  if (which === 'reserve') return `what GitHub still bears is kept for production until ${end}`;
  return `GitHub's ${which} rate limit holds until ${end}`;
}

/** One sentence for reasons and logs. */
export function failureSentence(failure: Failure): string {
  switch (failure.kind) {
    case 'limited':
      return limitSentence(failure);
    case 'unavailable':
      return `GitHub could not be reached: ${failure.message}`;
    case 'unknown-outcome':
      return `GitHub's answer was lost, the change may have happened: ${failure.message}`;
    case 'conflict':
      return `it changed meanwhile: ${failure.message}`;
    case 'missing':
      return `not found at GitHub (${failure.status}): ${failure.message}`;
    case 'forbidden':
      return `GitHub forbids it: ${failure.message}${failure.needs ? ` (needs ${failure.needs})` : ''}`;
    case 'invalid':
      return `GitHub refused it (${failure.status}): ${failure.message}`;
    default: {
      const { message } = failure satisfies { kind: 'unauthorised' };
      return `GitHub does not accept the credentials that Sluice has for this: ${message}`;
    }
  }
}
