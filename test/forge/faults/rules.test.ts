import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { faultReply } from '../../../src/forge/faults/answers.ts';
import { Faults, type FaultSubject } from '../../../src/forge/faults/faults.ts';
import { seededRandom } from '../../../src/forge/faults/random.ts';
import { FaultRuleError, readReplay, readRules } from '../../../src/forge/faults/read-rules.ts';
import type { CallRule, FaultRule, StatusDo } from '../../../src/forge/faults/rule.ts';

const get = { operationId: 'git/get-ref', repos: ['acme/shop'], read: true };
const fails = { do: { status: 502 } };

/** Which of the next calls a rule strikes. */
function strikes(rule: FaultRule, calls = 5, seed: string | number = 's'): boolean[] {
  const faults = new Faults(seed);
  faults.add(rule);
  return Array.from({ length: calls }, () => faults.strike(get) !== undefined);
}

describe('fault rules', () => {
  it('strike every matching call by default', () => {
    expect(strikes({ operation: 'git/get-ref', ...fails }, 3)).toEqual([true, true, true]);
  });

  it('strike only the nth call, once', () => {
    expect(strikes({ operation: '*', nth: 2, ...fails }, 4)).toEqual([false, true, false, false]);
  });

  it('strike as many times as asked, from the nth call on', () => {
    expect(strikes({ operation: '*', nth: 2, times: 2, ...fails }, 5)).toEqual([false, true, true, false, false]);
  });

  it('leave other operations and other repositories alone', () => {
    expect(strikes({ operation: 'git/create-ref', ...fails }, 1)).toEqual([false]);
    expect(strikes({ operation: '*', repo: 'acme/other', ...fails }, 1)).toEqual([false]);
    expect(strikes({ operation: '*', repo: 'Acme/Shop', ...fails }, 1)).toEqual([true]);
  });

  it('of what is read and of what is written leave the other kind of call alone', () => {
    const faults = new Faults('s');
    faults.add({ operation: '*', do: { stale: { writes: 1 } } });
    faults.add({ operation: '*', do: { moved: 'main' } });

    expect(faults.strike(get)?.rule.do).toEqual({ stale: { writes: 1 } });
    expect(faults.strike({ ...get, read: false })?.rule.do).toEqual({ moved: 'main' });
  });

  it('strike the same calls again with the same seed, and others with another', () => {
    const rule = fc.record({
      operation: fc.constantFrom('*', 'git/get-ref', 'git/create-ref'),
      rate: fc.double({ min: 0.01, max: 1, noNaN: true }),
      do: fc.record({ status: fc.constantFrom(500, 502, 503) }),
    });
    const played = (seed: number, rules: CallRule[]): unknown[] => {
      const faults = new Faults(seed);
      for (const one of rules) faults.add(one);
      return Array.from({ length: 20 }, () => faults.strike(get)?.rule);
    };

    fc.assert(
      fc.property(fc.integer(), fc.array(rule, { minLength: 1, maxLength: 4 }), (seed, rules) => {
        expect(played(seed, rules)).toEqual(played(seed, rules));
      }),
    );
    expect(strikes({ operation: '*', rate: 0.5, ...fails }, 50, 'a')).not.toEqual(
      strikes({ operation: '*', rate: 0.5, ...fails }, 50, 'b'),
    );
  });

  it('at a rate strike what they strike, whatever else is called meanwhile', () => {
    const rule: CallRule = { operation: '*', rate: 0.5, ...fails };
    const others = fc.array(
      fc.constantFrom<FaultSubject>({ ...get, operationId: 'pulls/get' }, { ...get, repos: ['acme/other'] }),
    );
    const struck = (seed: number, between: FaultSubject[]): boolean[] => {
      const faults = new Faults(seed);
      faults.add(rule);
      return Array.from({ length: 10 }, () => {
        for (const other of between) faults.strike(other);
        return faults.strike(get) !== undefined;
      });
    };

    fc.assert(
      fc.property(fc.integer(), others, (seed, between) => {
        expect(struck(seed, between)).toEqual(struck(seed, []));
      }),
    );
  });

  it('are about a call that is about several repositories when one of them is theirs', () => {
    const faults = new Faults('s');
    faults.add({ operation: '*', repo: 'acme/other', ...fails });

    expect(faults.strike({ ...get, repos: ['acme/shop', 'Acme/Other'] })).toBeDefined();
  });

  it('come near to the rate they are given', () => {
    const hits = strikes({ operation: '*', rate: 0.2, ...fails }, 2000).filter(Boolean).length;

    expect(hits).toBeGreaterThan(320);
    expect(hits).toBeLessThan(480);
  });

  it('tell how many calls they matched and how many they struck, also when they are over', () => {
    const faults = new Faults('s');
    const late: FaultRule = { operation: '*', nth: 2, ...fails };
    const never: FaultRule = { operation: 'pulls/merge', ...fails };
    faults.add(late);
    const remove = faults.add(never);
    for (let calls = 0; calls < 3; calls += 1) faults.strike(get);
    remove();

    expect(faults.records).toEqual([
      { rule: late, seen: 3, struck: 1 },
      { rule: never, seen: 0, struck: 0 },
    ]);
  });

  it('that had nothing to strike count as if they had not struck', () => {
    const faults = new Faults('s');
    faults.add({ operation: '*', nth: 1, ...fails });

    faults.strike(get)?.missed();

    expect(faults.records).toMatchObject([{ seen: 1, struck: 0 }]);
    expect(faults.strike(get)).toBeDefined();
  });

  it('end when they are removed', () => {
    const faults = new Faults('s');
    const remove = faults.add({ operation: '*', ...fails });

    remove();

    expect(faults.strike(get)).toBeUndefined();
  });

  it('count each call for all rules, so that two rules do not shift each other', () => {
    const faults = new Faults('s');
    faults.add({ operation: '*', nth: 1, do: { status: 500 } });
    faults.add({ operation: '*', nth: 2, do: { status: 503 } });

    expect([faults.strike(get)?.rule.do, faults.strike(get)?.rule.do]).toEqual([{ status: 500 }, { status: 503 }]);
  });

  it('are written down with their seed, to be played again', () => {
    const faults = new Faults(7);
    faults.add({ operation: '*', rate: 0.5, ...fails });
    faults.add({ webhook: 'push', do: 'drop' });

    const { seed, rules } = readReplay(faults.replay());

    expect({ seed, rules }).toEqual({
      seed: 7,
      rules: [
        { operation: '*', rate: 0.5, do: { status: 502 } },
        { webhook: 'push', do: 'drop' },
      ],
    });
  });
});

describe('a rule that is wrong', () => {
  it.each([
    ['nonsense', 'rules[0]: wants an object, not "nonsense"'],
    [{ do: 'drop' }, 'rules[0]: wants either "operation" or "webhook"'],
    [{ operation: 'pulls/merg', ...fails }, 'rules[0].operation: the forge has no operation "pulls/merg"'],
    [{ operation: '*' }, 'rules[0].do: is missing; only an answer that is lost needs none'],
    [
      { operation: '*', do: { status: '502' } },
      'rules[0].do.status: Invalid input: expected number, received string; got "502"',
    ],
    [{ operation: '*', do: { statsu: 502 } }, 'rules[0].do: {"statsu":502} is nothing the forge knows'],
    [
      { operation: '*', do: { stale: { writes: 0 } } },
      'rules[0].do.stale.writes: Too small: expected number to be >=1; got 0',
    ],
    [{ operation: '*', do: { status: 502, retryAfter: 5 } }, 'rules[0].do.retryAfter: is for 403 and 429, not for 502'],
    [
      { operation: '*', when: 'after', do: { truncate: 1 } },
      'rules[0].when: "truncate" is for before, not for "after"',
    ],
    [{ operation: 'git:fetch', do: { truncate: 1 } }, 'rules[0].do.truncate: "truncate" is not for git'],
    [
      { operation: 'pulls/get', do: { failField: ['a', 'b'] } },
      'rules[0].do.failField: is for GraphQL, whose answers have fields that fail alone',
    ],
    [{ operation: 'constructor', ...fails }, 'rules[0].operation: the forge has no operation "constructor"'],
    [{ operation: 'repos/get', do: { moved: 'main' } }, 'rules[0].do.moved: "moved" is for what writes'],
    [{ operation: 'issues/create', do: { stale: { writes: 1 } } }, 'rules[0].do.stale: "stale" is for what reads'],
    [{ operation: 'repos/get', do: { truncate: 1 } }, 'rules[0].do.truncate: "truncate" is for lists'],
    [{ operation: 'oauth:authorize', do: { suspend: true } }, 'rules[0].do.suspend: "suspend" is not for the sign-in'],
    [{ operation: '*', do: { drop: 'isues' } }, 'rules[0].do.drop: no App has a permission "isues"'],
    [{ operation: '*', rate: 0, ...fails }, 'rules[0].rate: Too small: expected number to be >0; got 0'],
    [{ webhook: 'pushed', do: 'drop' }, 'rules[0].webhook: the forge sends no webhook "pushed"'],
    [{ webhook: 'push', do: 'dorp' }, 'rules[0].do: "dorp" is nothing the forge knows'],
    [{ operation: '*', nth: 0, ...fails }, 'rules[0].nth: Too small: expected number to be >=1; got 0'],
    [{ operation: '*', always: true, ...fails }, 'rules[0]: Unrecognized key: "always"'],
  ])('%j is refused with where it is wrong', (rule, sentence) => {
    expect(() => readRules([rule])).toThrow(FaultRuleError);
    expect(() => readRules(JSON.stringify([rule]))).toThrow(sentence);
  });

  it('is refused too where it is no JSON, or no array', () => {
    expect(() => readRules('{')).toThrow('the rules are no JSON: ');
    expect(() => readRules({})).toThrow('rules: wants an array of rules');
  });
});

describe('the answer of a struck call', () => {
  const noon = Date.parse('2026-05-04T12:00:00Z');
  const secondary = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  const said = (what: StatusDo) => faultReply(what, { now: noon });

  it('is an HTML page above 499, or nothing at all', () => {
    expect(said({ status: 502 })).toMatchObject({
      status: 502,
      body: expect.stringContaining('<html>'),
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
    expect(said({ status: 500, body: '' })).toMatchObject({ status: 500, body: '' });
  });

  it.each<[StatusDo, string, Record<string, string>]>([
    [{ status: 429 }, secondary, {}],
    [{ status: 403, retryAfter: 60 }, secondary, { 'retry-after': '60' }],
    [{ status: 403, retryAfter: 'date:60' }, secondary, { 'retry-after': 'Mon, 04 May 2026 12:01:00 GMT' }],
    [{ status: 403, limit: 'secondary' }, secondary, {}],
    [{ status: 403, limit: 'primary' }, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0' }],
    [{ status: 403 }, 'Resource not accessible by integration', {}],
    [{ status: 401 }, 'Bad credentials', {}],
  ])('to %j is what GitHub says', (what, message, headers) => {
    const reply = said(what);

    expect(reply.body).toMatchObject({ message });
    expect(reply.headers).toMatchObject(headers);
    expect(reply.headers?.['retry-after']).toBe(headers['retry-after']);
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
