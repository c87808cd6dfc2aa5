import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readAppManifest } from '../../../src/app-manifest.ts';
import { createForge } from '../../../src/forge/create.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import { seedAcme } from '../../../src/forge/seed/acme.ts';
import { freePort } from '../../contracts/free-port.ts';

export const SECRET = '7c1e90fa3b5d48269b0a1f2e3d4c5b6a';

/** Between two looks; the processes that are looked at have the machine meanwhile. */
const LOOK_MS = 25;

/** Looks again and again; the test's own time limit ends it. */
export async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** A command of Sluice in a process of its own. */
export interface Started {
  child: ChildProcess;
  output: () => string;
  /** The exit code; null when a signal ended it. */
  ended: Promise<number | null>;
}

/** A GitHub that can be made to hang, and a folder for processes of Sluice that work on it. */
export class Place {
  readonly forge: Forge;
  readonly folder: string;
  readonly api: string;
  /** GitHub takes requests and answers none while this is set. */
  isHanging = false;
  readonly #children: ChildProcess[] = [];
  readonly #close: (() => unknown)[];

  private constructor(parts: { forge: Forge; folder: string; close: (() => unknown)[] }, api: string) {
    this.forge = parts.forge;
    this.folder = parts.folder;
    this.#close = parts.close;
    this.api = api;
  }

  static async open(): Promise<Place> {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const folder = mkdtempSync(join(tmpdir(), 'sluice-life-'));
    writeFileSync(join(folder, 'key.pem'), privateKey);
    const forge = createForge({ storage: 'memory', app: { slug: 'sluice', publicKey, ...readAppManifest() } });
    const github = await forge.listen({ port: 0 });
    seedAcme(forge.state);
    const front = createServer((asked, answered) => {
      if (place.isHanging) return;
      const { method = 'GET', url = '/', headers } = asked;
      const on = ask(new URL(url, github.url), { method, headers }, (answer) => {
        answered.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(answered);
      });
      on.on('error', () => answered.destroy());
      asked.pipe(on);
    });
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    const { port } = front.address() as AddressInfo;
    const close = [() => front.close().closeAllConnections(), () => github.close()];
    const place = new Place({ forge, folder, close }, `http://127.0.0.1:${port}/api/v3`);
    return place;
  }

  start(env: Record<string, string>, ...argv: string[]): Started {
    const settings = {
      PATH: process.env['PATH'] ?? '',
      APP_ID: String(this.forge.state.app.id),
      PRIVATE_KEY_PATH: join(this.folder, 'key.pem'),
      WEBHOOK_SECRET: SECRET,
      GITHUB_API_URL: this.api,
    };
    const child = spawn(process.execPath, ['src/start.mjs', ...argv], { env: { ...settings, ...env } });
    this.#children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return { child, output: () => output, ended: once(child, 'exit').then(([code]) => code as number | null) };
  }

  /** `sluice serve` on a store of its own in the folder, listening. */
  async serve(store: string, env: Record<string, string> = {}): Promise<Started & { url: string; store: string }> {
    const port = await freePort();
    const directory = join(this.folder, store);
    const started = this.start({ PORT: String(port), SLUICE_STORE: directory, ...env }, 'serve');
    await until(() => (started.output().includes('Sluice listens') ? true : undefined));
    return { ...started, url: `http://127.0.0.1:${port}`, store: directory };
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const one of this.#close) await one();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Sends a signed delivery; the status, or why there was none. */
export async function deliver(
  url: string,
  delivery: { guid: string; event: string; payload: object },
): Promise<number | string> {
  const body = JSON.stringify(delivery.payload);
  const headers = {
    'content-type': 'application/json',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
  };
  try {
    const { status } = await fetch(`${url}/api/github/webhooks`, { method: 'POST', body, headers });
    return status;
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    return cause?.code ?? String(error);
  }
}
