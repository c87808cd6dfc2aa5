import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RegistryListening {
  /** `127.0.0.1:port`, as image names begin with it. */
  host: string;
  close(): Promise<void>;
}

/** Serves an answering function by HTTP on this machine; port 0 takes a free one. */
export async function listenOn(
  port: number,
  answer: (request: Request) => Promise<Response>,
): Promise<RegistryListening> {
  const server = createServer((request, response) => {
    // Whatever breaks here, the client sees a broken connection.
    pass(request, response, answer).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function pass(
  { method = 'GET', headers, url = '/' }: IncomingMessage,
  response: ServerResponse,
  answer: (request: Request) => Promise<Response>,
): Promise<void> {
  const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, [value].flat().join(', ')]],
  );
  const request = new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), { method, headers: pairs });
  const answered = await answer(request);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
