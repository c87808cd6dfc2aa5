import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runForge, type ForgeCommand } from '../../src/cli/forge.ts';
import { sluice } from './command.ts';

const usual: ForgeCommand = {
  port: '0',
  host: '127.0.0.1',
  seed: 'acme',
  webhook: 'http://127.0.0.1:3000/api/github/webhooks',
  description: 'github.com',
  chance: 'forge',
};

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-forge-usage-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const run = (command: Partial<ForgeCommand>, lines: string[] = []): Promise<void> =>
  runForge({ ...usual, ...command }, { print: (line) => lines.push(line), stopped: AbortSignal.abort() });

describe('forge', () => {
  it.each([
    ['a port that is none', () => ({ port: 'http' }), '--port is "http", which is no port: write a number up to 65535'],
    ['a world that is none', () => ({ seed: 'mars' }), '--seed is "mars", which is no world: write acme or empty'],
    [
      'an address that is none',
      () => ({ webhook: 'here' }),
      '--webhook is "here", which is no address: write it whole',
    ],
    [
      'a GitHub that is none',
      () => ({ description: 'ghes-2.0' }),
      '--description is "ghes-2.0", which is no GitHub that it knows: write github.com or ghes-3.19',
    ],
    ['a key without its certificate', () => ({ tlsKey: 'k.pem' }), 'needs the other one beside it'],
    [
      'a manifest that cannot be read',
      () => ({ app: join(folder, 'none.yml') }),
      'cannot be read, because ENOENT: name a file',
    ],
    [
      'a manifest whose permissions are none',
      () => ({ app: file('app.yml', 'default_permissions: { contents: all }\n') }),
      'which does not fit at default_permissions.contents',
    ],
    [
      'a fault that is none',
      () => ({ faults: file('faults.json', '[{"operation":"*","do":{"explode":true}}]') }),
      'which does not fit (rules[0]',
    ],
  ])('refuses %s with the place and the next step', async (_, command, sentence) => {
    await expect(run(command())).rejects.toThrow(sentence);
  });

  it('says so when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;

    await expect(run({ port: String(port) })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another process`);
    other.close();
  });

  it('keeps the key and the secret of the App in its folder, and writes the settings by the names that Probot reads', async () => {
    const lines: string[] = [];
    await run({ folder, seed: 'empty' }, lines);
    const keyAndSecret = () => [
      readFileSync(join(folder, 'app.pem'), 'utf8'),
      /WEBHOOK_SECRET=.+/.exec(readFileSync(join(folder, 'app.env'), 'utf8'))?.[0],
    ];
    const before = keyAndSecret();
    await run({ folder, seed: 'empty' });

    expect(lines.join('\n')).toContain(`settings  ${folder}/app.env`);
    expect(keyAndSecret()).toEqual(before);
    expect(readFileSync(join(folder, 'app.env'), 'utf8')).toMatch(
      /^APP_ID=\d+\nPRIVATE_KEY_PATH=.+\nWEBHOOK_SECRET=\w{64}\nGHE_PROTOCOL=http\nGHE_HOST=127\.0\.0\.1:\d+\n$/,
    );
  });

  it('ends with the line that plays its faults again', async () => {
    const lines: string[] = [];
    const faults = file('slow.json', '[{"webhook":"push","rate":0.5,"do":"drop"}]');
    await run({ faults, chance: 'seven times', limits: true }, lines);

    expect(lines.at(-1)).toBe(
      `replay: sluice forge --seed acme --chance 'seven times' --description github.com --faults ${faults} --limits`,
    );
  });

  it('lists its options', async () => {
    const { code, out } = await sluice(['forge', '--help']);

    expect(code).toBe(0);
    expect(out).toContain('--seed <world>');
  });
});
