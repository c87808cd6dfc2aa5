import { describe, expect, it } from '@jest/globals';
import { executeGraphql } from '../../../src/forge/graphql/execute.ts';
import type { Limits } from '../../../src/forge/http/limits/rate-meter.ts';
import { handlers } from '../../../src/forge/rest/index.ts';
import { addRepo, call, install, noon, startKernel, tokenOf, type Asked } from '../kernel.ts';

const minute = 60_000;
const issues = '/repos/acme/shop/issues';

/** A forge that holds its callers to limits, and a caller for the App's installation. */
async function limited(limits: Limits) {
  const kernel = startKernel({ handlers, graphql: executeGraphql, limits });
  const { forge, wall } = kernel;
  const installation = install(forge, [addRepo(forge, 'acme/shop')]);
  const as = await tokenOf(kernel, installation);
  const ask = async (asked: string, more: Asked = {}) => {
    const response = await call(forge, asked, { as, ...more });
    const text = await response.text();
    const body = (text === '' ? undefined : JSON.parse(text)) as { message?: string };
    return { status: response.status, headers: response.headers, body };
  };
  const create = async () => ask(`POST ${issues}`, { body: { title: 'A fault' } });
  return { kernel, forge, wall, installation, ask, create };
}

describe('the limit of an hour', () => {
  it('refuses what is beyond with 403 and nothing remaining, until it is over [20]', async () => {
    const { kernel, forge, wall, installation, ask } = await limited({ primary: 2 });

    const fitting = [await ask(`GET ${issues}`), await ask(`GET ${issues}`)];
    const beyond = await ask(`GET ${issues}`);
    wall.advance(60 * minute);
    const later = await ask(`GET ${issues}`, { as: await tokenOf(kernel, installation) });

    expect(fitting.map(({ status, headers }) => [status, headers.get('x-ratelimit-remaining')])).toEqual([
      [200, '1'],
      [200, '0'],
    ]);
    expect([beyond.status, beyond.body.message]).toEqual([
      403,
      `API rate limit exceeded for installation ID ${installation.id}.`,
    ]);
    expect(Object.fromEntries(beyond.headers)).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '2',
      'x-ratelimit-reset': String((noon + 60 * minute) / 1000),
    });
    expect([later.status, later.headers.get('x-ratelimit-used')]).toEqual([200, '1']);
    expect(forge.violations).toEqual([]);
  });

  it('counts an installation whatever its token, and other callers apart from it [20]', async () => {
    const { kernel, forge, installation, ask } = await limited({ primary: 2 });
    forge.state.accounts.set('eve', { id: 99, login: 'eve', type: 'User' });
    await ask(`GET ${issues}`);
    await ask(`GET ${issues}`);

    const other = await ask(`GET ${issues}`, { as: await tokenOf(kernel, installation) });
    const person = await ask('GET /user', { as: forge.personToken('eve') });

    expect([other.status, person.status]).toEqual([403, 200]);
  });

  it('does not count what has not changed [20]', async () => {
    const { ask } = await limited({ primary: 2 });
    const etag = (await ask(`GET ${issues}`)).headers.get('etag') ?? '';
    const again = async () => ask(`GET ${issues}`, { headers: { 'if-none-match': etag } });

    const answers = [await again(), await again(), await again()];

    expect(answers.map(({ status, headers }) => [status, headers.get('x-ratelimit-used')])).toEqual(
      Array.from({ length: 3 }, () => [304, '1']),
    );
  });

  it('is an error of an answer with status 200 over GraphQL, which has its own [20]', async () => {
    const { installation, ask } = await limited({ primary: 1 });
    const body = { query: '{ viewer { login } }' };
    await ask(`GET ${issues}`);

    const first = await ask('POST /graphql', { body });
    const second = await ask('POST /graphql', { body });

    const message = `API rate limit exceeded for installation ID ${installation.id}.`;
    expect([first.status, first.body]).toMatchObject([200, { data: {} }]);
    expect([second.status, second.body]).toEqual([200, { errors: [{ type: 'RATE_LIMITED', message }] }]);
    expect(second.headers.get('x-ratelimit-remaining')).toBe('0');
  });

  it('can be looked up without being counted, also when it is spent [20]', async () => {
    const { forge, ask } = await limited({ primary: 1 });
    await ask(`GET ${issues}`);

    const looked = [await ask('GET /rate_limit'), await ask('GET /rate_limit')];

    const core = { limit: 1, used: 1, remaining: 0, reset: (noon + 60 * minute) / 1000 };
    expect(looked.map(({ status }) => status)).toEqual([200, 200]);
    expect(looked[1]?.body).toMatchObject({ rate: core, resources: { core, graphql: { used: 0 } } });
    expect(forge.violations).toEqual([]);
  });

  it('is 60 for strangers, who are told of a better one [20]', async () => {
    const { forge } = await limited({ primary: 5000 });

    const answers = [];
    for (let count = 0; count <= 60; count += 1) answers.push(await call(forge, 'GET /'));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(60);
    expect(((await answers[60]!.json()) as { message: string }).message).toContain(
      "But here's the good news: Authenticated requests get a higher rate limit.",
    );
  });

  it('refuses nobody when none is set [20]', async () => {
    const { ask, create } = await limited({});

    const answers = [];
    for (let count = 0; count < 90; count += 1) answers.push(await create());

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect((await ask(`GET ${issues}`)).headers.get('x-ratelimit-limit')).toBe('5000');
  });
});

describe('the limit of content', () => {
  const message =
    'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.';

  it('refuses what is created too fast, while reading goes on and plenty remains [19]', async () => {
    const { forge, wall, ask, create } = await limited({ contentPerMinute: 2 });

    await create();
    wall.advance(20_000);
    await create();
    const beyond = await create();
    const read = await ask(`GET ${issues}`);
    wall.advance(40_000);
    const later = await create();

    expect([beyond.status, beyond.body.message, beyond.headers.get('retry-after')]).toEqual([403, message, '40']);
    expect(Number(beyond.headers.get('x-ratelimit-remaining'))).toBeGreaterThan(4000);
    expect([read.status, later.status]).toEqual([200, 201]);
    expect(forge.violations).toEqual([]);
  });

  it('counts mutations and calls of REST together, and by the hour too [19]', async () => {
    const { wall, ask, create } = await limited({ contentPerHour: 2 });
    const mutation = 'mutation { closeIssue(input: { issueId: "none" }) { clientMutationId } }';

    await create();
    const mutated = await ask('POST /graphql', { body: { query: mutation } });
    wall.advance(2 * minute);
    const beyond = [await create(), await ask('POST /graphql', { body: { query: mutation } })];

    expect(mutated.status).toBe(200);
    expect(beyond.map(({ status, body, headers }) => [status, body.message, headers.get('retry-after')])).toEqual([
      [403, message, String(58 * 60)],
      [403, message, String(58 * 60)],
    ]);
  });

  it.each([
    [{ status: 429 as const }, 429, '60'],
    [{ retryAfter: 'date' as const }, 403, new Date(noon + minute).toUTCString()],
    [{ status: 429 as const, retryAfter: 'none' as const }, 429, null],
  ])('may be answered as %j says [19]', async (secondary, status, retryAfter) => {
    const { create } = await limited({ contentPerMinute: 1, secondary });
    await create();

    const beyond = await create();

    expect([beyond.status, beyond.headers.get('retry-after')]).toEqual([status, retryAfter]);
  });
});
