import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import type { Violation } from '../contract/check.ts';
import { ConnectionLost } from '../faults/passage.ts';
import { GitBackend } from '../git/smart-http.ts';
import { answerGit, gitRequestOf, type PushPolicy } from './git-door.ts';
import type { Pages } from '../page/pages.ts';
import type { Kernel } from './kernel.ts';
import type { Pipeline } from './pipeline.ts';

/** Where a forge listens: port 0 takes a free one. */
export interface ListenAt {
  port?: number;
  host?: string;
  /** PEM texts; with them the forge speaks HTTPS only. gh and hub take no plain HTTP from an Enterprise Server. */
  tls?: { key: string; cert: string };
}

export interface Listening {
  /** `http://host:port` or `https://host:port`, without a slash at the end. */
  url: string;
  close: () => Promise<void>;
}

interface Doors {
  kernel: Kernel;
  pipeline: Pipeline;
  policy: PushPolicy;
  /** For browsers; programs ask the API. */
  pages: Pages;
}

/** Serves REST, GraphQL and git on one port. */
export async function serve(doors: Doors, { port = 0, host = '127.0.0.1', tls }: ListenAt): Promise<Listening> {
  const scheme = tls === undefined ? 'http' : 'https';
  const backend = new GitBackend();
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    // Whatever breaks here, a lost answer or a client that went away, the client sees a broken connection.
    answer({ ...doors, backend }, request, response).catch((error: unknown) => {
      const isExpected = error instanceof ConnectionLost || request.socket.destroyed;
      if (!isExpected) doors.kernel.violations.push(thrownBy(request, error));
      response.destroy();
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `${scheme}://${host}:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await backend.close();
    },
  };
}

async function answer(
  { kernel, pipeline, policy, pages, backend }: Doors & { backend: GitBackend },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = gitRequestOf(request.url ?? '/');
  if (asked) return answerGit({ request, response, asked, backend }, kernel, policy);
  const page = isBrowser(request) ? pages(new URL(request.url ?? '/', 'http://forge').pathname) : undefined;
  if (page) {
    response.writeHead(page.status, { 'content-type': 'text/html; charset=utf-8' }).end(page.html);
    return;
  }
  const answered = await pipeline.handle(await toRequest(request));
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

/** A bug of the forge outside its handlers, which the client could not tell from a lost answer. */
function thrownBy({ method, url = '/' }: IncomingMessage, error: unknown): Violation {
  const value = error instanceof Error ? error.stack : error;
  const operationId = gitRequestOf(url)?.operationId ?? `${method} ${url}`;
  return { what: 'response', operationId, pointer: '', value, message: 'the forge threw' };
}

function isBrowser({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

async function toRequest(request: IncomingMessage): Promise<Request> {
  const { method = 'GET', headers, url = '/' } = request;
  const body = await buffer(request);
  const hasBody = method !== 'GET' && method !== 'HEAD' && body.length > 0;
  const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
  return new Request(new URL(url, `${scheme}://${headers.host ?? 'localhost'}`), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
    ...(hasBody && { body }),
  });
}
