import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { compose, type Composed } from './compose.ts';
import { userError } from './core/errors/catalogue.ts';
import { UserMistake } from './core/errors/user-mistake.ts';
import { createLog } from './log.ts';
import { runWorkers } from './operations/run-workers.ts';
import type { Log } from './ports/log.ts';
import type { Settings } from './settings.ts';
import { openStore, type OpenStore } from './store/open-store.ts';
import { createPage, type PageDoor } from './web/page/create-page.ts';
import { createHttpServer } from './web/server.ts';

const WORKERS = 4;

/** Work under way gets this long to end after the order to stop; what is left is found again by whoever starts next. */
const DRAIN_MS = 20_000;

/** Runs Sluice until it is told to stop. A mistake that keeps it from starting is thrown before anything is answered. */
export async function serve(settings: Settings, stop: AbortSignal): Promise<number> {
  const log = createLog(settings.logLevel);
  const store = await openStore(settings.store);
  try {
    const app = await compose({ ...settings, store, clock: { now: () => Date.now() }, log });
    try {
      await listenAndWork(settings, { app, store, log, stop });
    } finally {
      await app.close();
    }
    return 0;
  } finally {
    await store.close();
  }
}

interface Running {
  app: Composed;
  store: OpenStore;
  log: Log;
  stop: AbortSignal;
}

async function listenAndWork(settings: Settings, { app, store, log, stop }: Running): Promise<void> {
  const isReady = async (): Promise<boolean> => {
    await store.inbox.backlog();
    return true;
  };
  const server = createHttpServer({ webhooks: app.webhooks, isReady, page: pageOf(settings, app), log });
  await listen(server, settings.listen);
  await app.begin();
  const workers = Array.from({ length: WORKERS }, (_, index) => app.worker(`${process.pid}-${index + 1}`));
  const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  const running = runWorkers({ workers, log, pause });
  app.onStored(() => running.wake());
  log.info({ ...settings.listen, app: app.tools.slug }, 'Sluice listens');
  await aborted(stop);
  log.info({}, 'Sluice stops');
  server.close();
  server.closeIdleConnections();
  await Promise.race([running.stop(), sleep(DRAIN_MS, undefined, { ref: false })]);
  server.closeAllConnections();
}

const PAGE_OFF =
  'Nobody may see this page yet: set PAGE_TEAMS, CLIENT_ID, CLIENT_SECRET and PUBLIC_URL as docs/guide/page.md says, and restart Sluice.';

function pageOf({ page }: Settings, { tools, people }: Composed): PageDoor {
  return createPage({
    source: tools,
    access:
      page === undefined ? { off: PAGE_OFF } : { teams: { ...page, roles: people.roles, signIn: people.signIn(page) } },
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function listen(server: Server, { host, port }: Settings['listen']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new UserMistake(userError('PORT_IN_USE', { host, port })));
      else reject(new UserMistake(userError('PORT_REFUSED', { host, port, because: error.code ?? error.message })));
    });
    server.listen(port, host, () => resolve());
  });
}
