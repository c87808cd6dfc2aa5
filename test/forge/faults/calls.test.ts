import { describe, expect, it } from '@jest/globals';
import type { CallRule } from '../../../src/forge/faults/rule.ts';
import { DomainWorld } from '../domain-world.ts';
import { addRepo, call, install, refBody, startKernel, tokenOf } from '../kernel.ts';

describe('a fault on its way through the forge', () => {
  async function withCounter() {
    let effects = 0;
    const kernel = startKernel({
      handlers: {
        'git/create-ref': () => {
          effects += 1;
          return { status: 201, body: refBody() };
        },
      },
    });
    const installation = install(kernel.forge, [addRepo(kernel.forge, 'acme/shop')]);
    const token = await tokenOf(kernel, installation);
    const create = (as = token) =>
      call(kernel.forge, 'POST /repos/acme/shop/git/refs', {
        as,
        body: { ref: 'refs/heads/x', sha: 'a'.repeat(40) },
      });
    const lost = async () => create().catch((thrown: unknown) => thrown);
    return { ...kernel, kernel, installation, create, lost, effects: () => effects };
  }
  const reset = { message: 'fetch failed', cause: { code: 'ECONNRESET' } };

  it('before: answers instead of the work', async () => {
    const { forge, create, effects } = await withCounter();
    forge.faults.add({ operation: 'git/create-ref', nth: 1, when: 'before', do: { status: 503 } });

    expect((await create()).status).toBe(503);
    expect(effects()).toBe(0);
    expect((await create()).status).toBe(201);
  });

  it('after: does the work and answers the fault', async () => {
    const { forge, create, effects } = await withCounter();
    forge.faults.add({ operation: 'git/create-ref', repo: 'acme/shop', when: 'after', do: { status: 502 } });

    expect((await create()).status).toBe(502);
    expect(effects()).toBe(1);
  });

  it('lost: does the work and resets the connection', async () => {
    const { forge, lost, effects } = await withCounter();
    forge.faults.add({ operation: 'git/create-ref', when: 'lost' });

    expect(await lost()).toMatchObject(reset);
    expect(effects()).toBe(1);
    expect(forge.calls.at(-1)).toMatchObject({ operationId: 'git/create-ref', status: 0 });
  });

  it('reset: breaks the connection before anything happened, or after it', async () => {
    const { forge, lost, effects } = await withCounter();
    forge.faults.add({ operation: 'git/create-ref', nth: 1, do: { reset: true } });
    forge.faults.add({ operation: 'git/create-ref', nth: 2, when: 'after', do: { reset: true } });

    expect([await lost(), effects()]).toMatchObject([reset, 0]);
    expect([await lost(), effects()]).toMatchObject([reset, 1]);
  });

  it('lost over a socket: the client sees the connection break', async () => {
    const { forge } = await withCounter();
    forge.faults.add({ operation: 'rate-limit/get', when: 'lost' });
    const { url, close } = await forge.listen();

    await expect(fetch(`${url}/rate_limit`)).rejects.toThrow('fetch failed');

    await close();
  });

  it('delay: takes virtual time, and then goes on', async () => {
    const { forge, clock, create } = await withCounter();
    forge.faults.add({ operation: 'git/create-ref', nth: 1, do: { delay: 30_000 } });
    const before = clock.now();

    expect((await create()).status).toBe(201);

    expect(clock.now() - before).toBe(30_000);
  });

  it('delay on a clock that is nobody’s to move waits in earnest', async () => {
    const waits: number[] = [];
    const { forge } = startKernel({ wait: async (milliseconds) => void waits.push(milliseconds) });
    forge.faults.add({ operation: 'rate-limit/get', when: 'after', do: { delay: 5 } });

    await call(forge, 'GET /rate_limit');

    expect(waits).toEqual([5]);
  });

  it('that lets the work go on lets its headers be looked at', async () => {
    const headers = { location: 'nowhere' };
    const kernel = startKernel({ handlers: { 'git/create-ref': () => ({ status: 201, body: refBody(), headers }) } });
    const as = await tokenOf(kernel, install(kernel.forge, [addRepo(kernel.forge, 'acme/shop')]));
    kernel.forge.faults.add({ operation: 'git/create-ref', do: { delay: 5 } });

    await call(kernel.forge, 'POST /repos/acme/shop/git/refs', { as, body: { ref: 'refs/heads/x', sha: 'a' } });

    expect(kernel.forge.violations).toMatchObject([{ pointer: 'header:location', value: 'nowhere' }]);
  });

  it('limits as GitHub does: who calls is named, and nothing remains', async () => {
    const { forge, create } = await withCounter();
    forge.faults.add({ operation: '*', nth: 1, do: { status: 403, limit: 'primary' } });
    forge.faults.add({ operation: '*', nth: 2, do: { status: 429, retryAfter: 'date:60' } });

    const [primary, secondary] = [await create(), await create()];

    expect([primary.status, primary.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    expect(await primary.json()).toMatchObject({
      message: expect.stringMatching(/^API rate limit exceeded for installation ID \d+\.$/),
    });
    expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([429, 'Mon, 04 May 2026 12:01:00 GMT']);
  });

  it('limits until the reset: nothing remains to that caller, whatever its token, and others go on', async () => {
    const { forge, kernel, wall, installation, create, effects } = await withCounter();
    const other = await tokenOf(kernel, install(forge, [forge.state.repos.get('acme/shop')!]));
    forge.faults.add({ operation: 'git/create-ref', nth: 1, do: { status: 403, limit: 'primary' } });

    const struck = await create();
    const reset = Number(struck.headers.get('x-ratelimit-reset')) * 1000;
    const again = await create(await tokenOf(kernel, installation));

    expect([again.status, again.headers.get('x-ratelimit-remaining'), effects()]).toEqual([403, '0', 0]);
    expect(again.headers.get('x-ratelimit-used')).toBe(again.headers.get('x-ratelimit-limit'));
    expect((await create(other)).status).toBe(201);
    wall.advanceTo(reset);
    expect((await create(await tokenOf(kernel, installation))).status).toBe(201);
    expect(forge.violations).toEqual([]);
  });

  it('that fails a field of an answer without data strikes nothing', async () => {
    const body = { data: null, errors: [{ message: 'Nothing', path: ['viewer'] }] };
    const kernel = startKernel({ graphql: () => ({ status: 200, body }) });
    const as = await tokenOf(kernel, install(kernel.forge, [addRepo(kernel.forge, 'acme/shop')]));
    kernel.forge.faults.add({ operation: 'graphql:Look', do: { failField: ['viewer', 'id'] } });

    const response = await call(kernel.forge, 'POST /graphql', { as, body: { query: 'query Look { viewer { id } }' } });

    expect([response.status, await response.json()]).toEqual([200, body]);
    expect(kernel.forge.faults.records).toMatchObject([{ seen: 1, struck: 0 }]);
    expect(kernel.forge.violations).toEqual([]);
  });

  it('is told from a bug of the forge, which breaks the connection too', async () => {
    const kernel = startKernel({ wait: () => Promise.reject(new Error('a bug')) });
    kernel.forge.faults.add({ operation: 'meta/root', nth: 1, do: { reset: true } });
    kernel.forge.faults.add({ operation: 'meta/root', nth: 2, do: { delay: 1 } });
    const { url, close } = await kernel.forge.listen();

    await expect(fetch(`${url}/`)).rejects.toThrow('fetch failed');
    expect(kernel.forge.violations).toEqual([]);
    await expect(fetch(`${url}/`)).rejects.toThrow('fetch failed');
    await close();

    expect(kernel.forge.violations).toMatchObject([
      {
        what: 'response',
        operationId: 'GET /',
        value: expect.stringContaining('Error: a bug'),
        message: 'the forge threw',
      },
    ]);
  });

  it('limits GraphQL with status 200, and an error that names the limit', async () => {
    const kernel = startKernel();
    const as = await tokenOf(kernel, install(kernel.forge, [addRepo(kernel.forge, 'acme/shop')]));
    kernel.forge.faults.add({ operation: 'graphql:Look', do: { status: 403, limit: 'primary' } });

    const response = await call(kernel.forge, 'POST /graphql', { as, body: { query: 'query Look { viewer { id } }' } });

    expect([response.status, response.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
    expect(await response.json()).toMatchObject({ errors: [{ type: 'RATE_LIMITED' }] });
  });

  it('is no breach of the contract by the forge', async () => {
    const { forge, create } = await withCounter();
    forge.faults.add({ operation: '*', do: { status: 418 } });

    await create();

    expect(forge.violations).toEqual([]);
  });
});

describe('an owner who acts at a bad moment', () => {
  const list = 'GET /repos/acme/shop/pulls';
  const comment = 'POST /repos/acme/shop/issues/1/comments';
  const open = 'POST /repos/acme/shop/issues';
  const bodies: Record<string, object> = { [comment]: { body: 'text' }, [open]: { title: 'text' } };

  async function withRule(rule: Omit<CallRule, 'operation'>) {
    const world = await DomainWorld.with([{ fullName: 'acme/shop', files: { 'a.txt': 'a\n' } }]);
    await world.done('bot', open, { title: 'A fault' });
    world.heard();
    world.forge.faults.add({ operation: '*', nth: 1, ...rule });
    return world;
  }
  const answers = async (world: DomainWorld, ...asked: string[]): Promise<[number, unknown][]> => {
    const said: [number, unknown][] = [];
    for (const one of asked) {
      const { status, body } = await world.rest('bot', one, bodies[one]);
      said.push([status, body.message]);
    }
    return said;
  };

  it.each(['expired', 'revoked'] as const)('finds the token %s before the call, or after it', async (token) => {
    const before = await withRule({ do: { token } });
    const after = await withRule({ when: 'after', do: { token } });

    expect(await answers(before, list)).toEqual([[401, 'Bad credentials']]);
    expect(await answers(after, comment, list)).toEqual([
      [201, undefined],
      [401, 'Bad credentials'],
    ]);
  });

  it('suspends the installation, and the App is told', async () => {
    const world = await withRule({ do: { suspend: true } });

    expect(await answers(world, list)).toEqual([[403, 'This installation has been suspended']]);
    expect(world.heard()).toEqual(['installation.suspend']);
    expect(world.breaches()).toEqual([]);
  });

  it('takes a permission away, and the App is told', async () => {
    const world = await withRule({ do: { drop: 'issues' } });

    expect(await answers(world, open, list)).toEqual([
      [403, 'Resource not accessible by integration'],
      [200, undefined],
    ]);
    expect(world.heard()).toEqual(['installation.new_permissions_accepted']);
  });

  it('renames the repository: what was asked under its old name is sent on', async () => {
    const before = await withRule({ do: { rename: 'store' } });
    const after = await withRule({ when: 'after', do: { rename: 'store' } });

    expect(await answers(before, list, comment)).toEqual([
      [301, 'Moved Permanently'],
      [307, 'Moved Permanently'],
    ]);
    expect(await answers(after, comment, list)).toEqual([
      [201, undefined],
      [301, 'Moved Permanently'],
    ]);
    expect(before.heard()).toEqual(['repository.renamed']);
  });

  it('cannot rename it to what another is called', async () => {
    const world = await DomainWorld.with([{ fullName: 'acme/shop' }, { fullName: 'acme/store' }]);
    world.forge.faults.add({ operation: 'repos/get', repo: 'acme/shop', do: { rename: 'Store' } });

    const { full_name: name } = await world.done('bot', 'GET /repos/acme/shop');

    expect([name, (await world.done('bot', 'GET /repos/acme/store')).name]).toEqual(['acme/shop', 'store']);
    expect(world.forge.faults.records).toMatchObject([{ seen: 1, struck: 0 }]);
    expect(world.breaches()).toEqual([]);
  });

  it('acts though the answer of the call is lost', async () => {
    const world = await withRule({ when: 'lost', do: { suspend: true } });

    await expect(world.rest('bot', comment, { body: 'text' })).rejects.toThrow('fetch failed');

    expect(world.heard()).toContain('issue_comment.created');
    expect(await answers(world, list)).toEqual([[403, 'This installation has been suspended']]);
  });

  it('without anything to act on strikes nothing', async () => {
    const world = await withRule({ do: { drop: 'actions' } });

    await answers(world, list);

    expect(world.forge.faults.records).toMatchObject([{ seen: 1, struck: 0 }]);
  });
});
