import { createPrivateKey } from 'node:crypto';

import { userError } from '../core/errors/catalogue.ts';
import { fileProblem, type Reading, type SettingName } from './reading.ts';

const SHORTEST_SECRET = 32;
const NEW_SECRET = 'make one with "openssl rand -hex 32", and give the same to the App at GitHub';

/** The App's number. */
export function readAppId(read: Reading): number {
  const text = read.get('APP_ID');
  if (!text) read.missing('APP_ID', "set it to the number on the App's settings page at GitHub");
  else if (!/^[1-9]\d{0,14}$/.test(text))
    read.invalid(
      'APP_ID',
      'is not a whole number',
      "set it to the App ID on the App's settings page, not its client id",
    );
  return Number(text);
}

/** The App's key, from its file or in the environment. */
export function readPrivateKey(read: Reading, readFile: (path: string) => string): string {
  const path = read.get('PRIVATE_KEY_PATH');
  const inline = read.get('PRIVATE_KEY');
  if (read.conflict('PRIVATE_KEY', 'PRIVATE_KEY_PATH')) return '';
  if (inline) return checkKey(read, 'PRIVATE_KEY', decodeKey(inline));
  if (!path) {
    read.missing('PRIVATE_KEY_PATH', "set it to the App's .pem file, or PRIVATE_KEY to what that file holds");
    return '';
  }
  if (path.includes('PRIVATE KEY')) {
    const because = 'it holds a key where the path of a file belongs';
    read.problems.push(userError('KEY_INVALID', { name: 'PRIVATE_KEY_PATH', because }));
    return '';
  }
  try {
    return checkKey(read, 'PRIVATE_KEY_PATH', readFile(path));
  } catch (error) {
    read.problems.push(userError('KEY_UNREADABLE', { path, because: fileProblem(error) }));
    return '';
  }
}

/** A key in one line, as env files and secret stores hold it: with `\n` for its line ends, or in base64. */
function decodeKey(text: string): string {
  const lines = text.replaceAll(String.raw`\n`, '\n');
  return lines.includes('-----BEGIN') ? lines : Buffer.from(lines, 'base64').toString('utf8');
}

function checkKey(read: Reading, name: SettingName, pem: string): string {
  const because = keyProblem(pem);
  if (because) read.problems.push(userError('KEY_INVALID', { name, because }));
  return pem;
}

function keyProblem(pem: string): string | undefined {
  if (!pem.includes('-----BEGIN')) return 'it holds no PEM key';
  try {
    const key = createPrivateKey(pem);
    // GitHub accepts App tokens signed with RS256 alone.
    return key.asymmetricKeyType === 'rsa' ? undefined : `it holds a key of type ${key.asymmetricKeyType}, not RSA`;
  } catch {
    // The cause is left out on purpose: it may quote the key.
    return 'its key is damaged or needs a passphrase';
  }
}

/** The secret that GitHub signs deliveries with. */
export function readWebhookSecret(read: Reading): string {
  const secret = read.get('WEBHOOK_SECRET');
  const because = secret && secretWeakness(secret);
  if (!secret) read.missing('WEBHOOK_SECRET', NEW_SECRET);
  else if (because)
    read.problems.push(userError('SETTINGS_SECRET_WEAK', { name: 'WEBHOOK_SECRET', because, next: NEW_SECRET }));
  return secret ?? '';
}

/** The secret that is being replaced: deliveries signed with it are taken as well until it is removed. */
export function readPreviousSecret(read: Reading, current: string): string | undefined {
  const secret = read.get('WEBHOOK_SECRET_PREVIOUS');
  const because = secret && secretWeakness(secret);
  const name = 'WEBHOOK_SECRET_PREVIOUS';
  if (because) {
    const next = 'remove it once GitHub signs with the new one, which is to be no such secret';
    read.problems.push(userError('SETTINGS_SECRET_WEAK', { name, because, next }));
  } else if (secret !== undefined && secret === current) {
    const next = 'put the new secret into WEBHOOK_SECRET and the one that it replaces here';
    read.problems.push(
      userError('SETTINGS_INVALID', { name, value: 'the same as WEBHOOK_SECRET', because: 'replaces nothing', next }),
    );
  }
  return secret;
}

/** Why a stranger could guess a secret; undefined when nobody could. */
export function secretWeakness(secret: string): string | undefined {
  // Probot's fallback for an empty secret: whoever knows Probot knows it.
  if (secret === 'development') return "is the word that Probot's examples use";
  if (secret.length < SHORTEST_SECRET) return `has ${secret.length} characters and needs ${SHORTEST_SECRET} or more`;
  return new Set(secret).size < 8 ? 'repeats the same few characters' : undefined;
}
