import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { json, redirect, rig, stubServer, type Stub } from './client-stub.ts';

let stub: Stub;
let other: Stub;

beforeEach(async () => {
  [stub, other] = await Promise.all([stubServer(), stubServer()]);
});
afterEach(async () => {
  await Promise.all([stub.close(), other.close()]);
});

const issue = { owner: 'acme', repo: 'payments', issue_number: 1 };
const comment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const getIssue = 'GET /repos/{owner}/{repo}/issues/{issue_number}';
const writes = [
  comment,
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
  'PUT /repos/{owner}/{repo}/issues/{issue_number}/lock',
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/lock',
];

describe('every request', () => {
  it('names the API version, the product and the media type, and carries the right credentials', async () => {
    const { github } = rig(`${stub.url}/`);
    const client = await github.installation(42);

    await client.request(getIssue, issue);
    await client.request(comment, { ...issue, body: 'hello' });
    await client.graphql('query Look { viewer { login } }');
    await github.asApp().request('GET /app/hook/deliveries');
    await github.installationFor('acme/payments');

    const all = [...stub.mints, ...stub.seen];
    expect(all).toHaveLength(6);
    for (const { headers } of all) {
      expect(headers['x-github-api-version']).toBe('2022-11-28');
      expect(headers['user-agent']).toBe('sluice/1.2.3');
      expect(headers.accept).toContain('application/vnd.github');
    }
    const token = 'token ghs_stub.token-1';
    const kinds = stub.seen.map(({ headers }) => headers.authorization?.replace(/^bearer eyJ.*/, 'a JWT'));
    expect(kinds).toEqual([token, token, token, 'a JWT', 'a JWT']);
  });

  it('reaches an Enterprise Server under /api/v3, and its GraphQL beside that', async () => {
    const { github } = rig(`${stub.url}/api/v3`);
    const client = await github.installation(42);

    await client.request(getIssue, issue);
    await client.graphql('query Look($n: Int!) { a }', { n: 3 });

    expect(stub.mints[0]?.path).toBe('/api/v3/app/installations/42/access_tokens');
    expect(stub.seen.map(({ path }) => path)).toEqual(['/api/v3/repos/acme/payments/issues/1', '/api/graphql']);
    expect(JSON.parse(stub.seen[1]?.body ?? '')).toEqual({ query: 'query Look($n: Int!) { a }', variables: { n: 3 } });
  });

  it('is reported by route template or operation name, mints as "token"', async () => {
    const { github, calls } = rig(stub.url);
    const client = await github.installation(42);

    await client.request(comment, { ...issue, body: 'hello' });
    await client.graphql('mutation Open { a }');
    await github.asApp().request('GET /app');

    const every = { host: new URL(stub.url).host, attempt: 1, milliseconds: 0 };
    expect(calls).toEqual([
      { ...every, operation: 'token', read: true, status: 201, installation: 42 },
      { ...every, operation: comment, read: false, status: 200, installation: 42 },
      { ...every, operation: 'graphql:Open', read: false, status: 200, installation: 42 },
      { ...every, operation: 'GET /app', read: true, status: 200 },
    ]);
  });

  it('is reported each time it is sent, with how long it took and what is left of the budget', async () => {
    stub.script = (_, response) => {
      clock.time += 250;
      if (stub.seen.length < 2) return response.destroy();
      response.setHeader('x-ratelimit-resource', 'core').setHeader('x-ratelimit-remaining', '4711');
      json(response, 200, {});
    };
    const { github, calls, clock } = rig(stub.url);

    await (await github.installation(42)).request(getIssue, issue);

    expect(calls.slice(1)).toEqual([
      expect.objectContaining({ attempt: 1, status: 0, milliseconds: 250 }),
      expect.objectContaining({ attempt: 2, status: 200, milliseconds: 250, resource: 'core', remaining: 4711 }),
    ]);
  });
});

describe('an answer that is lost', () => {
  it.each(writes)('leaves %s sent once and in doubt', async (route) => {
    stub.script = (_, response) => response.destroy();
    const { github, calls } = rig(stub.url);
    const client = await github.installation(42);

    const outcome = await client.request(route, issue);

    expect(outcome).toMatchObject({ failed: { kind: 'unknown-outcome' } });
    expect(stub.seen).toHaveLength(1);
    expect(calls.at(-1)).toMatchObject({ operation: route, read: false, status: 0 });
  });

  it('after its headers came is lost all the same', async () => {
    stub.script = (_, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"id": 1', () => response.destroy());
    };
    const { github } = rig(stub.url);
    const client = await github.installation(42);

    expect(await client.request(comment, issue)).toMatchObject({ failed: { kind: 'unknown-outcome' } });
    expect(await client.graphql('mutation Open { a }')).toMatchObject({ failed: { kind: 'unknown-outcome' } });
    expect(stub.seen).toHaveLength(2);
  });

  it('lets a read be tried three times within a few hundred milliseconds', async () => {
    stub.script = (_, response) => response.destroy();
    const { github, waits } = rig(stub.url);
    const client = await github.installation(42);

    expect(await client.request(getIssue, issue)).toMatchObject({ failed: { kind: 'unavailable' } });
    expect(stub.seen).toHaveLength(3);
    expect(waits).toEqual([100, 200]);
  });

  it('is none when the connection was refused: such a write never left', async () => {
    const dead = other.url;
    await other.close();
    const toDead = (url: string): string => (url.endsWith('/access_tokens') ? url : url.replace(stub.url, dead));
    const { github } = rig(stub.url, { fetch: (url, init) => fetch(toDead(url), init) });
    const client = await github.installation(42);

    expect(await client.request(comment, issue)).toMatchObject({ failed: { kind: 'unavailable' } });
    other = await stubServer();
  });
});

describe('a server that does not answer in time', () => {
  const hang = (): void => {};

  it('leaves a write sent once and in doubt, and a read unavailable after one try', async () => {
    stub.script = hang;
    const { github } = rig(stub.url, { limits: { readTimeout: 40, writeTimeout: 40 } });
    const client = await github.installation(42);

    expect(await client.request(comment, issue)).toEqual({
      failed: { kind: 'unknown-outcome', message: 'no answer within 40 ms' },
    });
    expect(await client.request(getIssue, issue)).toEqual({
      failed: { kind: 'unavailable', message: 'no answer within 40 ms' },
    });
    expect(stub.seen).toHaveLength(2);
  });

  it('is not waited for in the middle of a body either', async () => {
    stub.script = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"title": ');
    };
    const { github } = rig(stub.url, { limits: { readTimeout: 40 } });
    const client = await github.installation(42);

    expect(await client.request(getIssue, issue)).toMatchObject({ failed: { kind: 'unavailable' } });
  });

  it('while a token is minted leaves a write certainly undone', async () => {
    stub.mint = hang;
    const { github } = rig(stub.url, { limits: { readTimeout: 40 } });
    const client = await github.installation(42);

    expect(await client.request(comment, issue)).toMatchObject({ failed: { kind: 'unavailable' } });
    expect(stub.seen).toEqual([]);
  });
});

describe('a redirect', () => {
  it.each(writes)('of %s is not followed but named', async (route) => {
    const location = `${stub.url}/repositories/9/issues/1`;
    for (const status of [301, 302, 307, 308]) {
      stub.script = (_, response) => redirect(response, status, location);
      const { github } = rig(stub.url);
      const client = await github.installation(42);
      stub.seen.length = 0;

      expect(await client.request(route, issue)).toMatchObject({ failed: { kind: 'missing', status, location } });
      expect(stub.seen).toHaveLength(1);
    }
  });

  it('of a read is followed within the origin', async () => {
    stub.script = ({ path }, response) =>
      path === '/repositories/9/issues/1'
        ? json(response, 200, { title: 'moved here' })
        : redirect(response, 301, '/repositories/9/issues/1');
    const { github } = rig(stub.url);
    const client = await github.installation(42);

    expect(await client.request(getIssue, issue)).toMatchObject({ ok: { title: 'moved here' }, status: 200 });
    expect(stub.seen.map(({ headers }) => headers['x-github-api-version'])).toEqual(['2022-11-28', '2022-11-28']);
  });

  it('that goes round is given up after two hops', async () => {
    stub.script = ({ path }, response) => redirect(response, 302, `${path}x`);
    const { github } = rig(stub.url);
    const client = await github.installation(42);

    expect(await client.request(getIssue, issue)).toMatchObject({ failed: { kind: 'missing', status: 302 } });
    expect(stub.seen).toHaveLength(3);
  });

  it('to another origin is not followed, so that credentials never go there', async () => {
    stub.script = (_, response) => redirect(response, 302, `${other.url}/repositories/9`);
    const { github } = rig(stub.url);
    const client = await github.installation(42);

    expect(await client.request(getIssue, issue)).toMatchObject({
      failed: { kind: 'missing', location: `${other.url}/repositories/9` },
    });
    expect(other.seen).toEqual([]);
  });

  it('of an address that a page link gave stays at home as well', async () => {
    const { github } = rig(stub.url);
    const client = await github.installation(42);

    for (const call of [
      client.request(`GET ${other.url}/repositories/9/pulls?page=2`),
      client.request(getIssue, { ...issue, baseUrl: other.url }),
    ]) {
      expect(await call).toMatchObject({ failed: { kind: 'invalid', status: 0 } });
    }
    expect(other.seen).toEqual([]);
  });
});

describe('an answer that is too large', () => {
  it('is not read to its end; a write stays in doubt', async () => {
    stub.script = (_, response) => json(response, 200, { text: 'x'.repeat(5000) });
    const { github } = rig(stub.url, { limits: { maxBytes: 1000 } });
    const client = await github.installation(42);

    expect(await client.request(getIssue, issue)).toMatchObject({ failed: { kind: 'invalid' } });
    expect(await client.request(comment, issue)).toMatchObject({ failed: { kind: 'unknown-outcome' } });
    expect(stub.seen).toHaveLength(2);
  });
});

describe('a token', () => {
  it('is minted once for calls that need it together', async () => {
    const { github } = rig(stub.url);
    const client = await github.installation(42);

    await Promise.all([1, 2, 3].map(() => client.request(getIssue, issue)));

    expect(stub.mints).toHaveLength(1);
  });

  it('that was refused is replaced, and the write sent again, once', async () => {
    let refusals = 0;
    stub.script = ({ headers }, response) => {
      if (headers.authorization === 'token ghs_stub.token-2') return json(response, 201, { id: 5 });
      refusals += 1;
      json(response, 401, { message: 'Bad credentials' });
    };
    const { github, waits } = rig(stub.url);
    const client = await github.installation(42);

    expect(await client.request(comment, issue)).toMatchObject({ ok: { id: 5 } });
    expect(refusals).toBe(1);
    expect(waits).toEqual([]);
  });

  it('that is refused twice is no longer asked for', async () => {
    stub.script = (_, response) => json(response, 401, { message: 'Bad credentials' });
    const { github } = rig(stub.url);
    const client = await github.installation(42);

    expect(await client.request(comment, issue)).toEqual({
      failed: { kind: 'unauthorised', message: 'Bad credentials' },
    });
    expect([stub.mints.length, stub.seen.length]).toEqual([2, 2]);
  });

  it('is renewed before it expires', async () => {
    stub.mint = (_, response) =>
      json(response, 201, { token: 'ghs_short', expires_at: new Date(Date.now() + 59_000).toISOString() });
    const { github } = rig(stub.url);
    const client = await github.installation(42);

    await client.request(getIssue, issue);
    await client.request(getIssue, issue);

    expect(stub.mints).toHaveLength(2);
  });

  it.each([404, 403, 401, 422])('that cannot be minted (%i) never reads as a missing file', async (status) => {
    stub.mint = (_, response) => json(response, status, { message: 'gone or suspended' });
    const { github } = rig(stub.url);
    const client = await github.installation(42);

    expect(await client.request(getIssue, issue)).toMatchObject({
      failed: { kind: 'unauthorised', message: expect.stringContaining('installation 42') },
    });
    expect(stub.seen).toEqual([]);
  });

  it('belongs to one installation', async () => {
    const { github } = rig(stub.url);
    const [one, same, two] = await Promise.all([
      github.installation(1),
      github.installation(1),
      github.installation(2),
    ]);

    await one.request(getIssue, issue);
    await two.request(getIssue, issue);

    expect(same).toBe(one);
    expect(stub.seen.map(({ headers }) => headers.authorization)).toEqual([
      'token ghs_stub.token-1',
      'token ghs_stub.token-2',
    ]);
  });
});

describe('the App on a machine whose clock is wrong', () => {
  it('signs again by the time GitHub says it is', async () => {
    const skewed = "'Expiration time' claim ('exp') is too far in the future";
    stub.script = (_, response) => {
      if (stub.seen.length > 1) return json(response, 200, { slug: 'sluice' });
      response.setHeader('date', new Date(Date.now() - 900_000).toUTCString());
      json(response, 401, { message: skewed });
    };
    const { github } = rig(stub.url);

    expect(await github.asApp().request('GET /app')).toMatchObject({ ok: { slug: 'sluice' } });
    const [first = 0, second = 0] = stub.seen.map(({ headers }) => issuedAt(headers.authorization ?? ''));
    expect(second).toBeLessThan(first - 800);
  });
});

/** Seconds, out of a JWT's claims. */
function issuedAt(authorization: string): number {
  const claims = authorization.split('.')[1] ?? '';
  return (JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { iat: number }).iat;
}

describe('credentials that come back in an answer', () => {
  it('are in no message', async () => {
    const canaries = ['ghs_7_canary.one-x', 'ghp_canaryTwo', 'eyJjYW5hcnkzIjoxfQ.eyJhIjoxfQ.c2ln'];
    stub.mint = (_, response) =>
      json(response, 201, {
        token: 'canary four without shape',
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      });
    const message = `${canaries.join(' ')} canary four without shape`;
    const errors = [{ message, type: 'UNPROCESSABLE', path: ['b'] }];
    const { github } = rig(stub.url);
    const client = await github.installation(42);

    const outcomes: unknown[] = [];
    for (const status of [301, 400, 403, 404, 405, 409, 422, 500]) {
      stub.script = (_, response) => {
        response.setHeader('location', `${stub.url}/${canaries[0]}`);
        json(response, status, { message, errors });
      };
      outcomes.push(await client.request(getIssue, issue), await client.request(comment, issue));
    }
    stub.script = (_, response) => json(response, 200, { data: { a: 1, b: null }, errors });
    outcomes.push(await client.graphql('query Look { a b }'), await client.graphql('mutation Do { a b }'));

    expect(outcomes).toHaveLength(18);
    expect(JSON.stringify(outcomes)).not.toMatch(/canary|ghs_7|ghp_|eyJ/);
  });

  it('are in no error that a bug throws, nor in what hangs on it', async () => {
    stub.mint = (_, response) =>
      json(response, 201, {
        token: 'canary\nof two lines',
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      });
    const client = await rig(stub.url).github.installation(42);

    const thrown: unknown = await client.request(getIssue, issue).catch((error: unknown) => error);

    expect(String(thrown)).toContain('is an invalid header value');
    expect(inspect(thrown, { depth: Infinity, showHidden: true })).not.toMatch(/canary|two lines/);
  });
});
