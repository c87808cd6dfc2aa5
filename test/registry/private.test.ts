import { createHash } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Digest } from '../../src/core/names.ts';
import { parseCredentials, type Credentials } from '../../src/registry/credentials.ts';
import { ociRegistry } from '../../src/registry/oci-registry.ts';
import { guardedFetch } from '../../src/registry/wire/guarded-fetch.ts';
import { isPrivateAddress, isPrivateName } from '../../src/registry/wire/private-hosts.ts';
import { rig, sluice, why, type Rig } from './rig.ts';

const refusal = (host: string): string =>
  `${host} is on the machine that Sluice runs on or in a private network: to have it asked, list it in REGISTRY_AUTH_FILE`;
const resolving =
  (...addresses: string[]) =>
  (_: string, answer: (error: Error | null, found: LookupAddress[]) => void): void =>
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

let rigged: Rig | undefined;
afterEach(async () => {
  await rigged?.close();
  rigged = undefined;
});

/** What a client that may ask nothing private is told about an image, and which addresses it called. */
async function asked(image: string, credentials: Credentials = new Map()): Promise<{ says: string; calls: string[] }> {
  const calls: string[] = [];
  const fetch = (url: string): Promise<Response> => {
    calls.push(url);
    return Promise.reject(Object.assign(new Error('nobody is there'), { code: 'ECONNREFUSED' }));
  };
  return { says: why(await ociRegistry({ credentials, fetch }).digestOf(image, 'v1')), calls };
}

describe('an address is private', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.2',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'no address',
  ])('as %s is', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '2606:4700::1111',
    '::ffff:1.1.1.1',
    '64:ff9b::101:101',
  ])('as %s is not', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  it('by the names of the machine itself, and by no other', () => {
    expect(['localhost', 'a.localhost', '[::1]', 'registry.acme.dev', 'localhost.acme.dev'].map(isPrivateName)).toEqual(
      [true, true, true, false, false],
    );
  });
});

describe("an image's name that leads into a private network", () => {
  it.each([
    ['127.1:5000/web', '127.0.0.1:5000'],
    ['2130706433:5000/web', '127.0.0.1:5000'],
    ['0x7f.1/web', '127.0.0.1'],
    ['127.0.0.2/web', '127.0.0.2'],
    ['0.0.0.0:80/web', '0.0.0.0:80'],
    ['10.0.0.7:5000/web', '10.0.0.7:5000'],
    ['172.16.4.1/web', '172.16.4.1'],
    ['192.168.0.1/web', '192.168.0.1'],
    ['169.254.169.254/latest', '169.254.169.254'],
    ['[::1]:5000/web', '[::1]:5000'],
    ['[fd00::1]/web', '[fd00::1]'],
    ['[fe80::1]/web', '[fe80::1]'],
    ['[::ffff:7f00:1]/web', '[::ffff:7f00:1]'],
    ['api.localhost/web', 'api.localhost'],
  ])('%s is refused without a call', async (image, host) => {
    expect(await asked(image)).toEqual({ says: refusal(host), calls: [] });
  });

  it('is asked where the operator listed the host, however either spells it', async () => {
    const file = parseCredentials(JSON.stringify({ auths: { '127.1:5000': sluice, '10.0.0.7': sluice } }));
    const credentials = 'credentials' in file ? file.credentials : new Map();

    expect((await asked('2130706433:5000/web', credentials)).calls).toEqual([
      'http://127.0.0.1:5000/v2/web/manifests/v1',
    ]);
    expect((await asked('10.0.0.7/web', credentials)).calls).toEqual(['https://10.0.0.7/v2/web/manifests/v1']);
  });

  it('is asked below a listed path alone', async () => {
    const credentials = new Map([['10.0.0.7/acme', sluice]]);

    expect((await asked('10.0.0.7/acme/web', credentials)).calls).toHaveLength(1);
    expect(await asked('10.0.0.7/other/web', credentials)).toEqual({ says: refusal('10.0.0.7'), calls: [] });
  });
});

describe('a name that resolves into a private network', () => {
  it.each([['127.0.0.1'], ['10.0.0.7'], ['fd00::1'], ['1.1.1.1', '169.254.169.254']])(
    'is not connected to, and nothing is said of what is there: %s',
    async (...addresses) => {
      const client = ociRegistry({ credentials: new Map(), resolve: resolving(...addresses) });

      expect(why(await client.digestOf('registry.acme.dev/web', 'v1'))).toBe(refusal('registry.acme.dev'));
    },
  );

  it('is connected to where the operator listed it', async () => {
    rigged = await rig();
    const port = rigged.host.split(':')[1];
    const host = `registry.acme.dev:${port}`;
    const client = ociRegistry({ credentials: new Map([[host, sluice]]), resolve: resolving('127.0.0.1') });

    // The fake speaks plain HTTP, so that the handshake fails: it was connected to.
    expect(why(await client.digestOf(`${host}/web`, 'v1'))).toMatch(/^registry\.acme\.dev:\d+ cannot be reached \(/);
  });

  it('is connected to at the address that was judged, without asking a second time', async () => {
    rigged = await rig();
    const port = rigged.host.split(':')[1];
    let times = 0;
    const fetch = guardedFetch((name, answer) => {
      times += 1;
      resolving('127.0.0.1')(name, answer);
    });
    const sent = { method: 'GET', headers: {}, signal: AbortSignal.timeout(5_000), redirect: 'manual' } as const;

    const { status } = await fetch(`http://registry.acme.dev:${port}/v2/`, { ...sent, mayBePrivate: true });

    expect({ status, times }).toEqual({ status: 200, times: 1 });
  });

  it('that does not resolve is named', async () => {
    const resolve = (_: string, answer: (error: Error | null, found: LookupAddress[]) => void): void =>
      answer(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    const client = ociRegistry({ credentials: new Map(), resolve });

    expect(why(await client.digestOf('registry.acme.dev/web', 'v1'))).toBe(
      'registry.acme.dev cannot be reached (ENOTFOUND)',
    );
  });
});

/** A registry that names a token service; answers what is said, and which hosts got a login. */
async function challenged(image: string, realm: string, credentials: Credentials): Promise<[string, string[]]> {
  const logins: string[] = [];
  const fetch = (url: string, { headers }: { headers: Record<string, string> }): Promise<Response> => {
    if (headers['authorization']?.startsWith('Basic') === true) logins.push(new URL(url).host);
    const challenge = { 'www-authenticate': `Bearer realm="${realm}"` };
    return Promise.resolve(
      url.includes('/v2/') ? new Response(null, { status: 401, headers: challenge }) : Response.json({ token: 't' }),
    );
  };
  return [why(await ociRegistry({ credentials, fetch }).digestOf(image, 'v1')), logins];
}

describe('a token service', () => {
  it.each([
    ['docker.io', 'acme/web', 'https://auth.docker.io/token'],
    ['registry.gitlab.com', 'registry.gitlab.com/acme/web', 'https://gitlab.com/jwt/auth'],
    ['registry.acme.co.uk', 'registry.acme.co.uk/web', 'https://login.acme.co.uk/token'],
    ['10.0.0.7', '10.0.0.7/web', 'https://10.0.0.7/token'],
  ])('of the same domain or host as %s gets its login', async (host, image, realm) => {
    const [, logins] = await challenged(image, realm, new Map([[host, sluice]]));

    expect(logins).toEqual([new URL(realm).host]);
  });

  it.each([
    ['registry.acme.dev', 'https://auth.evil.dev/token'],
    ['registry.acme.co.uk', 'https://auth.evil.co.uk/token'],
    ['10.0.0.7', 'https://10.1.0.7/token'],
    ['registry', 'https://auth/token'],
    ['registry.acme.dev', 'https://169.254.169.254/token'],
  ])('elsewhere than %s gets no login: %s', async (host, realm) => {
    const listed = host.includes('.') ? host : `${host}:5000`;
    const [says, logins] = await challenged(`${listed}/web`, realm, new Map([[listed, sluice]]));

    const service = new URL(realm).host;
    expect(says).toBe(
      `${listed} names ${service} as its token service, to which its login is not sent: list ${service} in REGISTRY_AUTH_FILE as well`,
    );
    expect(logins).toEqual([]);
  });

  it('elsewhere gets the login once it is listed as well', async () => {
    const credentials = new Map([
      ['registry.acme.dev', sluice],
      ['auth.other.dev', sluice],
    ]);

    const [, logins] = await challenged('registry.acme.dev/web', 'https://auth.other.dev/token', credentials);

    expect(logins).toEqual(['auth.other.dev']);
  });

  it('in a private network is not asked for a public registry, not even without a login', async () => {
    const [says] = await challenged('registry.acme.dev/web', 'https://10.0.0.7/token', new Map());

    expect(says).toBe(refusal('10.0.0.7'));
  });
});

describe('a redirect of a blob', () => {
  it('into a private network is not followed', async () => {
    const config = `sha256:${'1'.repeat(64)}`;
    const manifest = JSON.stringify({ schemaVersion: 2, config: { digest: config } });
    const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}` as Digest;
    const calls: string[] = [];
    const fetch = (url: string): Promise<Response> => {
      calls.push(new URL(url).host);
      const leads = new Response(null, { status: 307, headers: { location: 'https://10.0.0.7/blob' } });
      return Promise.resolve(url.includes('/blobs/') ? leads : new Response(manifest));
    };
    const client = ociRegistry({ credentials: new Map(), fetch });

    expect(why(await client.revisionOf('registry.acme.dev/web', digest))).toBe(refusal('10.0.0.7'));
    expect(calls).toEqual(['registry.acme.dev', 'registry.acme.dev']);
  });
});
