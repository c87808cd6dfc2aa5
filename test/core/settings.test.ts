import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { settingNames, readSettings, type Settings } from '../../src/settings.ts';

const secret = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
let pem = '';
let good: Record<string, string> = {};

beforeAll(() => {
  pem = rsaKey();
  good = { APP_ID: '42', PRIVATE_KEY: pem, WEBHOOK_SECRET: secret };
});

const rsaKey = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;

const noFile = (): string => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
};

function settings(env: Record<string, string>, readFile: (path: string) => string = noFile): Settings {
  const result = readSettings(env, readFile);
  if ('problems' in result) throw new Error(result.problems.map(({ sentence }) => sentence).join('\n'));
  return result;
}

function sentences(env: Record<string, string | undefined>, readFile: (path: string) => string = noFile): string[] {
  const result = readSettings(env, readFile);
  return 'problems' in result ? result.problems.map(({ sentence }) => sentence) : [];
}

describe('settings', () => {
  it('need an App, its key and its secret, and have an answer for the rest', () => {
    expect(settings(good)).toEqual({
      app: { id: 42, privateKey: pem.trim(), webhookSecret: secret },
      github: { apiUrl: 'https://api.github.com', webUrl: 'https://github.com' },
      listen: { host: '127.0.0.1', port: 3000 },
      store: { directory: './.sluice/store' },
      mirrors: { directory: '.sluice/mirrors' },
      logLevel: 'info',
      registries: new Map(),
    });
  });

  it('are taken from the environment', () => {
    const env = {
      ...good,
      HOST: '0.0.0.0',
      PORT: '8080',
      DATABASE_URL: 'postgres://sluice@db/sluice',
      LOG_LEVEL: 'debug',
      SLUICE_PIPELINES: 'acme/environments, acme/other,acme/environments',
    };

    expect(settings(env)).toMatchObject({
      listen: { host: '0.0.0.0', port: 8080 },
      store: { url: 'postgres://sluice@db/sluice' },
      logLevel: 'debug',
      pipelines: ['acme/environments', 'acme/other'],
    });
  });

  it.each<[Record<string, string>, Settings['mirrors']]>([
    [{ SLUICE_STORE: '/data/store' }, { directory: '/data/mirrors' }],
    [{ SLUICE_MIRRORS: '/mirrors' }, { directory: '/mirrors' }],
    [{ SLUICE_MIRRORS: 'off' }, undefined],
    [{ DATABASE_URL: 'postgres://sluice@db/sluice' }, undefined],
    [{ DATABASE_URL: 'postgres://sluice@db/sluice', SLUICE_MIRRORS: '/mirrors' }, { directory: '/mirrors' }],
  ])('keep mirrors beside an embedded store, or where they are told to: %j', (env, mirrors) => {
    expect(settings({ ...good, ...env }).mirrors).toEqual(mirrors);
  });

  it('leave out what is empty, as env files write it', () => {
    expect(settings({ ...good, PORT: '', SLUICE_PIPELINES: ' ', DATABASE_URL: '' })).toEqual(settings(good));
  });

  it.each([
    [{ GHE_HOST: 'github.acme.dev' }, 'https://github.acme.dev/api/v3', 'https://github.acme.dev'],
    [
      { GITHUB_API_URL: 'https://github.acme.dev/api/v3/' },
      'https://github.acme.dev/api/v3',
      'https://github.acme.dev',
    ],
    [{ GITHUB_API_URL: 'https://api.acme.ghe.com' }, 'https://api.acme.ghe.com', 'https://acme.ghe.com'],
    [{ GITHUB_API_URL: 'http://127.0.0.1:4000' }, 'http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
  ])('find GitHub by %j', (env, apiUrl, webUrl) => {
    expect(settings({ ...good, ...env }).github).toEqual({ apiUrl, webUrl });
  });

  it('take the key from a file, from one line with \\n in it, or from base64', () => {
    const { PRIVATE_KEY: _, ...rest } = good;

    expect(settings({ ...rest, PRIVATE_KEY_PATH: '/key.pem' }, () => pem).app.privateKey).toBe(pem);
    expect(settings({ ...rest, PRIVATE_KEY: pem.replaceAll('\n', String.raw`\n`) }).app.privateKey).toBe(pem);
    expect(settings({ ...rest, PRIVATE_KEY: Buffer.from(pem).toString('base64') }).app.privateKey).toBe(pem);
  });

  it('take the logins of registries from the file that Docker and Podman write', () => {
    const file = JSON.stringify({ auths: { 'ghcr.io': { auth: Buffer.from('sluice:word').toString('base64') } } });
    const readFile = (path: string): string => (path === '/auth.json' ? file : noFile());

    expect(settings({ ...good, REGISTRY_AUTH_FILE: '/auth.json' }, readFile).registries).toEqual(
      new Map([['ghcr.io', { username: 'sluice', password: 'word' }]]),
    );
  });
});

describe('a secret that is being replaced', () => {
  it('is taken beside the new one', () => {
    const previous = 'f0e1d2c3b4a5968778695a4b3c2d1e0f';

    expect(settings({ ...good, WEBHOOK_SECRET_PREVIOUS: previous }).app).toMatchObject({
      webhookSecret: secret,
      previousWebhookSecret: previous,
    });
  });

  it.each([
    ['development', "WEBHOOK_SECRET_PREVIOUS is the word that Probot's examples use"],
    [secret, 'WEBHOOK_SECRET_PREVIOUS is the same as WEBHOOK_SECRET, which replaces nothing'],
  ])('is no other: %s', (previous, says) => {
    expect(sentences({ ...good, WEBHOOK_SECRET_PREVIOUS: previous })).toEqual([expect.stringContaining(says)]);
  });
});

describe('metrics', () => {
  it('are told on an address of their own, where a port is given', () => {
    expect(settings(good).metrics).toBeUndefined();
    expect(settings({ ...good, METRICS_PORT: '9090' }).metrics).toEqual({ host: '127.0.0.1', port: 9090 });
  });

  it.each([
    [{ METRICS_HOST: '0.0.0.0' }, 'METRICS_PORT is not set'],
    [{ METRICS_PORT: 'http' }, 'METRICS_PORT is "http", which is not a port'],
    [{ METRICS_PORT: '9090', METRICS_HOST: 'http://x' }, 'METRICS_HOST is "http://x", which is not an address'],
  ])('are refused where nobody could tell them: %j', (env, says) => {
    expect(sentences({ ...good, ...env })).toEqual([expect.stringContaining(says)]);
  });
});

describe('wrong settings', () => {
  it('are all named at once', () => {
    expect(sentences({ PORT: 'http', LOG_LEVEL: 'inf', SLUICE_STOR: '/data' })).toMatchInlineSnapshot(`
     [
       "APP_ID is not set: set it to the number on the App's settings page at GitHub.",
       "PRIVATE_KEY_PATH is not set: set it to the App's .pem file, or PRIVATE_KEY to what that file holds.",
       "WEBHOOK_SECRET is not set: make one with "openssl rand -hex 32", and give the same to the App at GitHub.",
       "PORT is "http", which is not a port: give a whole number up to 65535, or 0 for any free port.",
       "LOG_LEVEL is "inf", which is no log level: did you mean info.",
       ""SLUICE_STOR" is no setting of Sluice: rename it to SLUICE_STORE, or Sluice would run without it unnoticed.",
     ]
    `);
  });

  it.each([
    [{ APP_ID: 'Iv1.a1b2' }, 'APP_ID is "Iv1.a1b2", which is not a whole number'],
    [{ WEBHOOK_SECRET: 'development' }, "WEBHOOK_SECRET is the word that Probot's examples use"],
    [{ WEBHOOK_SECRET: 'a'.repeat(31) }, 'WEBHOOK_SECRET has 31 characters and needs 32 or more'],
    [{ WEBHOOK_SECRET: 'ab'.repeat(20) }, 'WEBHOOK_SECRET repeats the same few characters'],
    [{ PRIVATE_KEY: 'hello' }, 'PRIVATE_KEY is set, but it holds no PEM key'],
    [{ PRIVATE_KEY_PATH: '/a' }, 'PRIVATE_KEY and PRIVATE_KEY_PATH are both set'],
    [{ PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/a' }, 'The private key "/a" cannot be read, because there is no such file'],
    [{ GHE_HOST: 'https://github.acme.dev' }, 'GHE_HOST is "https://github.acme.dev", which is not the name of a host'],
    [{ GHE_HOST: 'a.dev', GITHUB_API_URL: 'https://b.dev' }, 'GHE_HOST and GITHUB_API_URL are both set'],
    [{ GITHUB_API_URL: 'http://github.acme.dev' }, 'which would send tokens unencrypted: begin it with https://'],
    [{ GITHUB_API_URL: 'github.acme.dev' }, 'which is not a web address'],
    [{ HOST: 'http://0.0.0.0' }, 'which is not an address to listen on'],
    [{ PORT: '65536' }, 'PORT is "65536", which is not a port'],
    [{ PORT: '-1' }, 'PORT is "-1", which is not a port'],
    [
      { DATABASE_URL: 'mysql://root@db/sluice' },
      'DATABASE_URL is set to a text, which is not the address of a PostgreSQL',
    ],
    [{ DATABASE_URL: 'postgres://db/sluice', SLUICE_STORE: '/data' }, 'DATABASE_URL and SLUICE_STORE are both set'],
    [{ SLUICE_STORE: 'postgres://db/sluice' }, 'which is not a directory'],
    [{ SLUICE_MIRRORS: 'https://github.com' }, 'which is not a directory'],
    [
      { REGISTRY_AUTH_FILE: '/auth.json' },
      'REGISTRY_AUTH_FILE is "/auth.json", which cannot be read, because there is no such file: give the path of a',
    ],
    [{ LOG_LEVEL: 'verbose' }, 'use one of trace, debug, info, warn, error, fatal, silent'],
    [{ SLUICE_PIPELINES: 'acme/environments,acme' }, 'has "acme" in it: give repositories as owner/name'],
    [{ SLUICE_PIPELINES: ',' }, 'names no repository'],
    [{ SLUICE_PIPELINE: 'acme/a' }, '"SLUICE_PIPELINE" is no setting of Sluice: rename it to SLUICE_PIPELINES'],
    [{ SLUICE_COLOUR: 'blue' }, '"SLUICE_COLOUR" is no setting of Sluice: remove it'],
  ])('%j: %s', (env, sentence) => {
    expect(sentences({ ...good, ...env })).toEqual([expect.stringContaining(sentence)]);
  });

  it('name the variable that was probably meant', () => {
    const { WEBHOOK_SECRET: _, ...rest } = good;

    expect(sentences({ ...rest, WEBHOOK_SECERT: secret })).toEqual([
      expect.stringContaining('WEBHOOK_SECRET is not set, though WEBHOOK_SECERT is'),
    ]);
  });

  it('tell a key that is not RSA, and one that is damaged', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

    expect(sentences({ ...good, PRIVATE_KEY: String(ec) })).toEqual([
      expect.stringContaining('a key of type ec, not RSA'),
    ]);
    expect(sentences({ ...good, PRIVATE_KEY: pem.slice(0, 400) })).toEqual([
      expect.stringContaining('its key is damaged'),
    ]);
  });

  it.each([
    ['EACCES', 'this user may not read it'],
    ['EISDIR', 'it is a directory'],
    ['EIO', 'reading it failed with EIO'],
  ])('tell why a key file cannot be read: %s', (code, because) => {
    const { PRIVATE_KEY: _, ...rest } = good;
    const fails = (): string => {
      throw Object.assign(new Error('secret words'), { code });
    };

    expect(sentences({ ...rest, PRIVATE_KEY_PATH: '/key.pem' }, fails)).toEqual([expect.stringContaining(because)]);
  });
});

describe('the page', () => {
  const page = {
    PAGE_TEAMS: '@acme/platform, @acme/release-managers,@acme/platform',
    CLIENT_ID: 'Iv23liabc',
    CLIENT_SECRET: 'c1e0',
    PUBLIC_URL: 'https://sluice.example.com/',
  };

  it('is off unless teams are named, whatever else is set', () => {
    expect(settings({ ...good, ...page, PAGE_TEAMS: '' }).page).toBeUndefined();
  });

  it('is for members of the teams, with sessions signed by the webhook secret unless another is given', () => {
    const sessionSecret = 'f0e1d2c3b4a5968778695a4b3c2d1e0f';

    expect(settings({ ...good, ...page }).page).toEqual({
      teams: ['@acme/platform', '@acme/release-managers'],
      clientId: 'Iv23liabc',
      clientSecret: 'c1e0',
      publicUrl: 'https://sluice.example.com',
      sessionSecret: secret,
    });
    expect(settings({ ...good, ...page, SESSION_SECRET: sessionSecret }).page).toMatchObject({ sessionSecret });
  });

  it.each([
    [{ CLIENT_ID: '' }, 'CLIENT_ID is not set'],
    [{ CLIENT_SECRET: '' }, 'CLIENT_SECRET is not set'],
    [{ PUBLIC_URL: '' }, 'PUBLIC_URL is not set'],
    [{ PUBLIC_URL: 'http://sluice.example.com' }, 'would send sessions unencrypted'],
    [{ PUBLIC_URL: 'https://sluice.example.com/page' }, 'has more than a scheme, a host and a port'],
    [{ PUBLIC_URL: 'sluice.example.com' }, 'is not a web address'],
    [{ PAGE_TEAMS: '@acme' }, 'PAGE_TEAMS is "@acme", which has "@acme" in it: give teams as @organisation/team'],
    [{ PAGE_TEAMS: 'acme/platform' }, 'has "acme/platform" in it'],
    [{ PAGE_TEAMS: ',' }, 'names no team'],
    [{ SESSION_SECRET: 'short' }, 'SESSION_SECRET has 5 characters and needs 32 or more'],
  ])('refuses %j', (env, sentence) => {
    expect(sentences({ ...good, ...page, ...env })).toEqual([expect.stringContaining(sentence)]);
  });

  it('may be at this machine without https', () => {
    expect(settings({ ...good, ...page, PUBLIC_URL: 'http://localhost:3000' }).page?.publicUrl).toBe(
      'http://localhost:3000',
    );
  });
});

describe('a file of logins', () => {
  it.each([
    ['{', 'which holds no JSON object: give the config.json of Docker or the auth.json of Podman'],
    ['{"credsStore":"desktop"}', 'which leaves its passwords to the credential helper "desktop", which Sluice has not'],
    [
      '{"credHelpers":{"gcr.io":"gcloud"}}',
      'which leaves "gcr.io" to a credential helper, which Sluice has not: write',
    ],
    ['{"auths":{"a.dev":{}}}', 'which has no password for "a.dev": write the user and the password into the file'],
  ])('that says %s cannot be used', (file, sentence) => {
    expect(sentences({ ...good, REGISTRY_AUTH_FILE: '/auth.json' }, () => file)).toEqual([
      expect.stringContaining(`REGISTRY_AUTH_FILE is "/auth.json", ${sentence}`),
    ]);
  });
});

describe('a secret', () => {
  const canary = 'canary-7f3a';
  const keyBody = (): string => pem.split('\n')[1] ?? '';

  it('never shows in a sentence, whatever else is wrong', () => {
    const env = {
      APP_ID: 'x',
      WEBHOOK_SECRET: canary,
      PRIVATE_KEY: `-----BEGIN RSA PRIVATE KEY-----\n${canary}\n-----END RSA PRIVATE KEY-----`,
      DATABASE_URL: `mysql://root:${canary}@db/sluice`,
      GITHUB_API_URL: `https://user:${canary}@github.acme.dev`,
    };

    expect(sentences(env)).toHaveLength(5);
    expect(sentences({ ...good, GITHUB_API_URL: `https://user:/${canary}@a.dev` })).toEqual([
      expect.not.stringContaining(canary),
    ]);
    expect(sentences(env).join('\n')).not.toContain(canary);
  });

  it('does not show when the key stands where its path belongs', () => {
    const shown = sentences({ ...good, PRIVATE_KEY: '', PRIVATE_KEY_PATH: pem });

    expect(shown).toEqual([expect.stringContaining('PRIVATE_KEY_PATH is set, but it holds a key')]);
    expect(shown.join('\n')).not.toContain(keyBody());
  });
});

describe('a login', () => {
  const auth = Buffer.from('sluice:canary-7f3a').toString('base64');
  const file = `{"auths":{"a.dev":{"auth":"${auth}"}}}`;

  it.each([
    ['itself', file],
    ['in base64', Buffer.from(file).toString('base64').slice(0, 60)],
  ])('does not show when it stands %s where the path of its file belongs', (_, text) => {
    const [sentence = ''] = sentences({ ...good, REGISTRY_AUTH_FILE: text });

    expect(sentence).toContain('REGISTRY_AUTH_FILE is "[hidden]", which cannot be read');
  });

  it('does not show when its file is broken', () => {
    const broken = [
      file.slice(0, -1),
      `{"auths":{"a.dev":{"auth":{"x":"${auth}"}}}}`,
      `{"auths":{"u:${auth}@a.dev":{}}}`,
    ];
    const shown = broken.flatMap((text) => sentences({ ...good, REGISTRY_AUTH_FILE: '/auth.json' }, () => text));

    expect(shown).toHaveLength(3);
    expect(shown.join('\n')).not.toContain(auth);
  });
});

describe('any environment', () => {
  it('is answered by settings or by sentences on one line each, never by an exception', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '0', 'postgres://', 'https://x', '\n\u202e'),
    );
    const env = fc.dictionary(fc.constantFrom(...settingNames, 'SLUICE_X', 'HOME'), value);

    fc.assert(
      fc.property(env, (some) => {
        for (const sentence of sentences(some)) expect(sentence).toMatch(/^[^\n\r\u2028\u202e]+\.$/u);
      }),
    );
  });
});
