import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { readAppManifest } from '../app-manifest.ts';
import { compose, type Composed } from '../compose.ts';
import { Person } from '../forge/cast/person.ts';
import { createForge } from '../forge/create.ts';
import type { Forge } from '../forge/forge.ts';
import { seedAcme } from '../forge/seed/acme.ts';
import { createLog } from '../log.ts';
import { runWorkers } from '../operations/run-workers.ts';
import { openStore } from '../store/open-store.ts';
import { createHttpServer, WEBHOOK_PATH } from '../web/server.ts';

/** The shipped app and the embedded forge on two ports of this machine, with signed webhooks and HTTP between them. */
export interface Theatre {
  forge: Forge;
  app: Composed;
  /** Where the forge answers. */
  origin: string;
  person: (login: string) => Person;
  close: () => Promise<void>;
}

export async function openTheatre(): Promise<Theatre> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const directory = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  const forge = createForge({
    seed: 'demo',
    storage: { directory },
    app: { slug: 'sluice', publicKey, ...readAppManifest() },
  });
  const github = await forge.listen({ port: 0 });
  seedAcme(forge.state);
  const running = await startApp(forge, { apiUrl: `${github.url}/api/v3`, webUrl: github.url }, privateKey);
  forge.hooks.auto = true;
  return {
    forge,
    app: running.app,
    origin: github.url,
    person: (login) => new Person({ login, origin: github.url, token: forge.personToken(login) }),
    async close() {
      forge.hooks.auto = false;
      await running.stop();
      await github.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Composes the shipped app as `serve` does, on a free port, and points the forge's webhooks at it. */
async function startApp(
  forge: Forge,
  github: { apiUrl: string; webUrl: string },
  privateKey: string,
): Promise<{ app: Composed; stop: () => Promise<void> }> {
  const webhookSecret = randomBytes(32).toString('hex');
  const store = await openStore({ memory: true });
  const log = createLog('warn');
  const app = await compose({
    app: { id: forge.state.app.id, privateKey, webhookSecret },
    github,
    store,
    clock: { now: () => Date.now() },
    log,
    // The forge has no secondary limits to spare, so the story need not wait a second between two writes.
    client: { limits: { writeSpacing: 0 } },
  });
  const server = createHttpServer({ webhooks: app.webhooks, isReady: () => Promise.resolve(true), log });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  forge.state.app.webhook = { url: `http://127.0.0.1:${port}${WEBHOOK_PATH}`, secret: webhookSecret };
  await app.begin();
  const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  const workers = runWorkers({ workers: [app.worker('demo-1'), app.worker('demo-2')], log, pause });
  app.onStored(() => workers.wake());
  return {
    app,
    async stop() {
      await workers.stop();
      server.closeAllConnections();
      server.close();
      await store.close();
    },
  };
}
