import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Digest } from '../../src/core/names.ts';
import { ociRegistry } from '../../src/registry/oci-registry.ts';
import { freePort } from '../contracts/free-port.ts';
import { commit, fact, rig, sluice, users, type Rig } from './rig.ts';

const run = promisify(execFile);
const isInstalled = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
const isReal = ['docker-registry', 'skopeo'].every(isInstalled);
const name = 'the distribution registry of Debian';

if (!isReal) {
  const how = 'docker-registry and skopeo are not installed (apt-get install docker-registry skopeo)';
  process.stderr.write(`${name}: skipped, ${how}\n`);
}

(isReal ? describe : describe.skip)(name, () => {
  let folder: string;
  let fake: Rig;
  let host: string;
  let server: ChildProcess;

  /** Copies an image from our fake, logged in, to the real registry: skopeo judges the one and fills the other. */
  async function carry(tag: string): Promise<void> {
    const login = `${sluice.username}:${sluice.password}`;
    const flags = ['--insecure-policy', 'copy', '--all', '--preserve-digests', '--src-tls-verify=false'];
    const places = [`docker://${fake.image}:${tag}`, `docker://${host}/acme/payments:${tag}`];
    await run('skopeo', [...flags, '--src-creds', login, '--dest-tls-verify=false', ...places]);
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-registry-'));
    fake = await rig({ users });
    host = `127.0.0.1:${await freePort()}`;
    const config = join(folder, 'config.yml');
    writeFileSync(
      config,
      JSON.stringify({ version: 0.1, storage: { filesystem: { rootdirectory: folder } }, http: { addr: host } }),
    );
    server = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    for await (const line of createInterface(server.stderr!)) if (line.includes('listening on')) break;
    server.stderr!.resume();
  });
  afterAll(async () => {
    server.kill('SIGKILL');
    await once(server, 'close');
    await fake.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['image', {}],
    ['index', { platforms: ['linux/amd64', 'linux/arm64'] }],
  ])('takes an %s of our fake as it is, and answers our client', async (tag, more) => {
    const pushed = fake.registry.push({ repository: 'acme/payments', tag, revision: commit, ...more });
    const digest = pushed.digest as Digest;
    await carry(tag);
    const client = ociRegistry({ credentials: new Map(), mayAskThisMachine: true });
    const image = `${host}/acme/payments`;

    expect(fact(await client.digestOf(image, tag))).toBe(digest);
    expect(fact(await client.has(image, digest))).toBe(true);
    expect(fact(await client.revisionOf(image, digest))).toBe(commit);
  });

  it('answers our client for what it has not', async () => {
    const client = ociRegistry({ credentials: new Map(), mayAskThisMachine: true });
    const absent = `sha256:${'0'.repeat(64)}` as Digest;

    expect(await client.digestOf(`${host}/acme/payments`, 'none')).toEqual({ known: undefined });
    expect(await client.digestOf(`${host}/acme/none`, 'v1')).toEqual({ known: undefined });
    expect(await client.has(`${host}/acme/payments`, absent)).toEqual({ known: false });
    expect(await client.revisionOf(`${host}/acme/payments`, absent)).toEqual({ known: undefined });
  });

  it('answers as our fake does when no fitting type is accepted', async () => {
    const { digest } = fake.registry.push({
      repository: 'acme/payments',
      tag: 'strict',
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    await carry('strict');
    const open = await rig();
    open.registry.push({ repository: 'acme/payments', tag: 'strict', platforms: ['linux/amd64', 'linux/arm64'] });

    const statuses = await Promise.all(
      [host, open.host].flatMap((at) =>
        ['strict', digest].map(async (reference) =>
          fetch(`http://${at}/v2/acme/payments/manifests/${reference}`).then(({ status }) => status),
        ),
      ),
    );
    await open.close();

    expect(statuses).toEqual([404, 404, 404, 404]);
  });
});
