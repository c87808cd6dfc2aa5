/**
 * Deliveries a second through Sluice's door (signature, inbox on the embedded store, answer) beside a bare Probot whose
 * handler does nothing, in the same run. Run it with `npm run bench:webhooks`; only the ratio is worth quoting.
 */
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createNodeMiddleware, Probot } from 'probot';

import { createApp } from '../src/app.ts';
import { createLog } from '../src/log.ts';
import { openStore } from '../src/store/open-store.ts';
import { createHttpServer, WEBHOOK_PATH } from '../src/web/server.ts';

const DELIVERIES = 2_000;
const AT_ONCE = 10;
const SECRET = 'a bench signs with a secret of its own, thirty-two long';
const BODY = JSON.stringify({
  ref: 'refs/heads/main',
  commits: Array.from({ length: 20 }, (_, index) => ({ id: 'a'.repeat(40), message: `change ${index}` })),
});

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${WEBHOOK_PATH}`;
}

async function deliver(url: string): Promise<void> {
  const signature = `sha256=${createHmac('sha256', SECRET).update(BODY).digest('hex')}`;
  const response = await fetch(url, {
    method: 'POST',
    body: BODY,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': signature,
    },
  });
  if (!response.ok) throw new Error(`a delivery was answered ${response.status}`);
  await response.arrayBuffer();
}

/** Deliveries a second, with ten on the way at once. */
async function rateOf(url: string): Promise<number> {
  let left = DELIVERIES;
  const began = performance.now();
  const sender = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await deliver(url);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return (DELIVERIES * 1_000) / (performance.now() - began);
}

const store = await openStore({ memory: true });
const log = createLog('silent');
const webhooks = await createApp({
  app: { id: 1, privateKey, webhookSecret: SECRET },
  inbox: store.inbox,
  clock: { now: () => Date.now() },
  log,
  onStored: () => undefined,
});
const ours = createHttpServer({ webhooks, isReady: () => Promise.resolve(true), log });
const probot = new Probot({ appId: 1, privateKey, secret: SECRET, logLevel: 'fatal' });
const emptyApp = (app: Probot): void => app.on('push', () => undefined);
const middleware = await createNodeMiddleware(emptyApp, { probot });
const bare = createServer((request, response) => void middleware(request, response));
const [oursUrl, bareUrl] = [await listening(ours), await listening(bare)];

await rateOf(bareUrl);
await rateOf(oursUrl);
for (let round = 1; round <= 3; round += 1) {
  const [theirs, mine] = [await rateOf(bareUrl), await rateOf(oursUrl)];
  console.log(
    `round ${round}: bare Probot ${Math.round(theirs)}/s, Sluice ${Math.round(mine)}/s, ratio ${(mine / theirs).toFixed(2)}`,
  );
}
ours.closeAllConnections();
ours.close();
bare.closeAllConnections();
bare.close();
await store.close();
