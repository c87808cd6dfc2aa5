import { generateKeyPairSync } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { Redactor } from '../../src/core/text/redactor.ts';
import type { TeamName } from '../../src/core/team-name.ts';
import { createForge } from '../../src/forge/create.ts';
import { seedOrganisation } from '../../src/forge/seed/organisation.ts';
import { githubClients } from '../../src/github/client/clients.ts';
import { githubRoles } from '../../src/github/roles.ts';
import { githubSignIn } from '../../src/github/sign-in.ts';
import { createLog } from '../../src/log.ts';
import type { Roles } from '../../src/ports/github/roles.ts';
import type { SignIn } from '../../src/ports/github/sign-in.ts';
import type { Forge } from '../../src/forge/forge.ts';
import { fillAcme } from './acme.ts';
import { PageRig } from './page-rig.ts';

const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const SECRET = 'd1b7c2e9f04a58637281b0c9dae4f315';
const TEAMS = ['@acme/platform', '@acme/release-managers'] as TeamName[];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let forge: Forge;
let github: { url: string; close(): Promise<void> };
let rig: PageRig;
/** Stands between the page and the real adapter, so that a test can count its questions or break it. */
let roles: Pick<Roles, 'isMember'>;
let asked: string[];
let counting: Pick<Roles, 'isMember'>;
let people: SignIn;
let real: SignIn;
const redactor = new Redactor();

beforeAll(async () => {
  forge = createForge({
    storage: 'memory',
    seed: 'page',
    app: { slug: 'sluice', publicKey: KEYS.publicKey, permissions: { metadata: 'read', members: 'read' }, events: [] },
  });
  github = await forge.listen({ port: 0 });
  seedOrganisation(forge.state, {
    login: 'acme',
    people: ['ada', 'grace', 'mallory'],
    repos: [{ fullName: 'acme/platform', files: { 'README.md': '# platform\n' } }],
    teams: { platform: ['ada'], 'release-managers': ['grace'] },
  });
  const addresses = { apiUrl: `${github.url}/api/v3`, webUrl: github.url };
  const { id, clientId, clientSecret } = forge.state.app;
  const clients = githubClients({ baseUrl: addresses.apiUrl, appId: id, privateKey: KEYS.privateKey, version: 'test' });
  rig = await PageRig.open((publicUrl) => ({
    teams: {
      teams: TEAMS,
      roles: { isMember: (team, login) => roles.isMember(team, login) },
      signIn: { address: (attempt) => people.address(attempt), identify: (back) => people.identify(back) },
      publicUrl,
      sessionSecret: SECRET,
    },
  }));
  real = githubSignIn({ ...addresses, clientId, clientSecret, redactor });
  people = real;
  const live = githubRoles(clients);
  counting = {
    isMember: (team, login) => {
      asked.push(`${team} ${login}`);
      return live.isMember(team, login);
    },
  };
  await fillAcme(rig.store);
});

beforeEach(() => {
  asked = [];
  roles = counting;
});

afterAll(async () => {
  await rig.close();
  await github.close();
});

/** What a browser would keep of an answer. */
const cookieOf = (answer: Response, name: string): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .find((cookie) => cookie.startsWith(`${name}=`)) ?? '';

/** Goes to GitHub, says there who one is, and comes back: the address to come back to, and the cookie to bring. */
async function begin(login: string, to = ''): Promise<{ back: URL; cookie: string; began: Response }> {
  const began = await rig.get(`/login${to}`);
  const authorise = new URL(began.headers.get('location') ?? '');
  authorise.searchParams.set('login', login);
  const agreed = await fetch(authorise, { redirect: 'manual' });
  return { back: new URL(agreed.headers.get('location') ?? ''), cookie: cookieOf(began, 'sluice-sign-in'), began };
}

async function signIn(login: string, to = ''): Promise<{ session: string; answer: Response }> {
  const { back, cookie } = await begin(login, to);
  const answer = await rig.get(back.pathname + back.search, { cookie });
  return { session: cookieOf(answer, 'sluice'), answer };
}

describe('signing in', () => {
  it('lets a member of a team see the page, under their name', async () => {
    const { session, answer } = await signIn('ada');

    const page = await rig.get('/', { cookie: session });

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<span>ada</span><button>Sign out</button>');
    expect(forge.violations).toEqual([]);
  });

  it('leads back to where one wanted to go, and nowhere else', async () => {
    const page = await rig.text('/components/acme/platform/payments?page=2');
    const [, link = ''] = /href="(\/login\?to[^"]+)"/.exec(page) ?? [];
    const to = link.replaceAll('&#x3D;', '=').replace('/login', '');

    expect((await signIn('ada', to)).answer.headers.get('location')).toBe('/components/acme/platform/payments?page=2');
    for (const foreign of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a\tb'])
      expect((await signIn('ada', `?to=${encodeURIComponent(foreign)}`)).answer.headers.get('location')).toBe('/');
  });

  it('keeps its cookies from scripts and from other sites', async () => {
    const { began } = await begin('ada');
    const { answer } = await signIn('ada');

    for (const cookie of [...began.headers.getSetCookie(), ...answer.headers.getSetCookie()])
      expect(cookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  });

  it('proves to GitHub that who comes back is who was sent', async () => {
    const address = new URL((await rig.get('/login')).headers.get('location') ?? '');

    expect(address.searchParams.get('code_challenge_method')).toBe('S256');
    expect(address.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(address.searchParams.get('state')).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    'with the state of another sign-in',
    'without its cookie',
    'after ten minutes',
    'with a code that GitHub does not know',
  ])('comes to nothing %s', async (how) => {
    const { back, cookie } = await begin('ada');
    if (how.includes('another'))
      back.searchParams.set('state', (await begin('ada')).back.searchParams.get('state') ?? '');
    if (how.includes('code')) back.searchParams.set('code', 'made-up');
    if (how.includes('minutes')) rig.clock.at += 11 * MINUTE;

    const answer = await rig.get(back.pathname + back.search, how.includes('cookie') ? {} : { cookie });

    expect(answer.status).toBe(400);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('tells the log every token that it brings, by its value, whatever tokens look like', async () => {
    const { back, cookie } = await begin('ada');
    const { clientId, clientSecret } = forge.state.app;
    const given = { access_token: 'as-no-token-ever-looked-1', refresh_token: 'as-no-token-ever-looked-2' };
    people = githubSignIn({
      apiUrl: 'https://github.example/api/v3',
      webUrl: 'https://github.example',
      clientId,
      clientSecret,
      redactor,
      fetch: (url) => Promise.resolve(Response.json(url.endsWith('/user') ? { login: 'ada' } : given)),
    });
    const lines: string[] = [];
    const log = createLog('info', { redactor, destination: { write: (line) => lines.push(line) } });

    const answer = await rig.get(back.pathname + back.search, { cookie });
    people = real;
    log.info(given, 'spilled');

    expect(answer.status).toBe(303);
    expect(JSON.parse(lines.join(''))).toMatchObject({ access_token: '[redacted]', refresh_token: '[redacted]' });
  });

  it('says that it cannot be said when GitHub does not answer, and what is wrong with the settings when it is that', async () => {
    const { back, cookie } = await begin('ada');
    const addresses = { apiUrl: 'http://127.0.0.1:1', webUrl: 'http://127.0.0.1:1' };
    people = githubSignIn({ ...addresses, clientId: 'x', clientSecret: SECRET, redactor });
    const silent = await rig.get(back.pathname + back.search, { cookie });
    const { clientId } = forge.state.app;
    const atGithub = { apiUrl: `${github.url}/api/v3`, webUrl: github.url };
    people = githubSignIn({ ...atGithub, clientId, clientSecret: SECRET, redactor });
    const wrong = await rig.get(back.pathname + back.search, { cookie });
    people = real;
    const texts = [await silent.text(), await wrong.text()];

    expect([silent.status, wrong.status]).toEqual([503, 503]);
    expect(texts[0]).toContain('GitHub did not answer the sign-in.');
    expect(texts[1]).toContain(
      'GitHub refused the sign-in (incorrect_client_credentials): check CLIENT_ID and CLIENT_SECRET.',
    );
    expect(texts.join('')).not.toContain(SECRET);
  });
});

describe('who is not signed in', () => {
  it('sees a way to sign in, and nothing else', async () => {
    const [page, api] = [await rig.get('/'), await rig.get('/api/v1/lanes')];
    const texts = [await page.text(), await api.text()];

    expect([page.status, api.status]).toEqual([401, 401]);
    expect(texts[0]).toContain('<a class="button" href="/login">Sign in with GitHub</a>');
    expect(JSON.parse(texts[1]!)).toMatchObject({ version: 1, error: { title: 'Sign in to see it' } });
    expect(texts.join('')).not.toContain('payments');
  });

  it('cannot make up a session', async () => {
    const { session } = await signIn('ada');
    const [name, signature] = [session.split('=')[0], session.split('.')[1]];
    const content = Buffer.from(JSON.stringify({ login: 'ada', until: rig.clock.at + HOUR })).toString('base64url');

    for (const value of [
      '',
      'x',
      `${content}.`,
      `${content}.${signature}`,
      `${content}.${'A'.repeat(43)}`,
      `.${signature}`,
    ])
      expect((await rig.get('/', { cookie: `${name}=${value}` })).status).toBe(401);
  });

  it('cannot use the cookie of a sign-in under way as a session', async () => {
    const { cookie } = await begin('ada');

    expect((await rig.get('/', { cookie: `sluice=${cookie.split('=')[1]}` })).status).toBe(401);
  });
});

describe('a session', () => {
  it('ends after twelve hours', async () => {
    const { session } = await signIn('ada');
    rig.clock.at += 12 * HOUR - 1;
    const last = await rig.get('/', { cookie: session });
    rig.clock.at += 1;
    const over = await rig.get('/', { cookie: session });

    expect([last.status, over.status]).toEqual([200, 401]);
  });

  it('ends when one signs out on the page, and not when another site asks for it', async () => {
    const { session } = await signIn('ada');
    const ask = (headers: Record<string, string>, method = 'POST'): Promise<Response> =>
      rig.get('/logout', { cookie: session, ...headers }, method);

    const [own, foreign, unnamed, link] = [
      await ask({ origin: rig.url }),
      await ask({ origin: 'https://evil.example' }),
      await ask({}),
      await ask({ origin: rig.url }, 'GET'),
    ];

    expect([own.status, foreign.status, unnamed.status, link.status]).toEqual([303, 403, 403, 405]);
    expect(own.headers.getSetCookie()).toEqual(['sluice=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax']);
    expect(foreign.headers.getSetCookie()).toEqual([]);
  });
});

describe('a team', () => {
  it('is enough if it is one of several', async () => {
    expect((await rig.get('/', { cookie: (await signIn('grace')).session })).status).toBe(200);
  });

  it('is asked again after five minutes at the latest', async () => {
    const { session } = await signIn('ada');
    await rig.get('/', { cookie: session });
    const first = asked.length;
    await rig.get('/', { cookie: session });
    rig.clock.at += 5 * MINUTE - 1;
    await rig.get('/', { cookie: session });
    const kept = asked.length;
    rig.clock.at += 1;
    await rig.get('/', { cookie: session });

    expect([first, kept, asked.length]).toEqual([2, 2, 4]);
  });

  it('shuts out whoever is in none, on every address', async () => {
    const { session } = await signIn('mallory');
    const paths = ['/', '/components/acme/platform/payments', '/lanes/acme/platform/demo', '/api/v1/lanes', '/nothing'];

    for (const path of paths) {
      const answer = await rig.get(path, { cookie: session });
      const text = await answer.text();

      expect(answer.status).toBe(403);
      expect(text).toContain('mallory is in none of the teams that may see this page');
      expect(text).not.toContain('sha256');
    }
  });

  it('that cannot be read lets nobody in, and is asked again at once', async () => {
    const { session } = await signIn('ada');
    roles = { isMember: () => Promise.resolve({ unknown: 'GitHub could not be reached: HTTP 502' }) };
    const unsure = await rig.get('/', { cookie: session });
    roles = counting;
    const sure = await rig.get('/', { cookie: session });

    expect([unsure.status, sure.status]).toEqual([503, 200]);
    expect(await unsure.text()).toContain('HTTP 502');
  });

  it('of an organisation that has not installed the App is not known', async () => {
    const answer = await counting.isMember('@elsewhere/team' as TeamName, 'ada');

    expect(answer).toEqual({
      unknown: expect.stringContaining('elsewhere'),
      lasting: true,
      next: expect.stringContaining('installed'),
    });
  });
});
