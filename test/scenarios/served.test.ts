import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readAppManifest } from '../../src/app-manifest.ts';
import { Person } from '../../src/forge/cast/person.ts';
import { createForge } from '../../src/forge/create.ts';
import type { Forge } from '../../src/forge/forge.ts';
import { seedAcme } from '../../src/forge/seed/acme.ts';
import { freePort } from '../contracts/free-port.ts';

const SECRET = '7c1e90fa3b5d48269b0a1f2e3d4c5b6a';
const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

let forge: Forge;
let github: { url: string; close(): Promise<void> };
let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-served-'));
  writeFileSync(join(folder, 'key.pem'), KEYS.privateKey);
  forge = createForge({ storage: 'memory', app: { slug: 'sluice', publicKey: KEYS.publicKey, ...readAppManifest() } });
  github = await forge.listen({ port: 0 });
  seedAcme(forge.state);
});

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Served {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

function sluice(env: Record<string, string>, ...argv: string[]): Served {
  const settings = {
    PATH: process.env['PATH'] ?? '',
    APP_ID: String(forge.state.app.id),
    PRIVATE_KEY_PATH: join(folder, 'key.pem'),
    WEBHOOK_SECRET: SECRET,
    GITHUB_API_URL: `${github.url}/api/v3`,
  };
  const child = spawn(process.execPath, ['src/start.mjs', ...argv], { env: { ...settings, ...env } });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

/** Looks again every few milliseconds; the test's own time limit ends it. */
async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the served app', () => {
  it('carries a merge to the pull request in a process of its own, refuses company on its store and port, and stops in order', async () => {
    const port = await freePort();
    const store = join(folder, 'store');
    const first = sluice({ PORT: String(port), SLUICE_STORE: store }, 'serve');
    await until(() => (first.output().includes('Sluice listens') ? true : undefined));
    forge.state.app.webhook = { url: `http://127.0.0.1:${port}/api/github/webhooks`, secret: SECRET };
    forge.hooks.auto = true;

    const ada = new Person({ login: 'ada', origin: github.url, token: forge.personToken('ada') });
    const number = await ada.proposes('acme/payments', {
      branch: 'retry',
      title: 'Retry transfers',
      body: '',
      path: 'retry.js',
      text: '//\n',
    });
    await ada.merges('acme/payments', number);
    const [pull] = await until(async () => {
      const pulls = await ada.call<{ title: string }[]>('GET', '/repos/acme/payments-docker/pulls');
      return pulls.length > 0 ? pulls : undefined;
    });
    expect(pull?.title).toBe('payments: Retry transfers');
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);

    const sameStore = sluice({ PORT: '0', SLUICE_STORE: store }, 'serve');
    const samePort = sluice({ PORT: String(port), SLUICE_STORE: join(folder, 'other') }, 'serve');
    expect([await sameStore.ended, await samePort.ended]).toEqual([1, 1]);
    expect(sameStore.output()).toBe(
      `The store ${JSON.stringify(store)} is open in another Sluice process: stop that one, or set DATABASE_URL to a PostgreSQL for more than one process. (docs/reference/errors.md#store_in_use)\n`,
    );
    expect(samePort.output()).toBe(
      `Port ${port} on 127.0.0.1 is taken by another process: stop that process, or set PORT to a free port. (docs/reference/errors.md#port_in_use)\n`,
    );

    const explained = sluice({}, 'explain', 'acme/platform');
    expect(await explained.ended).toBe(0);
    expect(explained.output()).toContain('waits for build (not reported yet)');
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(first.output()).toContain('"msg":"Sluice stops"');
    expect(first.output()).not.toContain(SECRET);
    expect(forge.violations).toEqual([]);
  });

  it('refuses to start with a key that GitHub does not know, in one sentence', async () => {
    const other = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    writeFileSync(join(folder, 'other.pem'), other.privateKey);

    const refused = sluice(
      { PRIVATE_KEY_PATH: join(folder, 'other.pem'), PORT: '0', SLUICE_STORE: join(folder, 'third') },
      'serve',
    );

    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(
      /^GitHub at ".+" does not know this App \(.+\): check that APP_ID and the private key belong to the same App .+\n$/,
    );
  });
});
