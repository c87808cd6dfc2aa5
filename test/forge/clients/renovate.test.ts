import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createRegistry, type FakeRegistry } from '../../../src/forge/registry/registry.ts';
import type { Pull } from '../../../src/forge/domain/state.ts';
import { describeWith, isOnPath } from './client.ts';
import { ServedForge, type Ended } from './served-forge.ts';

const program = process.env['SLUICE_RENOVATE'] ?? (isOnPath('renovate') ? 'renovate' : undefined);
/** 325 MB: too much for a dependency of development. Version 39 runs on Node 20 and 22, 44 on Node 24. */
const how = 'npm install --prefix <folder> renovate@44, then SLUICE_RENOVATE=<folder>/node_modules/.bin/renovate';

const minutes = 60_000;

describeWith({ name: 'Renovate', isThere: program !== undefined, how }, () => {
  let registry: FakeRegistry;
  let host: string;
  let closeRegistry: () => Promise<void>;
  let served: ServedForge;
  let [old, current] = ['', ''];

  beforeAll(async () => {
    registry = createRegistry();
    ({ host, close: closeRegistry } = await registry.listen());
    const push = (revision: string) => registry.push({ repository: 'acme/base', tag: 'latest', revision }).digest;
    old = push('a'.repeat(40));
    current = push('b'.repeat(40));
    const usual = { enabledManagers: ['dockerfile'], hostRules: [{ matchHost: host, insecureRegistry: true }] };
    const filesOf = (more: object) => ({
      Dockerfile: pinned(old),
      'renovate.json': JSON.stringify({ ...usual, ...more }),
    });
    const merging = { automerge: true, platformAutomerge: false, labels: ['image'] };
    served = await ServedForge.with([
      { fullName: 'acme/shop', files: filesOf({}) },
      { fullName: 'acme/ledger', files: filesOf(merging) },
    ]);
  });
  afterAll(async () => {
    await served.close();
    await closeRegistry();
  });

  const pinned = (digest: string): string => `FROM ${host}/acme/base:latest@${digest}\n`;

  /** One run that remembers nothing of an earlier one. */
  async function renovate(name: string): Promise<Ended & { wrote: string[] }> {
    const before = served.forge.calls.length;
    const folder = join(served.folder, 'renovate');
    const ended = await served.run(program!, [], {
      env: {
        RENOVATE_PLATFORM: 'github',
        RENOVATE_ENDPOINT: `${served.url}/`,
        RENOVATE_TOKEN: served.token('bob'),
        RENOVATE_REPOSITORIES: JSON.stringify([`acme/${name}`]),
        RENOVATE_ONBOARDING: 'false',
        RENOVATE_REQUIRE_CONFIG: 'optional',
        RENOVATE_DEPENDENCY_DASHBOARD: 'false',
        RENOVATE_BASE_DIR: folder,
        RENOVATE_GITHUB_TOKEN_WARN: 'false',
        LOG_LEVEL: 'warn',
      },
    });
    rmSync(folder, { recursive: true, force: true });
    const wrote = served.forge.calls.slice(before).filter(({ read }) => !read);
    return { ...ended, wrote: wrote.map(({ operationId, status }) => `${operationId} ${status}`) };
  }

  it(
    'opens one pull request for a digest that moved, and a second run writes nothing',
    async () => {
      const first = await renovate('shop');

      expect({ status: first.status, stderr: first.stderr }).toEqual({ status: 0, stderr: '' });
      // git asks without a name first, and pushes once it is asked for one.
      expect(first.wrote).toEqual(['git:push 401', 'git:push 200', 'git:push 200', 'pulls/create 201']);
      expect(pullIn('shop')).toMatchObject({ state: 'open', base: 'main', author: { login: 'bob' } });
      expect(await dockerfile('shop', pullIn('shop').head)).toBe(pinned(current));

      const second = await renovate('shop');

      expect({ status: second.status, wrote: second.wrote }).toEqual({ status: 0, wrote: [] });
      expect(registry.calls.filter(({ path }) => path.endsWith('/manifests/latest'))).toHaveLength(2);
      expect(served.faults()).toEqual([]);
    },
    4 * minutes,
  );

  it(
    'merges its pull request by itself once the checks of it have passed',
    async () => {
      await renovate('ledger');
      const { headOid, labels } = pullIn('ledger');
      expect([...labels].map((id) => served.repo('ledger').labels.get(id)?.name)).toEqual(['image']);
      await ask(`POST /repos/acme/ledger/statuses/${headOid}`, { state: 'success', context: 'ci' });

      const { status, wrote } = await renovate('ledger');

      expect({ status, wrote }).toMatchObject({ status: 0, wrote: expect.arrayContaining(['pulls/merge 200']) });
      expect(pullIn('ledger').merged).toBeDefined();
      expect(await dockerfile('ledger', 'main')).toBe(pinned(current));
      expect(served.faults()).toEqual([]);
    },
    4 * minutes,
  );

  function pullIn(name: string): Pull {
    const pull = served.repo(name).issues.get(1);
    if (pull?.kind !== 'pull') throw new Error(`there is no pull request in ${name}`);
    return pull;
  }

  async function ask(request: string, body?: object): Promise<unknown> {
    const [method = '', path = ''] = request.split(' ');
    const headers = { authorization: `Bearer ${served.token()}`, 'user-agent': 'a test' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return (await served.forge.fetch(served.url + path, { method, headers, ...sent })).json();
  }

  async function dockerfile(name: string, ref: string): Promise<string> {
    const { content } = (await ask(`GET /repos/acme/${name}/contents/Dockerfile?ref=${ref}`)) as { content: string };
    return Buffer.from(content, 'base64').toString();
  }
});
