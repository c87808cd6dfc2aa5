import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { commit, fact, madeOf, rig, sluice, users, why, type Rig } from './rig.ts';

let rigged: Rig;

async function withImage(options: Parameters<typeof rig>[0]): Promise<string> {
  rigged = await rig(options);
  return rigged.registry.push({ repository: 'acme/payments', tag: 'v1' }).digest;
}

afterEach(async () => rigged.close());

describe('a registry that shows images to everybody', () => {
  it('is asked without a login', async () => {
    const digest = await withImage({});

    expect(fact(await rigged.client({ credentials: new Map() }).digestOf(rigged.image, 'v1'))).toBe(digest);
    expect(madeOf(rigged)).toEqual(['HEAD /v2/acme/payments/manifests/v1 200']);
  });

  it('may still want a token, which it gives to everybody', async () => {
    const digest = await withImage({ users, anonymousPull: true });

    expect(fact(await rigged.client({ credentials: new Map() }).digestOf(rigged.image, 'v1'))).toBe(digest);
    expect(madeOf(rigged)).toEqual([
      'HEAD /v2/acme/payments/manifests/v1 401',
      'GET /token 200',
      'HEAD /v2/acme/payments/manifests/v1 200',
    ]);
  });
});

describe('a registry on the machine that Sluice runs on', () => {
  it('is asked only where the operator listed it: image names come from pipeline files', async () => {
    await withImage({});
    const client = rigged.client({ credentials: new Map(), mayAskThisMachine: false });

    expect(why(await client.digestOf(rigged.image, 'v1'))).toBe(
      `${rigged.host} is on the machine that Sluice runs on or in a private network: to have it asked, list it in REGISTRY_AUTH_FILE`,
    );
    expect(madeOf(rigged)).toEqual([]);
    const listed = rigged.client({ mayAskThisMachine: false });
    expect(fact(await listed.digestOf(rigged.image, 'v2'))).toBeUndefined();
  });
});

describe('a registry with a token service', () => {
  it('gets the password at its token service alone, and is asked with the token from then on', async () => {
    const digest = await withImage({ users });
    const sent: string[] = [];
    const client = rigged.client({
      fetch: (url, init) => {
        const authorization = new Headers(init.headers).get('authorization') ?? 'nothing';
        sent.push(`${new URL(url).pathname.split('/')[1]}: ${authorization.split(' ')[0]}`);
        return fetch(url, init);
      },
    });

    expect(fact(await client.digestOf(rigged.image, 'v1'))).toBe(digest);
    expect(fact(await client.digestOf(rigged.image, 'v1'))).toBe(digest);
    expect(sent).toEqual(['v2: nothing', 'token: Basic', 'v2: Bearer', 'v2: Bearer']);
  });

  it('is asked for a token per repository', async () => {
    await withImage({ users });
    rigged.registry.push({ repository: 'acme/web', tag: 'v1' });
    const client = rigged.client();

    fact(await client.digestOf(rigged.image, 'v1'));
    fact(await client.digestOf(`${rigged.host}/acme/web`, 'v1'));

    const scopes = rigged.registry.calls.flatMap(({ path }) => /scope=(.*)$/.exec(decodeURIComponent(path))?.[1] ?? []);
    expect(scopes).toEqual(['repository:acme/payments:pull', 'repository:acme/web:pull']);
  });

  it('is asked for the scope that the registry names', async () => {
    await withImage({ users });
    const scope = 'repository:virtual/acme/payments:pull';
    const challenge = `Bearer realm="http://${rigged.host}/token",service="forge-registry",scope="${scope}"`;
    const headers = { 'www-authenticate': challenge };
    rigged.registry.fails({ method: 'HEAD', times: 1, answer: () => new Response(null, { status: 401, headers }) });

    await rigged.client().digestOf(rigged.image, 'v1');

    expect(decodeURIComponent(rigged.registry.calls[1]?.path ?? '')).toContain(`scope=${scope}`);
  });

  it('may call the token by its other name, and one whose life it does not say lives a minute', async () => {
    await withImage({ users });
    const rename = async (truth: Response): Promise<Response> =>
      Response.json({ access_token: ((await truth.json()) as { token: string }).token });
    rigged.registry.fails({ path: '/token', answer: rename });
    const client = rigged.client();
    fact(await client.digestOf(rigged.image, 'v1'));
    madeOf(rigged);

    rigged.clock.time += 50_000;
    fact(await client.digestOf(rigged.image, 'v1'));
    expect(madeOf(rigged)).toHaveLength(1);
    rigged.clock.time += 10_000;
    fact(await client.digestOf(rigged.image, 'v1'));

    expect(madeOf(rigged)).toHaveLength(3);
  });

  it('is asked once by all calls that wait for the same token', async () => {
    await withImage({ users });
    let challenged = 0;
    const all = Promise.withResolvers<void>();
    rigged.registry.fails({ path: '/token', answer: (truth) => all.promise.then(() => truth) });
    const client = rigged.client({
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        challenged += Number(response.status === 401);
        if (challenged === 3) all.resolve();
        return response;
      },
    });

    const answers = await Promise.all(['v1', 'v2', 'v3'].map((tag) => client.digestOf(rigged.image, tag)));

    expect(answers.map(fact)).toHaveLength(3);
    expect(rigged.registry.calls.filter(({ path }) => path.startsWith('/token'))).toHaveLength(1);
  });

  it('gives a fresh token when the old one has expired', async () => {
    await withImage({ users });
    const client = rigged.client();
    fact(await client.digestOf(rigged.image, 'v1'));
    madeOf(rigged);

    rigged.clock.time += 299_000;
    fact(await client.digestOf(rigged.image, 'v1'));

    expect(madeOf(rigged)).toEqual([
      'HEAD /v2/acme/payments/manifests/v1 401',
      'GET /token 200',
      'HEAD /v2/acme/payments/manifests/v1 200',
    ]);
  });

  it('gives a fresh token when the old one has been revoked', async () => {
    const digest = await withImage({ users });
    const client = rigged.client();
    fact(await client.digestOf(rigged.image, 'v1'));
    madeOf(rigged);

    rigged.registry.forget('tokens');

    expect(fact(await client.digestOf(rigged.image, 'v1'))).toBe(digest);
    expect(madeOf(rigged)).toHaveLength(3);
  });

  it('that fails leaves the answer unknown', async () => {
    await withImage({ users });
    rigged.registry.fails({ path: '/token', answer: () => new Response(null, { status: 503 }) });

    expect(why(await rigged.client().has(rigged.image, `sha256:${'0'.repeat(64)}` as never))).toBe(
      `the token service ${rigged.host} of ${rigged.host} answered 503`,
    );
  });

  it.each([
    ['no token', {}],
    ['a token that no header can carry', { token: 'canary\nx: y' }],
    ['an empty token', { token: '' }],
  ])('that answers with %s leaves the answer unknown', async (_, body) => {
    await withImage({ users });
    rigged.registry.fails({ path: '/token', answer: () => Response.json(body) });

    expect(why(await rigged.client().digestOf(rigged.image, 'v1'))).toBe(
      `the token service ${rigged.host} answered without a token`,
    );
  });

  it.each([
    ['unencrypted', 'http://auth.acme.dev/token'],
    ['unencrypted at an address of the cloud', 'http://169.254.169.254/token'],
    ['with a login of its own', 'https://a:b@auth.acme.dev/token'],
    ['in a file', 'file:///etc/passwd'],
    ['nowhere', 'token'],
  ])('%s is never called', async (_, realm) => {
    await withImage({});
    const asked: string[] = [];
    const client = rigged.client({
      credentials: new Map([['registry.acme.dev', sluice]]),
      fetch: (url) => {
        asked.push(url);
        const headers = { 'www-authenticate': `Bearer realm="${realm}",service="x"` };
        return Promise.resolve(new Response(null, { status: 401, headers }));
      },
    });

    expect(why(await client.digestOf('registry.acme.dev/payments', 'v1'))).toBe(
      'registry.acme.dev names no token service that Sluice may trust: it has to be https',
    );
    expect(asked).toEqual(['https://registry.acme.dev/v2/payments/manifests/v1']);
  });

  it('on this machine is never called for a registry elsewhere', async () => {
    await withImage({ users });
    const headers = { 'www-authenticate': `Bearer realm="http://${rigged.host}/token",service="forge-registry"` };
    const client = rigged.client({
      fetch: (url, init) =>
        url.startsWith('https:') ? Promise.resolve(new Response(null, { status: 401, headers })) : fetch(url, init),
    });

    expect(why(await client.digestOf('registry.acme.dev/payments', 'v1'))).toContain('no token service');
    expect(rigged.registry.calls).toEqual([]);
  });
});

describe('a token of the fake registry', () => {
  it('opens the repository that it was asked for, and no other', async () => {
    await withImage({ users, anonymousPull: true });
    rigged.registry.push({ repository: 'acme/web', tag: 'v1' });
    const query = 'service=forge-registry&scope=repository:acme/payments:pull';
    const given = await rigged.registry.fetch(`http://${rigged.host}/token?${query}`);
    const { token } = (await given.json()) as { token: string };
    const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.oci.image.manifest.v1+json' };

    const statuses = ['acme/payments', 'acme/web'].map(async (repository) => {
      const url = `http://${rigged.host}/v2/${repository}/manifests/v1`;
      return (await rigged.registry.fetch(url, { headers })).status;
    });

    expect(await Promise.all(statuses)).toEqual([200, 401]);
  });
});

describe('a registry that takes the password itself', () => {
  it('is asked with it once it says so', async () => {
    const digest = await withImage({ users, scheme: 'basic' });
    const client = rigged.client();

    expect(fact(await client.digestOf(rigged.image, 'v1'))).toBe(digest);
    expect(fact(await client.digestOf(rigged.image, 'v1'))).toBe(digest);
    expect(rigged.registry.calls.map(({ status }) => status)).toEqual([401, 200, 200]);
  });
});

describe('a login that does not serve', () => {
  const wrong = { username: 'sluice', password: 'canary-wrong' };

  it('is asked for where there is none', async () => {
    await withImage({ users, scheme: 'basic' });

    expect(why(await rigged.client({ credentials: new Map() }).digestOf(rigged.image, 'v1'))).toBe(
      `${rigged.host} refuses to show acme/payments (401): give Sluice credentials for it in REGISTRY_AUTH_FILE`,
    );
  });

  it.each(['token', 'basic'] as const)('is named where it is wrong, without its password (%s)', async (scheme) => {
    await withImage({ users, scheme });
    const client = rigged.client({ credentials: new Map([[rigged.host, wrong]]) });

    const sentence = why(await client.digestOf(rigged.image, 'v1'));

    expect(sentence).toMatch(/refuses to show acme\/payments \(401.*\): check the login for it in REGISTRY_AUTH_FILE$/);
    expect(sentence).not.toContain('canary');
  });

  it('is tried twice at most when the registry refuses what its own token service gave', async () => {
    await withImage({ users });
    const challenge = `Bearer realm="http://${rigged.host}/token",service="forge-registry"`;
    const refuses = (): Response => new Response(null, { status: 401, headers: { 'www-authenticate': challenge } });
    rigged.registry.fails({ path: '/v2/', answer: refuses });

    expect(why(await rigged.client().digestOf(rigged.image, 'v1'))).toContain('refuses to show acme/payments (401)');
    expect(madeOf(rigged)).toHaveLength(3);
  });

  it('is kept from a registry that it is not for', async () => {
    await withImage({ users });
    const client = rigged.client({ credentials: new Map([['registry.acme.dev', sluice]]) });

    expect(why(await client.digestOf(rigged.image, 'v1'))).toContain('give Sluice credentials');
  });
});

describe('a redirect', () => {
  it('of a blob leads to another host, and the login stays behind', async () => {
    rigged = await rig({ users });
    const { digest } = rigged.registry.push({ repository: 'acme/payments', revision: commit });
    const seen: (string | undefined)[] = [];
    const store = createServer((request, response) => {
      seen.push(request.headers.authorization);
      void rigged.registry
        .fetch(`http://store${request.url}`)
        .then(async (answer) => response.end(await answer.text()));
    });
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    const { port } = store.address() as { port: number };
    const blobs = new Map<string, Response>();
    rigged.registry.fails({
      path: '/blobs/',
      times: 1,
      answer: async (truth) => {
        blobs.set('/signed', truth);
        return new Response(null, { status: 307, headers: { location: `http://127.0.0.1:${port}/signed` } });
      },
    });
    rigged.registry.fails({ path: '/signed', answer: () => blobs.get('/signed')! });

    expect(fact(await rigged.client().revisionOf(rigged.image, digest as never))).toBe(commit);
    expect(seen).toEqual([undefined]);
    store.closeAllConnections();
    await new Promise((resolve) => store.close(resolve));
  });

  it('of a blob within the registry is followed with the login', async () => {
    rigged = await rig({ users });
    const { digest } = rigged.registry.push({ repository: 'acme/payments', revision: commit });
    rigged.registry.fails({
      path: '/blobs/',
      times: 1,
      answer: ({ headers }) => {
        const location = `/v2/acme/payments/blobs/${headers.get('docker-content-digest')}`;
        return new Response(null, { status: 308, headers: { location } });
      },
    });

    expect(fact(await rigged.client().revisionOf(rigged.image, digest as never))).toBe(commit);
  });

  it('of a blob that never ends is left', async () => {
    rigged = await rig();
    const { digest } = rigged.registry.push({ repository: 'acme/payments', revision: commit });
    const round = (): Response => new Response(null, { status: 302, headers: { location: '/v2/a/blobs/b' } });
    rigged.registry.fails({ path: '/blobs/', answer: round });

    expect(why(await rigged.client().revisionOf(rigged.image, digest as never))).toBe(
      `${rigged.host}, where ${rigged.host} keeps its blobs, answered 302`,
    );
    expect(rigged.registry.calls).toHaveLength(5);
  });

  it.each(['http://169.254.169.254/latest', 'http://127.0.0.1:1/x', 'ftp://a/b', 'https://u:p@acme.dev/', ''])(
    'of a blob to %j is not followed',
    async (location) => {
      rigged = await rig();
      const { digest } = rigged.registry.push({ repository: 'payments', revision: commit });
      rigged.registry.fails({
        path: '/blobs/',
        answer: () => new Response(null, { status: 302, headers: { location } }),
      });
      const client = rigged.client({ fetch: (url, init) => rigged.registry.fetch(url, init) });

      expect(why(await client.revisionOf('registry.acme.dev/payments', digest as never))).toBe(
        'registry.acme.dev sends for a blob to an address that Sluice may not trust: it has to be https',
      );
      expect(rigged.registry.calls.filter(({ path }) => !path.startsWith('/v2/payments/'))).toEqual([]);
    },
  );

  it('of a manifest is not followed', async () => {
    await withImage({});
    rigged.registry.fails({
      answer: () => new Response(null, { status: 307, headers: { location: '/elsewhere' } }),
    });

    expect(why(await rigged.client().digestOf(rigged.image, 'v1'))).toBe(
      `${rigged.host} answered 307 for acme/payments`,
    );
    expect(rigged.registry.calls).toHaveLength(1);
  });
});
