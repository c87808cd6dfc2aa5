import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { answerGit, gitRequestOf, type PushPolicy } from './git-door.ts';
import type { Kernel, Pipeline } from './pipeline.ts';

export interface Listening {
  /** `http://host:port`, without a slash at the end. */
  url: string;
  close: () => Promise<void>;
}

interface Doors {
  kernel: Kernel;
  pipeline: Pipeline;
  policy: PushPolicy;
}

/** Serves REST, GraphQL and git on one port; port 0 takes a free one. */
export async function serve(doors: Doors, { port = 0, host = '127.0.0.1' }): Promise<Listening> {
  const server = createServer((request, response) => {
    // Whatever breaks here, a lost answer or a client that went away, the client sees a broken connection.
    answer(doors, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  { kernel, pipeline, policy }: Doors,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = gitRequestOf(request.url ?? '/');
  if (asked) return answerGit({ request, response, asked }, kernel, policy);
  const answered = await pipeline.handle(await toRequest(request));
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

async function toRequest(request: IncomingMessage): Promise<Request> {
  const { method = 'GET', headers, url = '/' } = request;
  const body = await buffer(request);
  const hasBody = method !== 'GET' && method !== 'HEAD' && body.length > 0;
  return new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
    ...(hasBody && { body }),
  });
}
