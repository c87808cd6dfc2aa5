import { generateKeyPairSync } from 'node:crypto';

import { readAppManifest } from '../../app-manifest.ts';

/** The App's key pair, made once a process, and short: it protects nothing and signs often. No trace holds anything made with it. */
export const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export const WEBHOOK_SECRET = 'the simulation signs with a secret of its own';

/** What the App asks of GitHub. */
export const MANIFEST = readAppManifest();
