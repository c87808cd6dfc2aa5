/**
 * A replica as `sluice serve` puts one together, without what only people see, and but for its time, its pauses, the pace of its
 * writes, and that its calls are announced.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { compose } from '../../../src/compose.ts';
import { createLog } from '../../../src/log.ts';
import { unobserved } from '../../../src/observe/unobserved.ts';
import { runWorkers } from '../../../src/operations/run-workers.ts';
import { ociRegistry } from '../../../src/registry/oci-registry.ts';
import type { Observed } from '../../../src/ports/observe.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { createHttpServer } from '../../../src/web/server.ts';
import type { CallAhead, FromReplica, ReplicaSetup, ToReplica } from './messages.ts';
import { SharedClock } from './shared-clock.ts';

/** A wait for GitHub's sake is as long as it is by a clock that jumps. */
const LONGEST_DELAY_MS = 20;

const setup = JSON.parse(process.env['REPLICA'] ?? '') as ReplicaSetup;
const clock = new SharedClock(setup.clock);
const log = createLog('warn');
const going = new Map<number, () => void>();
/** Set as soon as there is somebody to ask. */
const hears = { rest: (): void => undefined, wake: (): void => undefined, stand: (_id: number): void => undefined };
let calls = 0;
const claims = new AsyncLocalStorage<CallAhead['claim']>();

/** Knows for which claim a call is made, and which were not made. */
const observed: Observed = {
  ...unobserved,
  work: ({ key, fence }, run) => claims.run({ key, fence }, run),
  leaseLost: () => say({ says: 'refused' }),
};

const say = (message: FromReplica): void => void process.send?.(message);

const asks = (method: string, body: unknown): boolean =>
  method === 'GET' || method === 'HEAD' || (typeof body === 'string' && /^\{"query":"\s*query\b/.test(body));

/** Every call waits at the door of the process until the run lets it go: only so is it known what was on the wire. */
async function announced(url: string, init: RequestInit = {}): Promise<Response> {
  const { method = 'GET', body } = init;
  const isToken = url.endsWith('/access_tokens');
  calls += 1;
  const id = calls;
  const gone = new Promise<void>((resolve) => going.set(id, resolve));
  const claim = claims.getStore();
  say({
    says: 'call',
    id,
    write: !isToken && !asks(method, body),
    what: `${method} ${new URL(url).pathname}`,
    at: clock.now(),
    ...(claim === undefined ? {} : { claim }),
  });
  await gone;
  return fetch(url, init);
}

async function listen(): Promise<void> {
  const store = await openStore(setup.store);
  const { name, at } = setup.registry;
  const app = await compose({
    ...setup,
    store,
    clock,
    log,
    observed,
    registry: ociRegistry({
      credentials: new Map(),
      fetch: (url, init) => fetch(url.replace(`https://${name}/`, `http://${at}/`), init),
      now: () => clock.now(),
    }),
    client: {
      fetch: announced,
      // Time jumps here, so a count of the last minute's writes would tell nothing. And whoever waits for the turn to write gets
      // it one day, however long the process stood still: its lease alone is to stop it then.
      limits: { writeSpacing: 0, longestWait: Infinity, contentPerMinute: Infinity, contentPerHour: Infinity },
      delay: (milliseconds) => sleep(Math.min(milliseconds, LONGEST_DELAY_MS)),
    },
  });
  const server = createHttpServer({ webhooks: app.webhooks, isReady: () => Promise.resolve(true), log });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await app.begin();
  const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  const running = runWorkers({ workers: app.workers(setup.name), log, pause });
  app.onStored(() => running.wake());
  hears.wake = () => running.wake();
  hears.rest = () => void running.stop().then(() => say({ says: 'rests' }));
  hears.stand = (id) =>
    void Promise.all([store.inbox.backlog(), store.attention.backlog(clock.now()), store.attention.nextDue()]).then(
      ([inbox, { due, held, parked }, nextDue]) => {
        const all = { waiting: inbox.waiting, due, held, parked: parked + inbox.parked };
        say({ says: 'stands', id, ...all, ...(nextDue === undefined ? {} : { nextDue }) });
      },
    );
  say({ says: 'listens', port: (server.address() as AddressInfo).port });
}

process.on('message', (message: ToReplica) => {
  if (message.do === 'rest') hears.rest();
  else if (message.do === 'wake') hears.wake();
  else if (message.do === 'stand') hears.stand(message.id);
  else {
    going.get(message.id)?.();
    going.delete(message.id);
  }
});
process.on('disconnect', () => process.exit(0));
listen().catch((error: unknown) => {
  say({ says: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exitCode = 1;
});
