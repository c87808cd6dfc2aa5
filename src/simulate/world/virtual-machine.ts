import { AsyncLocalStorage } from 'node:async_hooks';
import { createPrivateKey, sign, webcrypto, type KeyObject } from 'node:crypto';

const RSA = 'RSASSA-PKCS1-v1_5';
const imported = new Map<string, KeyObject>();
/** Whose time counts for what is under way; whatever began outside of a run, as timers of the database do, has the machine's. */
const time = new AsyncLocalStorage<'machine' | 'run'>();

/**
 * Works with the database in the machine's time, and so do the timers that it sets: they mix the time of day with what the machine
 * has counted since it started.
 */
export const inRealTime = <T>(work: () => Promise<T>): Promise<T> => time.run('machine', work);

/**
 * Gives the process the run's time and takes its threads away, for as long as `work` takes: credentials live on `Date.now`, and
 * Web Crypto signs in threads of its own, so that which of two calls is signed first would be the machine's choice.
 */
export async function onVirtualMachine<T>(now: () => number, work: () => Promise<T>): Promise<T> {
  const realNow = Date.now.bind(Date);
  const undo = [replaced(Date, 'now', () => (time.getStore() === 'run' ? now() : realNow())), ...signingAtOnce()];
  try {
    return await time.run('run', work);
  } finally {
    for (const one of undo) one();
  }
}

/** Octokit imports the App's key and signs with it for every call of the App; anything else goes its usual way. */
function signingAtOnce(): (() => void)[] {
  const { subtle } = webcrypto;
  const [usualImport, usualSign] = [subtle.importKey.bind(subtle), subtle.sign.bind(subtle)];
  const importKey = (...given: unknown[]): Promise<unknown> =>
    given[0] === 'pkcs8' && isRsa(given[2])
      ? Promise.resolve(keyOf(given[1] as ArrayBuffer))
      : (usualImport as (...all: unknown[]) => Promise<unknown>)(...given);
  const signNow = (...given: unknown[]): Promise<unknown> =>
    given[1] !== null && typeof given[1] === 'object' && 'asymmetricKeyType' in given[1]
      ? Promise.resolve(sign('RSA-SHA256', Buffer.from(given[2] as ArrayBuffer), given[1] as KeyObject))
      : (usualSign as (...all: unknown[]) => Promise<unknown>)(...given);
  return [replaced(subtle, 'importKey', importKey), replaced(subtle, 'sign', signNow)];
}

const isRsa = (algorithm: unknown): boolean => (algorithm as { name?: string } | undefined)?.name === RSA;

function keyOf(pkcs8: ArrayBuffer): KeyObject {
  const key = Buffer.from(pkcs8);
  const name = key.toString('base64');
  const known = imported.get(name) ?? createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  imported.set(name, known);
  return known;
}

/** Puts a value in a property's place; the answer puts the old one back. */
function replaced(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}
