import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { readAppManifest } from '../app-manifest.ts';
import { compose, type Composed } from '../compose.ts';
import { Person } from '../forge/cast/person.ts';
import { createForge } from '../forge/create.ts';
import type { Forge } from '../forge/forge.ts';
import { createRegistry, type FakeRegistry } from '../forge/registry/registry.ts';
import { RELEASE_ENVIRONMENTS, seedAcmeChain } from '../forge/seed/acme-chain.ts';
import { createLog } from '../log.ts';
import { runWorkers } from '../operations/run-workers.ts';
import type { Log } from '../ports/log.ts';
import { ociRegistry } from '../registry/oci-registry.ts';
import { openStore } from '../store/open-store.ts';
import { createPage } from '../web/page/create-page.ts';
import { createHttpServer, WEBHOOK_PATH } from '../web/server.ts';
import { Patience } from './patience.ts';
import { StoryClock } from './story-clock.ts';

/** The shipped app and the embedded forge on two ports of this machine, with signed webhooks and HTTP between them. */
export interface Theatre {
  forge: Forge;
  registry: FakeRegistry;
  app: Composed;
  clock: StoryClock;
  /** Waits until nothing is under way; then it is the next minute that these cron fields name, in Rome. */
  leapTo: (schedule: string) => Promise<void>;
  /** Where the forge answers. */
  origin: string;
  /** Where Sluice answers. */
  page: string;
  person: (login: string) => Person;
  close: () => Promise<void>;
}

const REGISTRY_LOGIN = { username: 'sluice', password: 'pull-only' };

const NOTICE =
  'The demo of Sluice. This page is open to this machine only; what it shows was played here, and ends with it.';

export async function openTheatre(): Promise<Theatre> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const directory = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  const clock = new StoryClock();
  const forge = createForge({
    clock,
    seed: 'demo',
    storage: { directory },
    app: { slug: 'sluice', publicKey, ...readAppManifest() },
  });
  const registry = createRegistry({ users: { [REGISTRY_LOGIN.username]: REGISTRY_LOGIN.password } });
  const github = await forge.listen({ port: 0 });
  seedAcmeChain(forge.state, { registry, environments: RELEASE_ENVIRONMENTS, shop: true });
  // Staging and demo name no team that may force, so whoever maintains their repository may.
  forge.state.repos.get('acme/environments')?.roles.set('omar', 'maintain');
  const running = await startApp({ forge, registry, clock, origin: github.url, privateKey });
  forge.hooks.auto = true;
  return {
    forge,
    registry,
    app: running.app,
    clock,
    leapTo: (schedule) => running.patience.leapTo(schedule),
    origin: github.url,
    page: running.url,
    person: (login) => new Person({ login, origin: github.url, token: forge.personToken(login) }),
    async close() {
      forge.hooks.auto = false;
      await running.stop();
      await github.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

interface Surroundings {
  forge: Forge;
  registry: FakeRegistry;
  clock: StoryClock;
  origin: string;
  privateKey: string;
}

interface Running {
  app: Composed;
  patience: Patience;
  url: string;
  stop: () => Promise<void>;
}

/** Composes the shipped app as `serve` does, on a free port, and points the forge's webhooks at it. */
async function startApp(around: Surroundings): Promise<Running> {
  const { forge, registry, clock, origin, privateKey } = around;
  const webhookSecret = randomBytes(32).toString('hex');
  const store = await openStore({ memory: true });
  // Refusals are warnings, and the story has one that it tells itself.
  const log = createLog('error');
  const app = await compose({
    app: { id: forge.state.app.id, privateKey, webhookSecret },
    github: { apiUrl: `${origin}/api/v3`, webUrl: origin },
    store,
    clock,
    log,
    registry: ociRegistry({
      credentials: new Map([['registry.acme.dev', REGISTRY_LOGIN]]),
      fetch: (url, init) => registry.fetch(url, init),
      now: () => clock.now(),
    }),
    // The forge has no secondary limits to spare, so the story need not wait a second between two writes.
    client: { limits: { writeSpacing: 0 } },
  });
  const { server, url } = await serveApp(app, { forge, webhookSecret, log });
  await app.begin();
  const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  const workers = runWorkers({ workers: [app.worker('demo-1'), app.worker('demo-2')], log, pause });
  app.onStored(() => workers.wake());
  const patience = new Patience({ forge, attention: store.attention, clock, wake: () => workers.wake() });
  return {
    app,
    patience,
    url,
    async stop() {
      patience.end();
      await workers.stop();
      server.closeAllConnections();
      server.close();
      await app.close();
      await store.close();
    },
  };
}

/** The doors of the app on a free port; the forge's webhooks come to it. */
async function serveApp(
  app: Composed,
  { forge, webhookSecret, log }: { forge: Forge; webhookSecret: string; log: Log },
): Promise<{ server: Server; url: string }> {
  const page = createPage({ source: app.tools, access: { open: { loopbackOnly: true, notice: NOTICE } } });
  const server = createHttpServer({ webhooks: app.webhooks, isReady: () => Promise.resolve(true), page, log });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  forge.state.app.webhook = { url: url + WEBHOOK_PATH, secret: webhookSecret };
  return { server, url };
}
