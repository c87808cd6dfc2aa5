import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { VERSION } from '../../src/version.ts';
import { sluice } from './command.ts';

const COMMANDS = [
  'serve',
  'jobs',
  'export',
  'import',
  'rebuild',
  'explain',
  'plan',
  'doctor',
  'validate',
  'lineage',
  'changelog',
  'pin',
  'pins',
  'forge',
];

describe('help', () => {
  it('names every command, and ends well', async () => {
    const { code, out, err } = await sluice(['--help']);

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect([...out.matchAll(/^ {2}([a-z]+)(?: \S+)* {2,}\S/gm)].map(([, name]) => name)).toEqual([...COMMANDS, 'help']);
  });

  it.each(COMMANDS)('explains %s', async (command) => {
    const { code, out } = await sluice([command, '--help']);

    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: sluice ${command} `));
  });

  it('says which version this is', async () => {
    expect(await sluice(['--version'])).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  });
});

describe('wrong usage', () => {
  it.each<[string, string[], RegExp]>([
    ['no command', [], /^Usage: sluice/],
    ['an unknown command', ['frobnicate'], /^error: unknown command 'frobnicate'/],
    ['a command with a slip', ['validat'], /Did you mean validate\?/],
    ['an unknown option', ['serve', '--port', '1'], /^error: unknown option '--port'/],
    ['a missing argument', ['explain'], /^error: missing required argument 'target'/],
    ['an argument too many', ['validate', 'a', 'b'], /^error: too many arguments/],
  ])('(%s) is told on the error output with exit code 2', async (_, argv, says) => {
    const { code, out, err } = await sluice(argv);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
  });
});

describe('settings', () => {
  let folder = '';
  let pem = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
    pem = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([['serve'], ['explain', 'acme/platform'], ['plan', 'acme/platform'], ['doctor']])(
    'that are missing are all told at once by %s',
    async (...argv) => {
      const { code, out, err } = await sluice(argv);

      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err.trimEnd().split('\n')).toEqual([
        expect.stringMatching(/^APP_ID is not set: .+ \(docs\/reference\/errors\.md#settings_missing\)$/),
        expect.stringMatching(/^PRIVATE_KEY_PATH is not set: .+\)$/),
        expect.stringMatching(/^WEBHOOK_SECRET is not set: .+\)$/),
      ]);
    },
  );

  it('that are wrong are all told at once, and no secret in them', async () => {
    const { code, out, err } = await sluice(['serve'], {
      APP_ID: 'sluice',
      PRIVATE_KEY: 'c2VjcmV0LWtleQ',
      WEBHOOK_SECRET: 'hunter2',
      DATABASE_URL: 'mysql://sluice:hunter3@db/sluice',
      GITHUB_API_URL: 'https://ada:hunter4@github.example.com/api/v3',
      PORT: '99999',
      SLUICE_STOR: '/var/lib/sluice',
    });

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(
      err
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'GITHUB_API_URL', 'PORT', 'DATABASE_URL', '"SLUICE_STOR"']);
    expect(err).not.toMatch(/hunter|c2VjcmV0|secret-key/);
  });

  it('of another App are told in one sentence, without a stack and without the key', async () => {
    const { code, out, err } = await sluice(['explain', 'acme/platform'], {
      APP_ID: '42',
      PRIVATE_KEY: pem,
      WEBHOOK_SECRET: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
      GITHUB_API_URL: 'http://127.0.0.1:1',
    });

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(
        /^GitHub at "http:\/\/127\.0\.0\.1:1" does not know this App \(.+\): check .+ \(docs\/reference\/errors\.md#app_unknown\)$/,
      ),
    ]);
    expect(err).not.toMatch(/PRIVATE KEY-|eyJ|0f1e2d3c/);
  });
});
