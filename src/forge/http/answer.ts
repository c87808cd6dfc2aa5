import { createHash } from 'node:crypto';
import type { Refusal, Reply } from './handler.ts';
import type { Exchange } from './exchange.ts';
import type { RateMeter } from './rate-meter.ts';

/** Operations whose 201 carries a `Location`, in every exchange recorded of them; contents and check runs have none. */
const located = new Set([
  'git/create-blob',
  'git/create-commit',
  'git/create-ref',
  'git/create-tree',
  'issues/create',
  'issues/create-comment',
  'issues/create-label',
  'pulls/create',
  'repos/create-commit-status',
]);

/** What an answer is dressed with besides the reply itself. */
export interface Dressing {
  requestId: string;
  /** Milliseconds of the wall clock: clients correct their own by the `Date` header. */
  now: number;
  rate: RateMeter;
}

/** Turns a reply into the HTTP answer, with the headers GitHub sends and the 304 of a known `ETag`. */
export function toResponse(exchange: Exchange, reply: Reply, { requestId, now, rate }: Dressing): Response {
  const headers = new Headers({
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': requestId,
    date: new Date(now).toUTCString(),
    ...rate.headers(exchange, now),
  });
  const text = bodyText(reply, headers);
  const url =
    exchange.kind === 'rest' && reply.status === 201 && located.has(exchange.operationId) && urlOf(reply.body);
  if (typeof url === 'string') headers.set('location', url);
  for (const [name, value] of Object.entries(reply.headers ?? {})) headers.set(name, value);
  if (exchange.kind === 'rest' && exchange.read && reply.status === 200) {
    const etag = etagOf(exchange, text);
    headers.set('etag', etag);
    headers.set('cache-control', 'private, max-age=60, s-maxage=60');
    if (exchange.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  }
  return new Response(reply.status === 204 || reply.status === 304 ? null : text, { status: reply.status, headers });
}

/** The error answer of a refusal. */
export function refusalReply(refusal: Refusal): Reply {
  return {
    status: refusal.status,
    body: { ...refusal.body, status: String(refusal.status) },
    ...(refusal.headers && { headers: refusal.headers }),
  };
}

function bodyText({ body }: Reply, headers: Headers): string | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) {
    headers.set('content-type', 'application/octet-stream');
    return new Uint8Array(body);
  }
  if (typeof body === 'string') {
    headers.set('content-type', 'text/plain; charset=utf-8');
    return body;
  }
  headers.set('content-type', 'application/json; charset=utf-8');
  return body === undefined ? '' : JSON.stringify(body);
}

/** GitHub's tags are weak, and different for every token that asks. */
function etagOf(exchange: Exchange, text: string | Uint8Array): string {
  const hash = createHash('sha256')
    .update(exchange.headers.get('authorization') ?? '')
    .update(text);
  return `W/"${hash.digest('hex')}"`;
}

function urlOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? (body as { url?: unknown }).url : undefined;
}
