import type { Limits } from './limits.ts';

import { isRecord, Lost } from './outcome.ts';

/** A newer version drops `merge_commit_sha`; this one is supported until 2028 at least. */
const API_VERSION = '2022-11-28';
const MOST_HOPS = 2;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Errors that end an attempt before a byte of the request was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** One HTTP request that was sent, for metrics and budgets. */
export interface CallReport {
  /** `graphql:Look`, the REST route template, or `token` for the mint of an installation token. */
  operation: string;
  /** False when the call may change something; mints count as reads. */
  read: boolean;
  /** 0 when no answer came. */
  status: number;
  installation?: number;
  host: string;
  /** 1 for the first time that a call is sent, more when it is repeated. */
  attempt: number;
  /** Until the headers of the answer came, or it was certain that none do. */
  milliseconds: number;
  /** The primary budget that paid for it (`core`, `graphql`) and what of it is left, where GitHub told. */
  resource?: string;
  remaining?: number;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The way to one GitHub, shared by all its clients. */
export interface Wire {
  /** REST root without a final slash. */
  baseUrl: string;
  userAgent: string;
  fetch: Fetch;
  limits: Limits;
  onCall: (report: CallReport) => void;
  now: () => number;
}

export interface Sending {
  operation: string;
  read: boolean;
  timeout: number;
  attempt: number;
  installation?: number;
}

interface Policy {
  wire: Wire;
  sending: Sending;
}

/**
 * A fetch for one call, under the policy that Octokit leaves open: pinned version, timeout over headers and body, bounded
 * body, and redirects only by hand. Fetch's own rule would turn a redirected POST into a GET that succeeds, and replay a
 * PATCH in another repository. It throws `Lost` whenever there is no complete answer.
 */
export function policyFetch(wire: Wire, sending: Sending): Fetch {
  return async (url, init) => {
    const signal = AbortSignal.timeout(sending.timeout);
    const headers = new Headers(init.headers);
    headers.set('x-github-api-version', API_VERSION);
    headers.set('user-agent', wire.userAgent);
    const follows = sending.read && (init.method === 'GET' || init.method === 'HEAD');
    let target = new URL(url);
    for (let hops = 0; ; hops += 1) {
      requireOrigin(target, wire.baseUrl);
      const response = await send({ wire, sending }, target, { ...init, headers, signal, redirect: 'manual' });
      const next = follows && hops < MOST_HOPS ? redirectTarget(response, target) : undefined;
      // Off origin nothing is followed, so that credentials stay here; the caller sees the 3xx.
      if (next?.origin !== target.origin) return bounded(response, wire.limits.maxBytes, sending.timeout);
      await response.body?.cancel();
      target = next;
    }
  };
}

/** Also catches a page link that leads elsewhere: the authorization header is on the request already. */
function requireOrigin(target: URL, baseUrl: string): void {
  if (target.origin === new URL(baseUrl).origin) return;
  throw new Lost(
    'off-origin',
    `not sent to ${target.origin}: the App's credentials are for ${new URL(baseUrl).origin} only`,
  );
}

/** One hop. */
async function send({ wire, sending }: Policy, target: URL, init: RequestInit): Promise<Response> {
  const begun = wire.now();
  let response: Response;
  try {
    response = await wire.fetch(target.href, init);
  } catch (error) {
    wire.onCall({ ...reportOf(sending, target), milliseconds: wire.now() - begun });
    throw lost(error, sending.timeout);
  }
  const { status, headers } = response;
  wire.onCall({ ...reportOf(sending, target), status, milliseconds: wire.now() - begun, ...budgetOf(headers) });
  return response;
}

const reportOf = (
  { operation, read, attempt, installation }: Sending,
  { host }: URL,
): Omit<CallReport, 'milliseconds'> => ({
  operation,
  read,
  status: 0,
  ...(installation !== undefined && { installation }),
  host,
  attempt,
});

function budgetOf(headers: Headers): Pick<CallReport, 'resource' | 'remaining'> {
  const resource = headers.get('x-ratelimit-resource');
  const remaining = headers.get('x-ratelimit-remaining');
  return resource === null || remaining === null ? {} : { resource, remaining: Number(remaining) };
}

function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location');
  if (!REDIRECTS.has(response.status) || location === null) return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

/** The response with its body read to the end: Octokit takes a body that breaks off for an empty one. */
async function bounded(response: Response, maxBytes: number, timeout: number): Promise<Response> {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  if (!response.body) return new Response(null, { status, statusText, headers });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new Lost('too-large', `GitHub's answer is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Lost ? error : lost(error, timeout);
  }
  return new Response(size === 0 ? null : Buffer.concat(chunks), { status, statusText, headers });
}

function lost(error: unknown, timeout: number): Lost {
  const { name, cause } = factsOf(error);
  if (name === 'TimeoutError' || name === 'AbortError')
    return new Lost('timeout', `no answer within ${timeout} ms`, error);
  // Fetch says only "fetch failed"; the cause says why.
  const { code, message } = factsOf(cause ?? error);
  return new Lost(NEVER_SENT.has(code) ? 'never-sent' : 'network', `no answer: ${message || code}`, error);
}

/** By its look, not its class: an injected fetch may throw errors of another realm. */
function factsOf(error: unknown): { name: string; message: string; code: string; cause?: unknown } {
  const { name, message, code, cause } = isRecord(error) ? error : { message: error };
  return { name: text(name), message: text(message), code: text(code), cause };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
