import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import type { Log } from '../ports/log.ts';
import { BodyRoom } from './body-room.ts';
import type { PageDoor } from './page/create-page.ts';
import { readBody } from './read-body.ts';
import { within } from './within.ts';
import { LARGEST_PAYLOAD_BYTES, type WebhookAnswer, type WebhookDoor } from './webhook-door.ts';

export interface ServerOptions {
  webhooks: WebhookDoor;
  /** Whether the store answers. */
  isReady: () => Promise<boolean>;
  /** Whether the work goes on; without it being able to answer is life enough. */
  isAlive?: () => boolean;
  /** Whether the process was told to stop: it takes what still comes, and asks for no more. */
  isStopping?: () => boolean;
  /** What people see; without it there is nothing but webhooks and health. */
  page?: PageDoor;
  log: Log;
  /** Milliseconds; where a test cannot wait as long as GitHub does. */
  patience?: Partial<Patience>;
}

/** How long callers, and what they wait for, may take; in milliseconds. */
interface Patience {
  /** Until the headers are there. */
  headers: number;
  /** Until the body is there too. */
  body: number;
  /** Until a delivery is answered, from its headers on. GitHub hangs up after 10 seconds (docs: best practices for webhooks). */
  answer: number;
  /** Until the store has told an orchestrator that it answers. */
  ready: number;
}

const PATIENCE: Patience = { headers: 10_000, body: 30_000, answer: 8_000, ready: 3_000 };

/** Node looks for callers that are too slow this often; its own half a minute would double every limit. */
const CHECKED_EVERY_MS = 500;

/** Longer than a balancer keeps idle connections, so that it never sends into one that is being closed. */
const KEPT_ALIVE_MS = 75_000;

/** A store that has been slow gets this long for a body that took long to come. */
const LEAST_ANSWER_MS = 1_000;

/** Where GitHub sends its webhooks, as the App's registration says. */
export const WEBHOOK_PATH = '/api/github/webhooks';

/** The HTTP door: webhooks in, health and the page out. */
export function createHttpServer(options: ServerOptions): Server {
  const patience = { ...PATIENCE, ...options.patience };
  const door: Door = { ...options, patience, room: new BodyRoom() };
  const server = createServer({ connectionsCheckingInterval: CHECKED_EVERY_MS }, (request, response) => {
    if (options.isStopping?.() === true) response.setHeader('connection', 'close');
    route(door, request, response).catch((error: unknown) => {
      // Whoever hung up waits for no answer.
      if (request.destroyed && !request.complete) return;
      options.log.error({ err: error, path: request.url }, 'request failed');
      answer(response, { status: 500, says: 'internal error' });
    });
  });
  server.headersTimeout = patience.headers;
  server.requestTimeout = patience.body;
  server.keepAliveTimeout = KEPT_ALIVE_MS;
  return server;
}

interface Door extends ServerOptions {
  patience: Patience;
  room: BodyRoom;
}

async function route(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0];
  if (request.method === 'POST' && path === WEBHOOK_PATH) return takeWebhook(door, request, response);
  const asks = request.method === 'GET' || request.method === 'HEAD';
  if (asks && path === '/livez') return answer(response, aliveness(door));
  if (asks && path === '/readyz') return answer(response, await readiness(door));
  return door.page?.(request, response) ?? answer(response, { status: 404, says: 'there is nothing here' });
}

const aliveness = ({ isAlive }: Door): WebhookAnswer =>
  isAlive?.() === false ? { status: 503, says: 'no work goes on any more' } : { status: 200, says: 'alive' };

async function readiness({ isReady, isStopping, patience }: Door): Promise<WebhookAnswer> {
  if (isStopping?.() === true) return { status: 503, says: 'stopping' };
  const ready = await within(patience.ready, isReady()).catch(() => undefined);
  return ready === true ? { status: 200, says: 'ready' } : { status: 503, says: 'the store does not answer' };
}

const TOO_LARGE: WebhookAnswer = { status: 413, says: `a webhook body has at most ${LARGEST_PAYLOAD_BYTES} bytes` };

const NO_ROOM: WebhookAnswer = {
  status: 503,
  says: 'too many bodies arrive at once; GitHub lists this delivery as failed and it is asked for again',
  retryAfter: '60',
};

const TOO_SLOW: WebhookAnswer = {
  status: 503,
  says: 'the store did not answer in time; GitHub lists this delivery as failed and it is asked for again',
  retryAfter: '60',
};

async function takeWebhook(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const begun = performance.now();
  const place = door.room.enter();
  const body = await readBody(request, { place, most: LARGEST_PAYLOAD_BYTES }).catch((error: unknown) => {
    place.leave();
    throw error;
  });
  if (!Buffer.isBuffer(body)) {
    place.leave();
    response.setHeader('connection', 'close');
    return answer(response, body === 'too-large' ? TOO_LARGE : NO_ROOM);
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  // The body is held until the store has it, however early the caller was answered.
  const taken = door.webhooks({ headers, body }).finally(() => place.leave());
  const left = Math.max(LEAST_ANSWER_MS, door.patience.answer - (performance.now() - begun));
  const said = await within(left, taken);
  if (said === undefined) {
    const facts = { deliveryId: headers['x-github-delivery'], event: headers['x-github-event'] };
    door.log.error(facts, 'delivery not stored in time');
  }
  return answer(response, said ?? TOO_SLOW);
}

function answer(response: ServerResponse, { status, says, retryAfter }: WebhookAnswer): void {
  if (response.headersSent) return;
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.end(`${says}\n`);
}
