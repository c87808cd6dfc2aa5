import { createHash } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { Storage } from '../git/storage.ts';
import { addAccount } from './accounts.ts';
import type { DomainEvent, ForgeApp, ForgeState, Permissions } from './state.ts';

/** The App as its maker describes it; the forge adds its owner and its bot account. */
export interface AppSpec {
  slug: string;
  name?: string;
  description?: string;
  id?: number;
  /** Login of the account that owns the App. */
  owner?: string;
  publicKey: string;
  permissions: Permissions;
  events: string[];
  webhook?: { url: string; secret: string };
  /** For sign-in; both are derived from the seed when left out. */
  clientId?: string;
  clientSecret?: string;
  callbackUrls?: string[];
}

export interface NewState {
  clock: Clock;
  seed: string | number;
  app: AppSpec;
  storage: (fullName: string) => Storage;
  emit: (event: DomainEvent) => void;
  origin: string;
}

/** Mulberry32: small, seeded, good enough for ids. */
function randomFrom(seed: string | number): () => number {
  let a = 0;
  for (const char of String(seed)) a = Math.imul(a ^ char.codePointAt(0)!, 0x9e3779b1) >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** A sequence of guids that a seed fixes. */
export function guidsFrom(seed: string | number): () => string {
  const random = randomFrom(seed);
  return () => {
    const hex = Array.from({ length: 4 }, () => random().toString(16).padStart(8, '0')).join('');
    const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join('-');
  };
}

/** In the form GitHub gives to Apps: the client id starts with `Iv23li`, the secret is 40 hex digits. */
function clientCredentials(seed: string): { clientId: string; clientSecret: string } {
  const digest = (what: string) => createHash('sha1').update(`${what} ${seed}`).digest('hex');
  return { clientId: `Iv23li${digest('client').slice(0, 14)}`, clientSecret: digest('secret') };
}

/** An empty forge that knows one App and GitHub's own committer. */
export function newState({ clock, seed, app, storage, emit, origin }: NewState): ForgeState {
  let last = 1000;
  const state: ForgeState = {
    clock,
    nextId: () => (last += 1),
    nextGuid: guidsFrom(seed),
    app: undefined as unknown as ForgeApp,
    accounts: new Map(),
    installations: new Map(),
    repos: new Map(),
    formerNames: new Map(),
    teams: new Map(),
    packages: new Map(),
    mergingRepos: new Set(),
    jobs: [],
    emit,
    origin,
    storage,
  };
  addAccount(state, 'web-flow', 'User');
  const owner = addAccount(state, app.owner ?? `${app.slug}-maker`, 'User');
  const bot = addAccount(state, `${app.slug}[bot]`, 'Bot');
  const id = app.id ?? state.nextId();
  const credentials = clientCredentials(`${seed} ${app.slug}`);
  const callbackUrls = app.callbackUrls ?? [];
  state.app = { ...credentials, ...app, id, name: app.name ?? app.slug, owner, bot, callbackUrls };
  return state;
}
