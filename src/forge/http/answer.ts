import { createHash } from 'node:crypto';
import { serverVersion, type DescriptionName } from '../contract/slices.ts';
import type { Exchange } from './exchange.ts';
import type { Refusal, Reply } from './handler.ts';
import { lastModified } from './last-modified.ts';

/** Operations whose 201 carries a `Location`: in every exchange recorded of them, or by the description. Contents and check runs have none. */
const located = new Set([
  'git/create-blob',
  'git/create-commit',
  'git/create-ref',
  'git/create-tag',
  'git/create-tree',
  'issues/create',
  'issues/create-comment',
  'issues/create-label',
  'pulls/create',
  'pulls/request-reviewers',
  'repos/create-commit-status',
  'repos/create-deployment',
  'repos/create-deployment-status',
  'repos/create-in-org',
  'repos/create-release',
  'repos/merge',
]);

/** What an answer is dressed with besides the reply itself. */
export interface Dressing {
  requestId: string;
  description: DescriptionName;
  /** Milliseconds of the wall clock: clients correct their own by the `Date` header. */
  now: number;
  /** Counts the call by the status it gets, and gives the headers that tell of it. */
  settle: (status: number) => Record<string, string>;
}

/** Turns a reply into the HTTP answer, with the headers GitHub sends and the 304 of what the client knows. */
export function toResponse(
  exchange: Exchange,
  reply: Reply,
  { requestId, description, now, settle }: Dressing,
): Response {
  const version = serverVersion(description);
  const headers = new Headers({
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': requestId,
    date: new Date(now).toUTCString(),
    ...(version !== undefined && { 'x-github-enterprise-version': version }),
  });
  const text = bodyText(reply, headers);
  const etag = isTagged(exchange, reply) ? etagOf(exchange, text) : undefined;
  const dated = lastModified(exchange, reply);
  const status = exchange.read && isKnown(exchange.headers, etag, dated['last-modified']) ? 304 : reply.status;
  const more = {
    ...settle(status),
    ...locationOf(exchange, reply),
    ...dated,
    ...reply.headers,
  };
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  if (etag !== undefined) {
    headers.set('etag', etag);
    headers.set('cache-control', 'private, max-age=60, s-maxage=60');
  }
  if (status === 204) headers.delete('content-type');
  return new Response(status === 204 || status === 304 ? null : text, { status, headers });
}

/** Whether the client has the answer already: by its tag, or, where it names none, by when it last changed. */
function isKnown(asked: Headers, etag: string | undefined, changed: string | undefined): boolean {
  const tag = asked.get('if-none-match');
  if (tag !== null) return etag !== undefined && tag === etag;
  const since = Date.parse(asked.get('if-modified-since') ?? '');
  return changed !== undefined && Date.parse(changed) <= since;
}

/** Recorded on every 200 and 201, of reads and writes alike, but never on the one answer that changes by being asked for. */
function isTagged({ kind, operationId }: Exchange, { status }: Reply): boolean {
  return kind === 'rest' && (status === 200 || status === 201) && operationId !== 'rate-limit/get';
}

function locationOf({ kind, operationId }: Exchange, { status, body }: Reply): { location?: string } {
  const url = kind === 'rest' && status === 201 && located.has(operationId) ? urlOf(body) : undefined;
  return typeof url === 'string' ? { location: url } : {};
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
