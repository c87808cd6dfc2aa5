import { generateKeyPairSync, sign } from 'node:crypto';
import { VirtualClock } from '../../src/forge/clock/clock.ts';
import { addAccount } from '../../src/forge/domain/accounts.ts';
import type { Installation, Repo } from '../../src/forge/domain/state.ts';
import { Forge, type ForgeOptions } from '../../src/forge/forge.ts';
import { memoryStorage } from '../../src/forge/git/memory.ts';
import { replayable, seedOr } from '../replayable.ts';
import { seedRepo, type RepoSpec } from '../../src/forge/seed/organisation.ts';
import { failsUnread } from './unread.ts';

/** The kernel of the forge with handlers of the test's own: what is tested here is everything around a handler. */

export const noon = Date.parse('2026-05-04T12:00:00Z');
export const origin = 'http://forge.test';
export const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export interface Kernel {
  forge: Forge;
  clock: VirtualClock;
  wall: VirtualClock;
}

export function startKernel(options: Partial<ForgeOptions> = {}): Kernel {
  const clock = new VirtualClock(noon);
  const wall = new VirtualClock(noon);
  const forge = new Forge({
    clock,
    wall,
    seed: seedOr('kernel'),
    storage: () => memoryStorage(),
    app: {
      slug: 'sluice',
      id: 7,
      publicKey: keys.publicKey,
      permissions: { contents: 'write', issues: 'write' },
      events: ['push', 'issues'],
      webhook: { url: 'http://bot.test/hook', secret: 'shared' },
    },
    handlers: {},
    graphql: () => ({ status: 200, body: { data: {} } }),
    push: { check: () => new Map(), apply: () => undefined },
    ...options,
  });
  replayable(forge);
  failsUnread(forge);
  return { forge, clock, wall };
}

export function addRepo({ state }: Forge, fullName: string, spec: Omit<RepoSpec, 'fullName'> = {}): Repo {
  return seedRepo(state, { fullName, ...spec });
}

export function install({ state }: Forge, repos: Repo[], permissions = state.app.permissions): Installation {
  const account = repos[0]?.owner ?? addAccount(state, 'acme', 'Organization');
  const installation: Installation = {
    id: state.nextId(),
    account,
    permissions,
    selection: 'selected',
    repositories: new Set(repos.map(({ id }) => id)),
  };
  state.installations.set(installation.id, installation);
  return installation;
}

/** An App JWT; seconds are counted from the given instant of the wall clock. */
export function appJwt(at: number, { lives = 540, iss = 7, key = keys.privateKey } = {}): string {
  const now = Math.floor(at / 1000);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: now - 30, exp: now + lives, iss })}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}

export interface Asked {
  as?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One call in the process; `as` is the token it carries. */
export async function call(forge: Forge, request: string, { as, body, headers = {} }: Asked = {}): Promise<Response> {
  const [method = 'GET', path = '/'] = request.split(' ');
  return forge.fetch(`${origin}${path}`, {
    method,
    headers: { 'user-agent': 'a test', ...(as !== undefined && { authorization: `Bearer ${as}` }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** A token of the installation, asked for as a client asks. */
export async function tokenOf({ forge, wall }: Kernel, installation: Installation, body?: object): Promise<string> {
  const path = `POST /app/installations/${installation.id}/access_tokens`;
  const response = await call(forge, path, { as: appJwt(wall.now()), body });
  return ((await response.json()) as { token: string }).token;
}

/** A reference as GitHub answers it: the smallest body that fits its description. */
export function refBody(ref = 'refs/heads/main') {
  const sha = 'a'.repeat(40);
  const url = `${origin}/repos/acme/shop/git/${ref}`;
  return { ref, node_id: 'REF_1', url, object: { type: 'commit', sha, url: `${origin}/commit` } };
}
