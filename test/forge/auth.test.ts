import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { addAccount } from '../../src/forge/domain/accounts.ts';
import { addRepo, appJwt, call, install, noon, refBody, startKernel, tokenOf } from './kernel.ts';

const handlers = {
  'git/get-ref': () => ({ status: 200, body: refBody() }),
  'git/create-ref': () => ({ status: 201, body: refBody() }),
};
const read = 'GET /repos/acme/shop/git/ref/heads/main';
const write = 'POST /repos/acme/shop/git/refs';
const body = { ref: 'refs/heads/x', sha: 'a'.repeat(40) };
const hour = 60 * 60 * 1000;

function start() {
  const kernel = startKernel({ handlers });
  const repo = addRepo(kernel.forge, 'acme/shop');
  return { ...kernel, kernel, repo, installation: install(kernel.forge, [repo]) };
}

async function messageOf(response: Response): Promise<[number, string]> {
  return [response.status, ((await response.json()) as { message: string }).message];
}

describe('an App JWT', () => {
  it('says who the App is', async () => {
    const { forge } = start();

    const response = await call(forge, 'GET /app', { as: appJwt(noon) });

    expect(await response.json()).toMatchObject({ id: 7, slug: 'sluice', installations_count: 1 });
    expect(forge.violations).toEqual([]);
  });

  const stranger = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  it.each([
    ['signed with another key', appJwt(noon, { key: stranger.privateKey }), 'could not be decoded'],
    ['that is no JSON', 'not.a.jwt', 'could not be decoded'],
    ['that has expired', appJwt(noon - hour), "'Expiration time' claim ('exp') must be a numeric value"],
    ['that lives too long', appJwt(noon, { lives: 3600 }), "'Expiration time' claim ('exp') is too far in the future"],
    ['from the future', appJwt(noon + hour), "'Issued at' claim ('iat') must be an Integer"],
  ])('%s is refused [27]', async (_, token, words) => {
    const { forge } = start();

    const refused = await messageOf(await call(forge, 'GET /app', { as: token }));

    expect(refused).toEqual([401, expect.stringContaining(words)]);
  });

  it('of another App names no integration', async () => {
    const { forge } = start();

    const refused = await messageOf(await call(forge, 'GET /app', { as: appJwt(noon, { iss: 8 }) }));

    expect(refused).toEqual([404, 'Integration not found']);
  });

  it('opens no repository', async () => {
    const { forge } = start();

    expect((await call(forge, read, { as: appJwt(noon) })).status).toBe(403);
  });
});

describe('an installation token', () => {
  it('has the long form, the granted permissions and one hour to live [27]', async () => {
    const { forge, wall, installation } = start();
    const path = `POST /app/installations/${installation.id}/access_tokens`;

    const minted = (await (await call(forge, path, { as: appJwt(wall.now()) })).json()) as { token: string };

    expect(minted.token).toMatch(/^ghs_7_[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(minted.token.length).toBeGreaterThan(480);
    expect(minted).toMatchObject({
      expires_at: '2026-05-04T13:00:00Z',
      permissions: { contents: 'write', metadata: 'read' },
    });
    expect(forge.violations).toEqual([]);
  });

  it('expires on the wall clock, whatever the virtual one says [27]', async () => {
    const { kernel, forge, clock, wall, installation } = start();
    const token = await tokenOf(kernel, installation);

    clock.advance(48 * hour);
    const early = await call(forge, read, { as: token });
    wall.advance(hour);
    const late = await call(forge, read, { as: token });

    expect([early.status, await messageOf(late)]).toEqual([200, [401, 'Bad credentials']]);
  });

  it('is narrowed to what was asked, and not widened beyond the grant [27]', async () => {
    const { kernel, forge, wall, installation } = start();
    const narrow = await tokenOf(kernel, installation, { permissions: { contents: 'read' }, repositories: ['shop'] });
    const path = `POST /app/installations/${installation.id}/access_tokens`;
    const ask = (more: object) => call(forge, path, { as: appJwt(wall.now()), body: more });

    expect((await call(forge, read, { as: narrow })).status).toBe(200);
    expect(await messageOf(await call(forge, write, { as: narrow, body }))).toEqual([
      403,
      'Resource not accessible by integration',
    ]);
    expect(await messageOf(await ask({ permissions: { checks: 'write' } }))).toEqual([
      422,
      'The permissions requested are not granted to this installation.',
    ]);
    expect((await ask({ repositories: ['elsewhere'] })).status).toBe(422);
  });

  it('loses a repository and a permission when the installation loses them', async () => {
    const { kernel, forge, installation, repo } = start();
    const token = await tokenOf(kernel, installation, { repository_ids: [repo.id] });

    installation.permissions = { contents: 'read' };
    expect((await call(forge, write, { as: token, body })).status).toBe(403);
    installation.repositories.delete(repo.id);
    expect((await call(forge, read, { as: token })).status).toBe(404);
  });

  it('names the permission that is missing', async () => {
    const { kernel, forge, installation } = start();
    const token = await tokenOf(kernel, installation);

    const response = await call(forge, 'GET /repos/acme/shop/pulls', { as: token });

    expect(response.status).toBe(403);
    expect(response.headers.get('x-accepted-github-permissions')).toBe('pull_requests=read');
  });

  it('ends with its installation, and rests while that is suspended', async () => {
    const { kernel, forge, installation } = start();
    const token = await tokenOf(kernel, installation);

    installation.suspendedAt = noon;
    expect(await messageOf(await call(forge, read, { as: token }))).toEqual([
      403,
      'This installation has been suspended',
    ]);
    forge.state.installations.clear();
    expect((await call(forge, read, { as: token })).status).toBe(401);
  });

  it('reads what is public elsewhere but writes nothing there', async () => {
    const { kernel, forge, installation } = start();
    addRepo(forge, 'other/open', { private: false });
    const token = await tokenOf(kernel, installation);

    expect((await call(forge, 'GET /repos/other/open/git/ref/heads/main', { as: token })).status).toBe(200);
    expect((await call(forge, 'POST /repos/other/open/git/refs', { as: token, body })).status).toBe(403);
  });

  it('lists the repositories it opens, page by page', async () => {
    const { kernel, forge } = start();
    const installation = install(
      forge,
      ['a', 'b', 'c'].map((name) => addRepo(forge, `acme/${name}`)),
    );
    const token = await tokenOf(kernel, installation);

    const response = await call(forge, 'GET /installation/repositories?per_page=2', { as: token });

    expect(await response.json()).toMatchObject({ total_count: 3, repositories: [{ name: 'a' }, { name: 'b' }] });
    expect(response.headers.get('link')).toContain('/installation/repositories?per_page=2&page=2>; rel="next"');
    expect(forge.violations).toEqual([]);
  });
});

describe('the installations of an App', () => {
  it('are found by repository and by organisation', async () => {
    const { forge, installation } = start();
    const as = appJwt(noon);

    for (const path of [
      '/repos/acme/shop/installation',
      '/orgs/ACME/installation',
      `/app/installations/${installation.id}`,
    ]) {
      expect(await (await call(forge, `GET ${path}`, { as })).json()).toMatchObject({ id: installation.id });
    }
    expect(await (await call(forge, 'GET /app/installations', { as })).json()).toHaveLength(1);
    expect((await call(forge, 'GET /repos/acme/none/installation', { as })).status).toBe(404);
    expect(forge.violations).toEqual([]);
  });

  it('are shown to the App alone', async () => {
    const { kernel, forge, installation } = start();
    const as = await tokenOf(kernel, installation);

    expect(await messageOf(await call(forge, 'GET /app/installations', { as }))).toEqual([
      401,
      'A JSON web token could not be decoded',
    ]);
  });
});

describe('a person', () => {
  it.each([
    ['nobody', undefined, [404, 404]],
    ['a reader', 'read', [200, 403]],
    ['a triager', 'triage', [200, 403]],
    ['a writer', 'write', [200, 201]],
    ['a maintainer', 'maintain', [200, 201]],
  ] as const)('%s reads and writes a private repository with these answers', async (_, role, answers) => {
    const { forge } = startKernel({ handlers });
    addRepo(forge, 'acme/shop', { roles: role ? { ada: role } : {} });
    addAccount(forge.state, 'ada', 'User');
    const as = forge.personToken('ada');

    const statuses = [await call(forge, read, { as }), await call(forge, write, { as, body })].map(
      ({ status }) => status,
    );

    expect(statuses).toEqual(answers);
  });

  it('without credentials reads what is public and nothing else', async () => {
    const { forge } = start();
    addRepo(forge, 'acme/open', { private: false });

    expect((await call(forge, read)).status).toBe(404);
    expect((await call(forge, 'GET /repos/acme/open/git/ref/heads/main')).status).toBe(200);
    expect((await call(forge, 'POST /repos/acme/open/git/refs', { body })).status).toBe(401);
  });

  it('has the same token every time, and only when the forge knows them', () => {
    const { forge } = start();
    addAccount(forge.state, 'ada', 'User');

    expect(forge.personToken('ada')).toMatch(/^ghp_[A-Za-z0-9]{36}$/);
    expect(forge.personToken('ada')).toBe(forge.personToken('ada'));
    expect(() => forge.personToken('bob')).toThrow('"bob" is not an account');
  });
});

describe('Basic credentials', () => {
  it.each([
    ['password', (token: string) => `x-access-token:${token}`],
    ['user name', (token: string) => `${token}:`],
  ])('carry a token as the %s', async (_, pair) => {
    const { kernel, forge, installation } = start();
    const token = await tokenOf(kernel, installation);

    const headers = { authorization: `Basic ${Buffer.from(pair(token)).toString('base64')}` };

    expect((await call(forge, read, { headers })).status).toBe(200);
  });

  it('without a token in them are wrong', async () => {
    const { forge } = start();
    const headers = { authorization: `Basic ${Buffer.from('ada:password').toString('base64')}` };

    expect((await call(forge, read, { headers })).status).toBe(401);
  });
});
