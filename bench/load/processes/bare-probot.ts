/** A bare Probot with an empty handler, in a process of its own: what taking a signed delivery costs without Sluice. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createNodeMiddleware, Probot } from 'probot';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const probot = new Probot({ appId: 1, privateKey, secret: process.env['SECRET'] ?? '', logLevel: 'fatal' });
const middleware = await createNodeMiddleware((app: Probot) => app.onAny(() => undefined), { probot });
const server = createServer((request, response) => void middleware(request, response));
server.listen(0, '127.0.0.1', () => process.send?.({ says: 'listens', port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
