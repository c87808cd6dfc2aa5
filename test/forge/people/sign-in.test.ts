import { beforeEach, describe, expect, it } from '@jest/globals';
import { openIssue } from '../../../src/forge/domain/issues/issues.ts';
import { issueNodeId } from '../../../src/forge/domain/json/issue.ts';
import { executeGraphql } from '../../../src/forge/graphql/execute.ts';
import { addPerson } from '../../../src/forge/seed/organisation.ts';
import { userHandlers } from '../../../src/forge/rest/people/users.ts';
import { repoHandlers } from '../../../src/forge/rest/repositories/repositories.ts';
import { addRepo, call, install, keys, origin, startKernel } from '../kernel.ts';
import type { Kernel } from '../kernel.ts';

const callback = 'https://sluice.test/sign-in/callback';
const client = { client_id: 'Iv23liexample', client_secret: 'kept' };

let kernel: Kernel;

beforeEach(() => {
  kernel = startKernel({
    handlers: { ...repoHandlers, ...userHandlers },
    graphql: executeGraphql,
    app: {
      slug: 'sluice',
      id: 7,
      publicKey: keys.publicKey,
      permissions: { contents: 'read' },
      events: [],
      clientId: client.client_id,
      clientSecret: client.client_secret,
      callbackUrls: [callback],
    },
  });
  addPerson(kernel.forge.state, 'ada');
  addPerson(kernel.forge.state, 'grace<script>');
});

async function authorize(parameters: Record<string, string>): Promise<Response> {
  const query = new URLSearchParams({ client_id: client.client_id, state: 'opaque', ...parameters });
  return call(kernel.forge, `GET /login/oauth/authorize?${query.toString()}`);
}

const addressOf = (response: Response) => new URL(response.headers.get('location')!);

async function codeOf(login = 'ada'): Promise<string> {
  return addressOf(await authorize({ redirect_uri: callback, login })).searchParams.get('code')!;
}

async function exchange(body: Record<string, string>): Promise<Record<string, string | number>> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const response = await call(kernel.forge, 'POST /login/oauth/access_token', {
    body: { ...client, ...body },
    headers,
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, string | number>;
}

async function whoIs(token: string | number | undefined): Promise<unknown> {
  const response = await call(kernel.forge, 'GET /user', { as: String(token) });
  return response.status === 200 ? ((await response.json()) as { login: string }).login : response.status;
}

describe('the page of a sign-in', () => {
  it('lets people say who they are, and sends them back with a code and the state', async () => {
    const page = await authorize({ redirect_uri: callback });
    const html = await page.text();
    const link = /href="([^"]*login=ada[^"]*)"/.exec(html)![1]!.replaceAll('&amp;', '&');
    const chosen = addressOf(await call(kernel.forge, `GET /login/oauth/authorize${link}`));

    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html).toContain('grace&lt;script>');
    expect(chosen.origin + chosen.pathname).toBe(callback);
    expect([...chosen.searchParams.keys()]).toEqual(['code', 'state']);
    expect(chosen.searchParams.get('state')).toBe('opaque');
  });

  it('asks nobody who is named, and uses the first callback address where none is given', async () => {
    const response = await authorize({ login: 'ada' });

    expect([response.status, addressOf(response).href.startsWith(`${callback}?code=`)]).toEqual([302, true]);
  });

  it.each([
    'https://evil.test/sign-in/callback',
    'http://sluice.test/sign-in/callback',
    'https://sluice.test/sign-in/callback-of-mine',
    'https://sluice.test/',
    'https://sluice.test@evil.test/sign-in/callback',
    'not an address',
  ])('sends nobody to %s', async (redirect) => {
    const response = await authorize({ redirect_uri: redirect, login: 'ada' });

    const to = addressOf(response);
    expect([response.status, to.origin + to.pathname]).toEqual([302, callback]);
    expect(to.searchParams.get('error')).toBe('redirect_uri_mismatch');
    expect(to.searchParams.has('code')).toBe(false);
  });

  it('does not exist for another App', async () => {
    expect((await authorize({ client_id: 'Iv23liother', login: 'ada' })).status).toBe(404);
  });
});

describe('a code', () => {
  it('is exchanged for a token that tells who signed in', async () => {
    const grant = await exchange({ code: await codeOf(), redirect_uri: callback });

    expect(grant).toEqual({
      access_token: expect.stringMatching(/^ghu_[A-Za-z0-9]{36}$/),
      expires_in: 28_800,
      refresh_token: expect.stringMatching(/^ghr_/),
      refresh_token_expires_in: 15_897_600,
      scope: '',
      token_type: 'bearer',
    });
    expect(await whoIs(grant['access_token'])).toBe('ada');
    expect(kernel.forge.violations).toEqual([]);
  });

  it('comes as a form where the client does not ask for JSON', async () => {
    const body = new URLSearchParams({ ...client, code: await codeOf() });
    const response = await kernel.forge.fetch(`${origin}/login/oauth/access_token`, {
      method: 'POST',
      headers: { 'user-agent': 'a test' },
      body,
    });

    const answer = new URLSearchParams(await response.text());
    expect(await whoIs(answer.get('access_token')!)).toBe('ada');
  });

  it('works once', async () => {
    const code = await codeOf();
    await exchange({ code });

    expect(await exchange({ code })).toMatchObject({
      error: 'bad_verification_code',
      error_description: 'The code passed is incorrect or expired.',
      error_uri: expect.stringMatching(/^https:/),
    });
  });

  it('works for ten minutes', async () => {
    const [early, late] = [await codeOf(), await codeOf()];
    kernel.wall.advance(10 * 60 * 1000 - 1);
    const inTime = await exchange({ code: early });
    kernel.wall.advance(1);

    expect(inTime).toHaveProperty('access_token');
    expect(await exchange({ code: late })).toMatchObject({ error: 'bad_verification_code' });
  });

  it('works only for the address it was sent to', async () => {
    const other = await exchange({ code: await codeOf(), redirect_uri: `${callback}/other` });

    expect(other).toMatchObject({ error: 'bad_verification_code' });
  });

  it('works only with the secret of the App, and a wrong one does not spend it', async () => {
    const code = await codeOf();

    expect(await exchange({ code, client_secret: 'guessed' })).toMatchObject({ error: 'incorrect_client_credentials' });
    expect(await exchange({ code })).toHaveProperty('access_token');
  });
});

describe('the token of somebody who signed in', () => {
  it('ends after eight hours, and its refresh token gives another', async () => {
    const first = await exchange({ code: await codeOf() });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) };
    kernel.wall.advance(28_800_000);
    const ended = await whoIs(first['access_token']);
    const second = await exchange(refresh);

    expect([ended, await whoIs(second['access_token'])]).toEqual([401, 'ada']);
    expect(await exchange(refresh)).toMatchObject({ error: 'bad_refresh_token' });
  });

  it('can no more than both the person and the App', async () => {
    const seen = addRepo(kernel.forge, 'acme/seen', { roles: { ada: 'admin' } });
    addRepo(kernel.forge, 'acme/elsewhere', { roles: { ada: 'admin' } });
    const theirs = addRepo(kernel.forge, 'acme/theirs');
    install(kernel.forge, [seen, theirs]);
    const issue = openIssue(kernel.forge.state, seen, { title: 'A fault', author: kernel.forge.state.app.owner });
    const { access_token: token } = await exchange({ code: await codeOf() });
    const status = async (request: string, body?: unknown) =>
      (await call(kernel.forge, request, { as: String(token), body })).status;

    const graphql = async (query: string, variables: object) => {
      const response = await call(kernel.forge, 'POST /graphql', { as: String(token), body: { query, variables } });
      return ((await response.json()) as { errors?: { type: string }[] }).errors?.map(({ type }) => type);
    };

    expect(await status('GET /repos/acme/seen')).toBe(200);
    expect(await status('GET /repos/acme/elsewhere')).toBe(404);
    expect(await status('GET /repos/acme/theirs')).toBe(404);
    expect(await status('PATCH /repos/acme/seen', { archived: true })).toBe(403);
    expect(await graphql('query($id: ID!) { node(id: $id) { id } }', { id: issueNodeId(seen, issue) })).toEqual([
      'FORBIDDEN',
    ]);
  });
});
