import { setTimeout as sleep } from 'node:timers/promises';

import { compose, type Composed } from './compose.ts';
import { createLog } from './log.ts';
import { secretsOf } from './observe/secrets.ts';
import { createWatch, type Metrics } from './observe/watch.ts';
import { operatorOf } from './operations/jobs/operator.ts';
import { runWorkers } from './operations/run-workers.ts';
import type { Log } from './ports/log.ts';
import { drain } from './serve/drain.ts';
import { keepTidy } from './serve/keep-tidy.ts';
import { listen } from './serve/listen.ts';
import { openLocalDoor } from './serve/local-door.ts';
import { processName } from './serve/process-name.ts';
import { serveMetrics } from './serve/serve-metrics.ts';
import type { Settings } from './settings.ts';
import { openStore, type OpenStore } from './store/open-store.ts';
import { VERSION } from './version.ts';
import { createPage, type PageDoor } from './web/page/create-page.ts';
import { createHttpServer } from './web/server.ts';

/** What closes after the drain (connections of the store, the helper that runs git) is not waited for any longer than this. */
const CLOSE_MS = 2_000;

/** A worker loop that has not turned for so long does no work any more: every call of GitHub's ends within a minute. */
const SILENT_MS = 2 * 60_000;

const clock = { now: (): number => Date.now() };

/** Runs Sluice until it is told to stop. A mistake that keeps it from starting is thrown before anything is answered. */
export async function serve(settings: Settings, stop: AbortSignal): Promise<number> {
  const redactor = secretsOf(settings);
  const log = createLog(settings.logLevel, { redactor });
  const watch = createWatch({ version: VERSION });
  const store = await openStore(settings.store, log);
  try {
    const app = await compose({ ...settings, store, clock, log, redactor, observed: watch.observed });
    try {
      const metrics = watch.metrics({ store, traffic: app.tools.traffic, clock });
      await listenAndWork(settings, { app, store, log, stop, metrics });
    } finally {
      await atMost(CLOSE_MS, app.close());
    }
    return 0;
  } finally {
    await atMost(CLOSE_MS, store.close());
  }
}

interface Running {
  app: Composed;
  store: OpenStore;
  log: Log;
  stop: AbortSignal;
  metrics: Metrics;
}

/** What fails on the way up is closed again, or it would keep a process that does nothing. */
async function listenAndWork(settings: Settings, { app, store, log, stop, metrics }: Running): Promise<void> {
  let turned = (): number => clock.now();
  const server = createHttpServer({
    webhooks: app.webhooks,
    isReady: async () => {
      await store.attention.nextDue();
      return true;
    },
    isAlive: () => stop.aborted || clock.now() - turned() < SILENT_MS,
    isStopping: () => stop.aborted,
    page: pageOf(settings, app),
    log,
  });
  const opened: { close(): unknown }[] = [];
  try {
    await listen(server, settings.listen);
    opened.push({ close: () => server.close(() => undefined).closeAllConnections() });
    if (settings.metrics !== undefined) opened.push(await serveMetrics({ ...settings.metrics, metrics, log }));
    const answer = operatorOf({ store, clock, tools: app.tools });
    opened.push(await openLocalDoor(settings.store, { answer, log }));
    opened.push(keepTidy(store, log));
    await app.begin();
    const workers = runWorkers({ workers: app.workers(processName()), log, pause });
    turned = () => workers.lastTurn();
    app.onStored(() => workers.wake());
    log.info({ ...settings.listen, app: app.tools.slug }, 'Sluice listens');
    await aborted(stop);
    log.info({}, 'Sluice stops');
    await drain({ server, workers, log });
  } finally {
    for (const one of opened) await one.close();
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal }).catch(() => undefined);

const atMost = (milliseconds: number, closing: Promise<unknown>): Promise<unknown> =>
  Promise.race([closing, sleep(milliseconds, undefined, { ref: false })]);

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
