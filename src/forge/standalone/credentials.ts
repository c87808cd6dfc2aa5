import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The App's key, the secret of its webhooks, and the file of settings that an App reads them from. */
export interface Credentials {
  publicKey: string;
  webhookSecret: string;
  /** PEM of the private key, readable by this user alone. */
  keyFile: string;
  /** `NAME=value` lines: `node --env-file=…` reads them. */
  settingsFile: string;
}

const ownerOnly = 0o600;

/** Takes the App's key and secret from the folder, or makes them there: an App with kept ones runs on over restarts. */
export function keepCredentials(folder: string): Credentials {
  const there = resolve(folder);
  mkdirSync(there, { recursive: true });
  const keyFile = join(there, 'app.pem');
  kept(keyFile, newKey);
  const publicKey = createPublicKey(readFileSync(keyFile)).export({ type: 'spki', format: 'pem' }).toString();
  const webhookSecret = kept(join(there, 'webhook-secret'), () => randomBytes(32).toString('hex'));
  return { publicKey, webhookSecret, keyFile, settingsFile: join(there, 'app.env') };
}

function kept(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: ownerOnly });
  return readFileSync(file, 'utf8');
}

/** Writes the settings by the names that Probot gives them. */
export function writeSettings({ settingsFile }: Credentials, settings: Record<string, string>): void {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(settingsFile, lines.join(''), { mode: ownerOnly });
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}
