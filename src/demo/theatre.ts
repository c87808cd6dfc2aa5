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
  person(login: string): Person;
  close(): Promise<void>;
}

export async function openTheatre(): Promise<Theatre> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const webhookSecret = randomBytes(32).toString('hex');
  const directory = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  const forge = createForge({ seed: 'demo', storage: { directory }, app: { slug: 'sluice', publicKey, ...readAppManifest() } });
  const github = await forge.listen({ port: 0 });
  seedAcme(forge.state);
  const store = await openStore({ memory: true });
  const log = createLog('warn');
  const app = await compose({
    app: { id: forge.state.app.id, privateKey, webhookSecret },
    github: { apiUrl: `${github.url}/api/v3`, webUrl: github.url },
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
  forge.hooks.auto = true;
  await app.begin();
  const pause = (milliseconds: number, signal: AbortSignal): Promise<void> => sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  const running = runWorkers({ workers: [app.worker('demo-1'), app.worker('demo-2')], log, pause });
  app.onStored(() => running.wake());
  return {
    forge,
    app,
    origin: github.url,
    person: (login) => new Person({ login, origin: github.url, token: forge.personToken(login) }),
    async close() {
      await running.stop();
      forge.hooks.auto = false;
      server.closeAllConnections();
      server.close();
      await github.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
