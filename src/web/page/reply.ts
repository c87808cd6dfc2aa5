import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What a request is answered with, before it is rendered. */
export interface Reply {
  status: number;
  headers?: OutgoingHttpHeaders;
  /** A page by its template and model; a document for programs; a file; or nothing but headers. */
  body: { template: string; model: object } | { json: object } | { file: Buffer; type: string } | { empty: true };
  /** Who is signed in, for the frame of a page. */
  login?: string;
}

/** One thing to say, and perhaps a way on. */
export interface Message {
  title: string;
  says: string;
  link?: { name: string; url: string };
}

/** A page with one thing to say. For programs it is the same in JSON. */
export const message = (status: number, model: Message, headers: OutgoingHttpHeaders = {}): Reply => ({
  status,
  headers,
  body: { template: 'message', model },
});

/** Sends people on, with cookies to keep or to forget. */
export const redirectTo = (status: 302 | 303, location: string, cookies: string[]): Reply => ({
  status,
  headers: { location, 'set-cookie': cookies },
  body: { empty: true },
});

/** On every answer: nothing from elsewhere is loaded, nothing is framed, and nothing tells another site where people were. */
const SECURITY: OutgoingHttpHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

interface Rendered {
  status: number;
  headers: OutgoingHttpHeaders;
  type?: string;
  body: Buffer | string;
}

/** Sends it; a reader that has this body already is told only so. */
export function send(request: IncomingMessage, response: ServerResponse, rendered: Rendered): void {
  const { status, body, type } = rendered;
  const etag = status === 200 ? `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` : undefined;
  const headers = {
    'cache-control': 'no-store',
    ...rendered.headers,
    ...SECURITY,
    ...(type !== undefined && { 'content-type': type }),
    ...(etag !== undefined && { etag }),
  };
  if (etag !== undefined && request.headers['if-none-match'] === etag) {
    response.writeHead(304, { ...SECURITY, etag, 'cache-control': headers['cache-control'] });
    response.end();
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}
