import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import type { Log } from '../ports/log.ts';
import type { PageDoor } from './page/create-page.ts';
import { LARGEST_PAYLOAD_BYTES, type WebhookDoor } from './webhook-door.ts';

export interface ServerOptions {
  webhooks: WebhookDoor;
  /** Whether the store answers. */
  isReady(): Promise<boolean>;
  /** What people see; without it there is nothing but webhooks and health. */
  page?: PageDoor;
  log: Log;
}

/** Where GitHub sends its webhooks, as the App's registration says. */
export const WEBHOOK_PATH = '/api/github/webhooks';

/** A caller that sends slower than this is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The HTTP door: webhooks in, health and the page out. */
export function createHttpServer(options: ServerOptions): Server {
  const server = createServer((request, response) => {
    route(options, request, response).catch((error: unknown) => {
      options.log.error({ err: error, path: request.url }, 'request failed');
      answer(response, 500, 'internal error');
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  return server;
}

async function route(options: ServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0];
  if (request.method === 'POST' && path === WEBHOOK_PATH) return takeWebhook(options, request, response);
  const asks = request.method === 'GET' || request.method === 'HEAD';
  if (asks && path === '/livez') return answer(response, 200, 'alive');
  if (asks && path === '/readyz') {
    const ready = await options.isReady().catch(() => false);
    return ready ? answer(response, 200, 'ready') : answer(response, 503, 'the store does not answer');
  }
  return options.page?.(request, response) ?? answer(response, 404, 'there is nothing here');
}

async function takeWebhook(
  { webhooks }: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    return answer(response, 413, `a webhook body has at most ${LARGEST_PAYLOAD_BYTES} bytes`);
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  const { status, says } = await webhooks({ headers, body });
  answer(response, status, says);
}

/** Undefined when the body is larger than the cap; it is never held whole before that is known. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_PAYLOAD_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // The socket stays, so that the refusal can still be said.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_PAYLOAD_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, status: number, says: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.end(`${says}\n`);
}
