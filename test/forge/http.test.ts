import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { diskStorage } from '../../src/forge/git/disk.ts';
import { repoNodeId } from '../../src/forge/domain/json/repository.ts';
import { Refusal, type Call } from '../../src/forge/http/handler.ts';
import { pageOf } from '../../src/forge/http/paging.ts';
import { Router } from '../../src/forge/http/router.ts';
import type { ForgeOptions } from '../../src/forge/forge.ts';
import { addRepo, call, install, origin, refBody, startKernel, tokenOf } from './kernel.ts';

const sha = 'a'.repeat(40);

async function start(options: Partial<ForgeOptions> = {}) {
  const kernel = startKernel(options);
  const repo = addRepo(kernel.forge, 'acme/shop');
  return { ...kernel, repo, as: await tokenOf(kernel, install(kernel.forge, [repo])) };
}

describe('the router', () => {
  const router = new Router();
  const match = (method: string, path: string) =>
    router.match(method, path, (id) => (id === 5 ? 'acme/shop' : undefined));

  it.each([
    ['GET /repos/acme/shop', 'repos/get', {}],
    ['GET /repos/acme/shop/commits/feature/a/status', 'repos/get-combined-status-for-ref', { ref: 'feature/a' }],
    ['GET /repos/acme/shop/commits/feature/a', 'repos/get-commit', { ref: 'feature/a' }],
    ['GET /repos/acme/shop/git/ref/heads/a/b', 'git/get-ref', { ref: 'heads/a/b' }],
    ['GET /repos/acme/shop/git/ref/heads%2Fa%2Fb', 'git/get-ref', { ref: 'heads/a/b' }],
    ['DELETE /repos/acme/shop/git/refs/heads/a/b', 'git/delete-ref', { ref: 'heads/a/b' }],
    ['GET /repos/acme/shop/compare/a/1...b/2', 'repos/compare-commits-with-basehead', { basehead: 'a/1...b/2' }],
    ['GET /repos/acme/shop/contents', 'repos/get-content', { path: '' }],
    ['GET /repos/acme/shop/contents/', 'repos/get-content', { path: '' }],
    ['GET /repos/acme/shop/contents/apps/shop.yaml', 'repos/get-content', { path: 'apps/shop.yaml' }],
    ['DELETE /repos/acme/shop/issues/5/labels/workflow%2Fready', 'issues/remove-label', { name: 'workflow/ready' }],
    ['PATCH /repos/acme/shop/issues/comments/9', 'issues/update-comment', { comment_id: '9' }],
    ['GET /api/v3/repos/acme/shop', 'repos/get', {}],
    ['GET /repositories/5', 'repos/get', { owner: 'acme', repo: 'shop' }],
    ['GET /api/v3/repositories/5/pulls', 'pulls/list', { owner: 'acme', repo: 'shop' }],
    ['GET /', 'meta/root', {}],
    ['GET /api/v3', 'meta/root', {}],
  ])('%s is %s [40]', (request, operationId, params) => {
    const [method = '', path = ''] = request.split(' ');

    expect(match(method, path)).toMatchObject({ operationId, params });
  });

  it.each([
    ['POST', '/repos/acme/shop'],
    ['GET', '/repos/acme/shop/issues/five'],
    ['GET', '/repositories/6'],
    ['GET', '/nowhere'],
  ])('%s %s is nothing', (method, path) => {
    expect(match(method, path)).toBeUndefined();
  });
});

describe('the pipeline', () => {
  it('hands the handler what was asked, decoded', async () => {
    const seen: Call[] = [];
    const handlers = { 'git/create-ref': (one: Call) => (seen.push(one), { status: 201, body: refBody() }) };
    const { forge, as } = await start({ handlers });
    const body = { ref: 'refs/heads/x', sha };

    await call(forge, 'POST /api/v3/repos/acme/shop/git/refs', { as, body, headers: { accept: 'application/json' } });

    expect(seen).toMatchObject([
      {
        operationId: 'git/create-ref',
        params: { owner: 'acme', repo: 'shop' },
        body,
        origin,
        accept: 'application/json',
      },
    ]);
    expect(seen[0]?.caller).toMatchObject({ kind: 'installation', account: { login: 'sluice[bot]' } });
  });

  it('answers with the headers GitHub sends, and a location for what it created', async () => {
    const { forge, as } = await start({ handlers: { 'git/create-ref': () => ({ status: 201, body: refBody() }) } });

    const response = await call(forge, 'POST /repos/acme/shop/git/refs', { as, body: { ref: 'refs/heads/x', sha } });

    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      location: refBody().url,
      date: 'Mon, 04 May 2026 12:00:00 GMT',
      'x-github-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4999',
      'x-ratelimit-resource': 'core',
    });
  });

  it('answers 304 without a body to a tag it gave, as long as nothing changed [21]', async () => {
    let ref = 'refs/heads/main';
    const { forge, as } = await start({ handlers: { 'git/get-ref': () => ({ status: 200, body: refBody(ref) }) } });
    const get = (etag = '') =>
      call(forge, 'GET /repos/acme/shop/git/ref/heads/main', { as, headers: { 'if-none-match': etag } });

    const etag = (await get()).headers.get('etag') ?? '';
    const same = await get(etag);
    ref = 'refs/heads/other';
    const changed = await get(etag);

    expect(etag).toMatch(/^W\/"/);
    expect([same.status, await same.text(), changed.status]).toEqual([304, '', 200]);
  });

  it('answers 304 to the instant of the last change too, unless a tag is named beside it [21]', async () => {
    const { forge, as } = await start({ handlers: { 'git/get-ref': () => ({ status: 200, body: refBody() }) } });
    const get = async (headers: Record<string, string> = {}) =>
      call(forge, 'GET /repos/acme/shop/git/ref/heads/main', { as, headers });
    const changed = (await get()).headers.get('last-modified') ?? '';
    const before = new Date(Date.parse(changed) - 1000).toUTCString();

    const answers = [
      await get({ 'if-modified-since': changed }),
      await get({ 'if-modified-since': before }),
      await get({ 'if-modified-since': changed, 'if-none-match': 'W/"other"' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([304, 200, 200]);
    expect(forge.violations).toEqual([]);
  });

  it('tells in the process, too, what address answered', async () => {
    const { forge, as } = await start();

    expect((await call(forge, 'GET /installation/repositories?page=1', { as })).url).toBe(
      `${origin}/installation/repositories?page=1`,
    );
  });

  it('words a refusal as GitHub does', async () => {
    const refuse = () => {
      throw new Refusal(422, 'Validation Failed', { errors: [{ resource: 'Reference', code: 'custom' }] });
    };
    const { forge, as } = await start({ handlers: { 'git/create-ref': refuse } });

    const response = await call(forge, 'POST /repos/acme/shop/git/refs', { as, body: { ref: 'refs/heads/x', sha } });

    expect(await response.json()).toEqual({
      message: 'Validation Failed',
      errors: [{ resource: 'Reference', code: 'custom' }],
      documentation_url: 'https://docs.github.com/rest',
      status: '422',
    });
  });

  it('names the body of each call that writes, whatever token stands in it', async () => {
    const { forge, as } = await start({ handlers: { 'git/create-ref': () => ({ status: 201, body: refBody() }) } });
    const sends = async (ref: string) => {
      await call(forge, 'POST /repos/acme/shop/git/refs', { as, body: { ref, sha: 'a' } });
      return forge.calls.at(-1)?.sent;
    };
    const [one, two] = [await sends('with ghs_7_abc.def-9 in it'), await sends('with ghs_7_other in it')];

    expect(one).toMatch(/^[0-9a-f]{12}$/);
    expect(two).toBe(one);
    expect(await sends('without')).not.toBe(one);
    await call(forge, 'GET /rate_limit', { as });
    expect(forge.calls.at(-1)).not.toHaveProperty('sent');
  });

  it('refuses a body that is no JSON, and one that breaks the schema, before the handler', async () => {
    const { forge, as } = await start({ handlers: { 'git/create-ref': () => ({ status: 201, body: refBody() }) } });
    const path = '/repos/acme/shop/git/refs';
    const broken = await forge.fetch(origin + path, {
      method: 'POST',
      body: '{',
      headers: { authorization: `token ${as}`, 'user-agent': 'a test' },
    });
    const wrong = await call(forge, `POST ${path}`, { as, body: { ref: 1, sha } });

    expect([broken.status, wrong.status]).toEqual([400, 422]);
    expect(forge.violations).toMatchObject([
      { what: 'request', operationId: 'git/create-ref', pointer: '/ref', value: 1 },
    ]);
  });

  it('lists an answer that breaks the contract, and when strict does not let it pass', async () => {
    const handlers = { 'git/get-ref': () => ({ status: 200, body: { ...refBody(), ref: null } }) };
    const statuses = [];
    for (const strict of [false, true]) {
      const { forge, as } = await start({ handlers, strict });
      statuses.push((await call(forge, 'GET /repos/acme/shop/git/ref/heads/main', { as })).status);
      expect(forge.violations).toMatchObject([
        { what: 'response', operationId: 'git/get-ref', pointer: '/ref', value: null },
      ]);
    }

    expect(statuses).toEqual([200, 500]);
  });

  it('answers 501 to what it does not know, and lists it', async () => {
    const { forge, as } = await start();

    const unknown = await call(forge, 'GET /repos/acme/shop/branches/main/protection/enforce_admins', { as });
    const unhandled = await call(forge, 'GET /repos/acme/shop/pulls', { as: forge.personToken('acme') });

    expect([unknown.status, unhandled.status]).toEqual([501, 501]);
    expect(forge.violations.map(({ what }) => what)).toEqual(['route', 'route']);
  });

  it('answers 500 when a handler breaks, and lists where', async () => {
    const handlers = {
      'meta/root': () => {
        throw new Error('a bug');
      },
    };
    const { forge } = await start({ handlers });

    expect((await call(forge, 'GET /')).status).toBe(500);
    expect(forge.violations).toMatchObject([{ value: expect.stringContaining('a bug'), message: 'the handler threw' }]);
  });

  it('remembers every call', async () => {
    const { forge, as, clock, repo } = await start({
      handlers: { 'git/get-ref': () => ({ status: 200, body: refBody() }) },
    });
    forge.calls.length = 0;
    clock.advance(5);

    await call(forge, `GET /repositories/${repo.id}/git/ref/heads/main`, { as });
    await call(forge, 'GET /repos/acme/SHOP/git/ref/heads/main');

    const path = '/repos/acme/SHOP/git/ref/heads/main';
    const common = { at: clock.now(), operationId: 'git/get-ref', method: 'GET', read: true, repo: 'acme/shop' };
    expect(forge.calls).toMatchObject([
      { ...common, path: `/repositories/${repo.id}/git/ref/heads/main`, status: 200, caller: 'installation' },
      { ...common, path, status: 404, caller: 'anonymous' },
    ]);
  });
});

describe('GraphQL', () => {
  const query = 'query Look($o: String!, $n: String!) { repository(owner: $o, name: $n) { id } }';

  it.each([
    [
      { query, variables: { o: 'acme', n: 'shop' } },
      { operationId: 'graphql:Look', read: true, repo: 'acme/shop' },
    ],
    [
      { query: '{ repository(owner: "acme", name: "shop") { id } viewer { login } }' },
      { operationId: 'graphql:repository+viewer' },
    ],
    [
      { query: 'mutation { a: createRef { ref } b: createRef { ref } }' },
      { operationId: 'graphql:createRef', read: false },
    ],
    [
      {
        query: 'mutation Commit($input: X!) { createCommitOnBranch(input: $input) { commit } }',
        variables: { input: { branch: { repositoryNameWithOwner: 'acme/shop' } } },
      },
      { operationId: 'graphql:Commit', read: false, repo: 'acme/shop' },
    ],
    [{ query: 'query A { id } query B { id }', operationName: 'B' }, { operationId: 'graphql:B' }],
    [{ query: '{' }, { operationId: 'graphql:invalid' }],
  ])('%j is recorded as %j', async (body, recorded) => {
    const { forge, as } = await start();

    const response = await call(forge, 'POST /graphql', { as, body });

    expect(response.status).toBe(200);
    expect(response.headers.get('x-ratelimit-resource')).toBe('graphql');
    expect(forge.calls.at(-1)).toMatchObject({ path: '/graphql', ...recorded });
  });

  it('is about the repository that a node id among the variables belongs to', async () => {
    const { forge, as, repo } = await start();
    const variables = { input: { title: 'PR_x', repositoryId: repoNodeId(repo) } };

    await call(forge, 'POST /graphql', {
      as,
      body: { query: 'mutation Open { createPullRequest { id } }', variables },
    });

    expect(forge.calls.at(-1)).toMatchObject({ operationId: 'graphql:Open', repo: 'acme/shop' });
  });

  it('is reached under both addresses, by POST, with credentials', async () => {
    const { forge, as } = await start();

    expect((await call(forge, 'POST /api/graphql', { as, body: { query } })).status).toBe(200);
    expect((await call(forge, 'POST /graphql', { body: { query } })).status).toBe(401);
    expect((await call(forge, 'GET /graphql', { as })).status).toBe(404);
  });

  it('lists what the handler found wrong with the call, and not that it was refused', async () => {
    const errors = [{ message: 'Not found', path: ['repository'] }];
    const breaches = [{ what: 'request' as const, pointer: '', value: '{ x }', message: 'no x' }];
    const { forge, as } = await start({ graphql: () => ({ status: 200, body: { errors }, breaches }) });

    await call(forge, 'POST /graphql', { as, body: { query: '{ x }' } });

    expect(forge.violations).toEqual([{ operationId: 'graphql:x', ...breaches[0] }]);
  });

  it('can be made to fail by its name', async () => {
    const { forge, as } = await start();
    forge.faults.add({ operation: 'graphql:Look', when: 'before', do: { status: 502 } });

    expect((await call(forge, 'POST /graphql', { as, body: { query } })).status).toBe(502);
  });
});

describe('pages of a list', () => {
  const links = (text: string) => {
    const one = {
      operationId: 'pulls/list',
      params: { owner: 'acme', repo: 'shop' },
      query: new URLSearchParams(text),
      origin,
      state: { repos: new Map([['acme/shop', { id: 5 }]]) },
    };
    return pageOf(one as unknown as Call, [1, 2, 3, 4, 5]);
  };

  it('are linked with what was asked for, by the id of the repository [22]', () => {
    const { page, headers } = links('state=open&per_page=2&page=2');

    expect(page).toEqual([3, 4]);
    expect(headers['link']?.split(', ')).toEqual([
      `<${origin}/repositories/5/pulls?state=open&per_page=2&page=1>; rel="prev"`,
      `<${origin}/repositories/5/pulls?state=open&per_page=2&page=3>; rel="next"`,
      `<${origin}/repositories/5/pulls?state=open&per_page=2&page=3>; rel="last"`,
      `<${origin}/repositories/5/pulls?state=open&per_page=2&page=1>; rel="first"`,
    ]);
  });

  it('carry no link when there is only one', () => {
    expect(links('')).toEqual({ page: [1, 2, 3, 4, 5], headers: {} });
  });
});

describe('the listening forge', () => {
  const root = mkdtempSync(join(tmpdir(), 'forge-http-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('answers REST, GraphQL and HEAD over HTTP, and links lead back to it', async () => {
    const { forge, as } = await start();
    const { url, close } = await forge.listen();
    const authorization = `Bearer ${as}`;

    const head = await fetch(`${url}/rate_limit`, { method: 'HEAD' });
    const graphql = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization },
      body: '{"query":"{ id }"}',
    });
    const repos = (await (await fetch(`${url}/installation/repositories`, { headers: { authorization } })).json()) as {
      repositories: { url: string }[];
    };
    await close();

    expect([head.status, graphql.status, forge.state.origin]).toEqual([200, 200, url]);
    expect(repos.repositories[0]?.url).toBe(`${url}/repos/acme/shop`);
  });

  async function listening() {
    const kernel = startKernel({ storage: () => diskStorage(mkdtempSync(join(root, 'repo-'))) });
    const repo = addRepo(kernel.forge, 'acme/shop');
    const installation = install(kernel.forge, [repo]);
    const { url, close } = await kernel.forge.listen();
    const status = async (path: string, token?: string) => {
      const headers =
        token === undefined ? {} : { authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` };
      return fetch(`${url}${path}`, { headers });
    };
    return { ...kernel, kernel, repo, installation, url, close, status };
  }

  const fetching = '/acme/shop.git/info/refs?service=git-upload-pack';
  const pushing = '/acme/shop.git/info/refs?service=git-receive-pack';

  it('asks git clients for credentials, and lets them do what their token may', async () => {
    const { kernel, forge, installation, status, close } = await listening();
    const reader = await tokenOf(kernel, installation, { permissions: { contents: 'read' } });
    const stranger = await tokenOf(kernel, install(forge, []));

    const asked = await status(fetching);
    const statuses = [
      (await status(fetching, reader)).status,
      (await status(pushing, reader)).status,
      (await status(fetching, stranger)).status,
      (await status(fetching, 'ghs_wrong')).status,
      (await status('/acme/none.git/info/refs?service=git-upload-pack', reader)).status,
    ];
    await close();

    expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="GitHub"']);
    expect(statuses).toEqual([200, 403, 404, 401, 404]);
    expect(forge.calls.filter(({ operationId }) => operationId === 'git:push')).toMatchObject([
      { status: 403, read: false },
    ]);
  });

  it('serves a git client that carries the token as its user name', async () => {
    const { kernel, installation, repo, url, close } = await listening();
    const blob = repo.git.objects.write('blob', Buffer.from('hello'));
    repo.git.refs.compareAndSwap('refs/tags/v1', undefined, blob);
    const token = await tokenOf(kernel, installation);

    const { stdout } = await promisify(execFile)(
      'git',
      ['ls-remote', `http://${token}@${new URL(url).host}/acme/shop`],
      {
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
      },
    );
    await close();

    expect(stdout).toContain('refs/tags/v1');
  });

  it('breaks git connections that a fault asks for', async () => {
    const { kernel, forge, installation, status, close } = await listening();
    const token = await tokenOf(kernel, installation);
    forge.faults.add({ operation: 'git:fetch', repo: 'acme/shop', nth: 1, when: 'before', do: { status: 503 } });
    forge.faults.add({ operation: 'git:fetch', repo: 'acme/shop', nth: 2, when: 'lost' });

    expect((await status(fetching, token)).status).toBe(503);
    await expect(status(fetching, token)).rejects.toThrow('fetch failed');
    expect((await status(fetching, token)).status).toBe(200);
    await close();
  });
});
