import type { Exchange } from '../http/exchange.ts';
import type { Caller, Refusal, Reply } from '../http/handler.ts';
import { meteredCall } from '../http/limits/rate-meter.ts';
import { explained, primaryReply } from '../http/limits/replies.ts';
import type { StatusDo } from './rule.ts';

/** Whose call a fault answers, and when (milliseconds of the wall clock). */
export interface Answered {
  now: number;
  exchange?: Exchange;
  caller?: Caller | Refusal;
}

/** What GitHub says with a status, where one sentence is said most; recorded, except 409, 422 and 410. */
const usual: Record<number, string> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  422: 'Validation Failed',
};
const secondary = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

/** The answer of a struck call: what the rule says, and for the rest what GitHub says with that status. */
export function faultReply(what: StatusDo, answered: Answered): Reply {
  const usually = usualReply(what, answered);
  const headers = { ...usually.headers, ...retryAfter(what, answered.now), ...what.headers };
  return { status: usually.status, body: what.body === undefined ? usually.body : what.body, headers };
}

function usualReply(what: StatusDo, { exchange, caller }: Answered): Reply {
  const { status } = what;
  if (limitOf(what) === 'primary') return spent(status, exchange, caller);
  if (limitOf(what) === 'secondary') {
    const documentation_url = `${explained}#about-secondary-rate-limits`;
    return { status, body: { message: secondary, documentation_url, status: String(status) } };
  }
  if (status === 400 || status >= 500) return page(status);
  const message = usual[status] ?? 'Injected fault';
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) } };
}

/** A 429 is a limit whatever it says; a 403 is one when it says how long to wait, or that nothing remains. */
function limitOf({ status, limit, retryAfter: after, headers }: StatusDo): 'primary' | 'secondary' | undefined {
  if (limit !== undefined) return limit;
  if (status !== 403 && status !== 429) return undefined;
  if (headers?.['x-ratelimit-remaining'] === '0') return 'primary';
  return status === 429 || after !== undefined || headers?.['retry-after'] !== undefined ? 'secondary' : undefined;
}

/** GraphQL tells of its limit with status 200; there and in REST the headers say that nothing remains. */
function spent(
  status: number,
  exchange: Exchange | undefined,
  caller: Caller | Refusal = { kind: 'anonymous' },
): Reply {
  const reply: Reply =
    exchange === undefined
      ? { status, body: { message: 'API rate limit exceeded', documentation_url: explained, status: String(status) } }
      : primaryReply(meteredCall(exchange, caller));
  const headers = { 'x-ratelimit-remaining': '0' };
  return { ...reply, status: reply.status === 200 ? 200 : status, headers };
}

/** GitHub's failures above 499, and what it cannot read at all, come as an HTML page, or as nothing at all (`body: ''`; 7 of 8 recorded ones), never as JSON. */
function page(status: number): Reply {
  const body = `<html><head><title>${status}</title></head><body><h1>Unicorn!</h1></body></html>`;
  return { status, body, headers: { 'content-type': 'text/html; charset=utf-8' } };
}

function retryAfter({ retryAfter: after }: StatusDo, now: number): Record<string, string> {
  if (after === undefined) return {};
  if (typeof after === 'number') return { 'retry-after': String(after) };
  return { 'retry-after': new Date(now + Number(after.slice('date:'.length)) * 1000).toUTCString() };
}
