import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../src/forge/faults/random.ts';
import { faultReply, Faults, type FaultRule } from '../../src/forge/faults/rules.ts';
import { addRepo, call, install, refBody, startKernel, tokenOf } from './kernel.ts';

const get = { operationId: 'git/get-ref', repo: 'acme/shop' };

/** Which of the next calls a rule strikes. */
function strikes(rule: FaultRule, calls = 5, seed = 's'): boolean[] {
  const faults = new Faults(seed);
  faults.add(rule);
  return Array.from({ length: calls }, () => faults.strike(get) !== undefined);
}

describe('fault rules', () => {
  it('strike every matching call by default', () => {
    expect(strikes({ operation: 'git/get-ref', when: 'before' }, 3)).toEqual([true, true, true]);
  });

  it('strike only the nth call, once', () => {
    expect(strikes({ operation: '*', nth: 2, when: 'before' }, 4)).toEqual([false, true, false, false]);
  });

  it('strike as many times as asked, from the nth call on', () => {
    expect(strikes({ operation: '*', nth: 2, times: 2, when: 'before' }, 5)).toEqual([false, true, true, false, false]);
  });

  it('leave other operations and other repositories alone', () => {
    expect(strikes({ operation: 'git/create-ref', when: 'before' }, 1)).toEqual([false]);
    expect(strikes({ operation: '*', repo: 'acme/other', when: 'before' }, 1)).toEqual([false]);
    expect(strikes({ operation: '*', repo: 'Acme/Shop', when: 'before' }, 1)).toEqual([true]);
  });

  it('strike the same calls again with the same seed, others with another', () => {
    const rule: FaultRule = { operation: '*', rate: 0.5, when: 'before' };

    expect(strikes(rule, 50, 'a')).toEqual(strikes(rule, 50, 'a'));
    expect(strikes(rule, 50, 'a')).not.toEqual(strikes(rule, 50, 'b'));
  });

  it('come near to the rate they are given', () => {
    const hits = strikes({ operation: '*', rate: 0.2, when: 'before' }, 2000).filter(Boolean).length;

    expect(hits).toBeGreaterThan(320);
    expect(hits).toBeLessThan(480);
  });

  it('tell how many calls they matched and how many they let fail, also when they are over', () => {
    const faults = new Faults('s');
    const [late, never]: FaultRule[] = [
      { operation: '*', nth: 2, when: 'before' },
      { operation: 'pulls/merge', when: 'before' },
    ];
    faults.add(late!);
    const remove = faults.add(never!);
    for (let calls = 0; calls < 3; calls += 1) faults.strike(get);
    remove();

    expect(faults.records).toEqual([
      { rule: late, seen: 3, struck: 1 },
      { rule: never, seen: 0, struck: 0 },
    ]);
  });

  it('end when they are removed', () => {
    const faults = new Faults('s');
    const remove = faults.add({ operation: '*', when: 'before' });

    remove();

    expect(faults.strike(get)).toBeUndefined();
  });

  it('count each call for all rules, so that two rules do not shift each other', () => {
    const faults = new Faults('s');
    faults.add({ operation: '*', nth: 1, when: 'before', status: 500 });
    faults.add({ operation: '*', nth: 2, when: 'before', status: 503 });

    expect([faults.strike(get)?.status, faults.strike(get)?.status]).toEqual([500, 503]);
  });

  it('answer a gateway error as an HTML page and a limit as JSON', () => {
    expect(faultReply({ operation: '*', when: 'before' })).toMatchObject({
      status: 502,
      body: expect.stringContaining('<html>'),
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
    expect(faultReply({ operation: '*', when: 'before', status: 429, headers: { 'retry-after': '60' } })).toEqual({
      status: 429,
      body: { message: 'Injected fault' },
      headers: { 'retry-after': '60' },
    });
  });
});

describe('a seeded stream', () => {
  it('stays in [0, 1) and repeats for its seed', () => {
    const draw = (seed: string) => Array.from({ length: 100 }, seededRandom(seed));

    expect(draw('x')).toEqual(draw('x'));
    expect(draw('x').every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(draw('x')).size).toBe(100);
  });
});

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
    const token = await tokenOf(kernel, install(kernel.forge, [addRepo(kernel.forge, 'acme/shop')]));
    const create = () =>
      call(kernel.forge, 'POST /repos/acme/shop/git/refs', {
        as: token,
        body: { ref: 'refs/heads/x', sha: 'a'.repeat(40) },
      });
    return { ...kernel, create, effects: () => effects };
  }

  it('before: answers instead of the work', async () => {
    const { forge, create, effects } = await withCounter();
    forge.faults.add({ operation: 'git/create-ref', nth: 1, when: 'before', status: 503 });

    expect((await create()).status).toBe(503);
    expect(effects()).toBe(0);
    expect((await create()).status).toBe(201);
  });

  it('after: does the work and answers the fault', async () => {
    const { forge, create, effects } = await withCounter();
    forge.faults.add({ operation: 'git/create-ref', repo: 'acme/shop', when: 'after', status: 502 });

    expect((await create()).status).toBe(502);
    expect(effects()).toBe(1);
  });

  it('lost: does the work and resets the connection', async () => {
    const { forge, create, effects } = await withCounter();
    forge.faults.add({ operation: 'git/create-ref', when: 'lost' });

    const error = await create().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
    expect(effects()).toBe(1);
    expect(forge.calls.at(-1)).toMatchObject({ operationId: 'git/create-ref', status: 0 });
  });

  it('lost over a socket: the client sees the connection break', async () => {
    const { forge } = await withCounter();
    forge.faults.add({ operation: 'meta/root', when: 'lost' });
    const { url, close } = await forge.listen();

    await expect(fetch(`${url}/`)).rejects.toThrow('fetch failed');

    await close();
  });

  it('is no breach of the contract by the forge', async () => {
    const { forge, create } = await withCounter();
    forge.faults.add({ operation: '*', when: 'before', status: 418 });

    await create();

    expect(forge.violations).toEqual([]);
  });
});
