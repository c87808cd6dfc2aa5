import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseChallenge } from '../../src/registry/challenge.ts';
import { credentialFor, parseCredentials } from '../../src/registry/credentials.ts';
import { originOf, parseImage } from '../../src/registry/image-name.ts';
import { parseManifest, revisionInConfig } from '../../src/registry/manifest.ts';
import { Recent } from '../../src/registry/recent.ts';

const commit = 'c'.repeat(40);
const digest = `sha256:${'d'.repeat(64)}`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the name of an image', () => {
  it.each([
    ['registry.acme.dev/payments', 'registry.acme.dev', 'payments', 'https://registry.acme.dev'],
    ['Registry.Acme.dev/a/b', 'registry.acme.dev', 'a/b', 'https://registry.acme.dev'],
    ['ghcr.io/acme/payments', 'ghcr.io', 'acme/payments', 'https://ghcr.io'],
    ['registry:5000/a__b/c-d.e', 'registry:5000', 'a__b/c-d.e', 'https://registry:5000'],
    ['acme/payments', 'docker.io', 'acme/payments', 'https://registry-1.docker.io'],
    ['alpine', 'docker.io', 'library/alpine', 'https://registry-1.docker.io'],
    ['docker.io/alpine', 'docker.io', 'library/alpine', 'https://registry-1.docker.io'],
    ['index.docker.io/acme/web', 'docker.io', 'acme/web', 'https://registry-1.docker.io'],
    ['localhost/web', 'localhost', 'web', 'http://localhost'],
    ['localhost:5000/web', 'localhost:5000', 'web', 'http://localhost:5000'],
    ['127.0.0.1:5000/web', '127.0.0.1:5000', 'web', 'http://127.0.0.1:5000'],
    ['[::1]:5000/web', '[::1]:5000', 'web', 'http://[::1]:5000'],
    ['127.0.0.1.acme.dev/web', '127.0.0.1.acme.dev', 'web', 'https://127.0.0.1.acme.dev'],
    ['10.0.0.7:5000/web', '10.0.0.7:5000', 'web', 'https://10.0.0.7:5000'],
  ])('%s is read', (text, host, repository, origin) => {
    const name = parseImage(text)!;

    expect(name).toEqual({ host, repository });
    expect(originOf(name)).toBe(origin);
  });

  it.each([
    '',
    'Acme/payments',
    'acme/payments:v1',
    `acme/payments@${digest}`,
    'https://registry.acme.dev/payments',
    'registry.acme.dev/',
    'registry.acme.dev//payments',
    'registry.acme.dev/../payments',
    'registry.acme.dev/a?b',
    'user@registry.acme.dev/payments',
    'registry.acme.dev:99999/payments',
    '-acme.dev/payments',
    '999.1.1.1/payments',
    'acme/pay ments',
    `acme/${'a'.repeat(300)}`,
  ])('%j is none', (text) => {
    expect(parseImage(text)).toBeUndefined();
  });

  const part = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8}){0,2}$/);
  const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const host = fc.constantFrom('registry.acme.dev', 'ghcr.io', 'localhost:5000', 'docker.io', '[::1]', 'a.b:1');

  it('means the same when it is written out', () => {
    fc.assert(
      fc.property(host, path, (host, path) => {
        const name = parseImage(`${host}/${path}`)!;
        expect(parseImage(`${name.host}/${name.repository}`)).toEqual(name);
      }),
    );
  });

  it('leads nowhere but below /v2/ of its own host, whatever is written', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[A-Za-z0-9./:@%?#[\]\\-]{0,40}$/),
      path,
    );
    fc.assert(
      fc.property(anything, (text) => {
        const name = parseImage(text);
        if (!name) return;
        const url = new URL(`/v2/${name.repository}/manifests/v1`, originOf(name));
        expect(url.href).toBe(`${originOf(name)}/v2/${name.repository}/manifests/v1`);
        expect(url.username + url.password + url.search + url.hash).toBe('');
        expect(url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the logins of Docker and Podman', () => {
  const read = (file: unknown) => parseCredentials(typeof file === 'string' ? file : JSON.stringify(file));
  const loginsIn = (auths: unknown) => {
    const result = read({ auths });
    if ('problem' in result) throw new Error(result.problem.because);
    return result.credentials;
  };

  it('are read from auth, and from username and password', () => {
    const auths = {
      'registry.acme.dev': { auth: base64('sluice:pass:word') },
      'https://Other.acme.dev:5000/v2/': { username: 'a', password: 'b' },
    };

    expect([...loginsIn(auths)]).toEqual([
      ['registry.acme.dev', { username: 'sluice', password: 'pass:word' }],
      ['other.acme.dev:5000', { username: 'a', password: 'b' }],
    ]);
  });

  it.each(['https://index.docker.io/v1/', 'docker.io', 'index.docker.io', 'registry-1.docker.io'])(
    'for %s are those of Docker Hub',
    (key) => {
      const logins = loginsIn({ [key]: { auth: base64('a:b') } });

      expect(credentialFor(logins, parseImage('acme/web')!)).toEqual({ username: 'a', password: 'b' });
    },
  );

  it('for a path go before those for its host, and only below the path', () => {
    const logins = loginsIn({
      'ghcr.io': { auth: base64('all:1') },
      'ghcr.io/acme': { auth: base64('acme:2') },
    });
    const userOf = (image: string) => credentialFor(logins, parseImage(image)!)?.username;

    expect(['ghcr.io/acme/web', 'ghcr.io/acmes/web', 'ghcr.io/acme', 'quay.io/acme/web'].map(userOf)).toEqual([
      'acme',
      'all',
      'acme',
      undefined,
    ]);
  });

  it('may be none at all', () => {
    expect(read({})).toEqual({ credentials: new Map() });
    expect(read({ auths: {}, credsStore: '', credHelpers: {} })).toEqual({ credentials: new Map() });
  });

  it.each([
    ['canary {', 'holds no JSON object'],
    [[], 'holds no JSON object'],
    [{ auths: ['canary'] }, 'has "auths" that are no object'],
    [{ credsStore: 'desktop' }, 'leaves its passwords to the credential helper "desktop", which Sluice has not'],
    [{ credHelpers: { 'gcr.io': 'gcloud' } }, 'leaves "gcr.io" to a credential helper, which Sluice has not'],
    [{ auths: { 'https://u:canary@a.dev': {} } }, 'has an entry that names no registry'],
    [{ auths: { 'a.dev': 'canary' } }, 'has no login for "a.dev"'],
    [{ auths: { 'a.dev': { username: 'canary' } } }, 'has no password for "a.dev"'],
    [{ auths: { 'a.dev': { auth: base64('canary') } } }, 'has no user:password in base64 for "a.dev"'],
    [
      { auths: { 'a.dev': { auth: base64('a:canary'), identitytoken: 'canary' } } },
      'has an identity token, which Sluice does not use, for "a.dev"',
    ],
  ])('are refused with the reason: %j', (file, because) => {
    const result = read(file);

    expect(result).toEqual({ problem: { because, next: expect.not.stringContaining('canary') } });
    expect(because).not.toContain('canary');
  });

  it('never make an exception of a file', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(Object.keys(parseCredentials(text))).toHaveLength(1);
      }),
    );
  });
});

describe('a challenge', () => {
  it.each([
    [
      'Bearer realm="https://a.dev/t",service="a.dev",scope="repository:x:pull,push"',
      { scheme: 'bearer', realm: 'https://a.dev/t', service: 'a.dev', scope: 'repository:x:pull,push' },
    ],
    ['bearer REALM=https://a.dev/t', { scheme: 'bearer', realm: 'https://a.dev/t' }],
    ['Basic realm="say \\"hello\\", Bearer realm=x"', { scheme: 'basic' }],
    ['Basic realm="r", Bearer realm="https://a.dev/t"', { scheme: 'bearer', realm: 'https://a.dev/t' }],
    ['Bearer service="s", Basic realm="r"', { scheme: 'basic' }],
    ['Basic', { scheme: 'basic' }],
    ['Negotiate, Basic realm="r"', { scheme: 'basic' }],
    ['Negotiate', undefined],
    ['realm="https://a.dev"', undefined],
    ['', undefined],
  ])('%s is understood', (header, challenge) => {
    expect(parseChallenge(header)).toEqual(challenge);
  });
});

describe('a manifest', () => {
  const parse = (value: unknown) => parseManifest(Buffer.from(JSON.stringify(value)));
  const image = (platform?: object) => ({ digest, ...(platform && { platform }) });

  it.each([
    [
      { schemaVersion: 2, config: { digest } },
      { kind: 'image', config: digest },
    ],
    [
      {
        schemaVersion: 2,
        mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json',
        manifests: [image()],
      },
      { kind: 'index', child: digest },
    ],
    [{ schemaVersion: 2, manifests: [image({ os: 'unknown', architecture: 'unknown' })] }, { kind: 'index' }],
    [
      { schemaVersion: 2, manifests: [], annotations: { 'org.opencontainers.image.revision': commit } },
      { kind: 'index', revision: commit },
    ],
    [{ schemaVersion: 2, manifests: [null, image()] }, { kind: 'index' }],
    [{ schemaVersion: 1, fsLayers: [] }, undefined],
    [{ schemaVersion: 2, config: { digest: '../x' } }, undefined],
    [{ errors: [] }, undefined],
    [null, undefined],
  ])('%j is read', (value, manifest) => {
    expect(parse(value)).toEqual(manifest);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"config":{"Labels":null}}',
    '{"config":{"Labels":{"org.opencontainers.image.revision":7}}}',
  ])('has no revision in the config %j', (text) => {
    expect(revisionInConfig(Buffer.from(text))).toBeUndefined();
  });
});

describe('what is kept', () => {
  it('is what was used last', () => {
    const recent = new Recent<{ n: number }>(2);
    recent.set('a', { n: 1 });
    recent.set('b', { n: 2 });
    recent.get('a');
    recent.set('c', { n: 3 });

    expect(['a', 'b', 'c'].map((key) => recent.get(key)?.n)).toEqual([1, undefined, 3]);
  });
});
