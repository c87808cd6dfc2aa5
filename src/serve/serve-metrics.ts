import { createServer, type ServerResponse } from 'node:http';

import type { Metrics } from '../observe/watch.ts';
import type { Log } from '../ports/log.ts';
import { listen } from './listen.ts';

export interface MetricsDoor {
  host: string;
  /** 0 takes any free one. */
  port: number;
  metrics: Metrics;
  log: Log;
}

/** Who scrapes sends a line and a few headers. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Opens `/metrics` on an address of its own, so that it is never reached through the one that GitHub has. */
export async function serveMetrics({
  host,
  port,
  metrics,
  log,
}: MetricsDoor): Promise<{ port: number; close(): void }> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS });
  server.on('request', ({ method, url = '' }, response) => {
    if (url.split('?')[0] !== '/metrics')
      return say(response, { status: 404, text: 'there is nothing here but /metrics' });
    if (method !== 'GET' && method !== 'HEAD') return say(response, { status: 405, text: 'metrics are read, by GET' });
    metrics.text().then(
      (text) => say(response, { status: 200, text, type: metrics.contentType }),
      (error: unknown) => {
        log.error({ err: error }, 'metrics not read');
        say(response, { status: 500, text: 'internal error' });
      },
    );
  });
  await listen(server, { host, port });
  const address = server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;
  log.info({ host, port: listening }, 'metrics are served');
  return {
    port: listening,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Said {
  status: number;
  text: string;
  type?: string;
}

function say(response: ServerResponse, { status, text, type = 'text/plain; charset=utf-8' }: Said): void {
  response.writeHead(status, {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(text.endsWith('\n') ? text : `${text}\n`);
}
