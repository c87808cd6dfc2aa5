import { describe, expect, it } from '@jest/globals';
import { sharedContract } from '../../../src/forge/contract/check.ts';
import type { Fact } from '../../../src/forge/score/facts.ts';
import { judge, type Verdict } from '../../../src/forge/score/judge.ts';
import { beyondLines, isGoodEnough, reportLines, scoreOf } from '../../../src/forge/score/report.ts';
import type { Exchange } from '../../../src/forge/score/tour/index.ts';

const label = {
  id: 7,
  node_id: 'LA_7',
  url: 'http://forge.test/repos/acme/shop/labels/bug',
  name: 'bug',
  color: 'd73a4a',
  default: false,
  description: null,
};

const shape = {
  $: [3, 'object'],
  ...Object.fromEntries(
    Object.entries({ id: 'number', node_id: 'string', url: 'string', name: 'string', color: 'string' }).map(
      ([key, type]) => [`$.${key}`, [3, type]],
    ),
  ),
  '$.default': [3, 'boolean'],
  '$.description': [3, 'null|string'],
} as Fact['shape'];

function heard(body: unknown, { status = 200, operationId = 'issues/get-label' } = {}): Exchange {
  const request = { as: 'bot', method: 'GET', path: '/repos/acme/shop/labels/bug' };
  return { operationId, status, request, body, headers: {}, violations: [], isInjected: false };
}

function fact(more: Partial<Fact>): Fact {
  return { n: 3, shape: {}, msg: {}, hdr: {}, ...more };
}

/** The verdicts on what was heard, by facts of one pair. */
function judged(exchanges: Exchange[], pair: string, one: Fact): Verdict {
  const [verdict] = judge(exchanges, {
    contract: sharedContract(),
    operations: ['issues/get-label', 'pulls/create', 'issues/list-labels-for-repo'],
    facts: new Map([[pair, one]]),
  });
  return verdict!;
}

describe('the judge of an answer', () => {
  const asRecorded = (...bodies: unknown[]) =>
    judged(
      bodies.map((body) => heard(body)),
      'issues/get-label 200',
      fact({ shape }),
    );

  it('finds nothing in one like the recorded ones', () => {
    expect(asRecorded(label)).toMatchObject({ faults: [], notes: [], situational: [] });
  });

  it('finds a key that every recorded answer has, whichever it is', () => {
    const keys = Object.keys(label);

    const found = keys.map((key) => {
      const { faults } = asRecorded(label, Object.fromEntries(Object.entries(label).filter(([name]) => name !== key)));
      return faults.some((fault) => fault.startsWith(`missing $.${key} (`));
    });

    expect(found).toEqual(keys.map(() => true));
  });

  const strict = { ...shape, '$.description': [3, 'string'], '$.color': [3, 'null'] } as Fact['shape'];

  it('finds a type that no recorded answer has, although the description allows it', () => {
    const one = { ...strict, '$.color': [3, 'string'] } as Fact['shape'];
    const { faults } = judged([heard(label)], 'issues/get-label 200', fact({ shape: one }));

    expect(faults).toEqual(['$.description is null (string)']);
  });

  it('notes such a type where another answer is wholly like the recorded ones', () => {
    const one = { ...strict, '$.color': [3, 'string'] } as Fact['shape'];
    const answers = [heard(label), heard({ ...label, description: 'Something is wrong' })];
    const { faults, situational } = judged(answers, 'issues/get-label 200', fact({ shape: one }));

    expect({ faults, situational }).toEqual({ faults: [], situational: ['$.description is null (string)'] });
  });

  it('does not put together what is right in one answer and what is right in another', () => {
    const answers = [heard(label), heard({ ...label, description: 'Something is wrong' })];
    const { faults } = judged(answers, 'issues/get-label 200', fact({ shape: strict }));

    expect(faults).toEqual(['$.color is string (null)']);
  });

  it('finds what breaks the description, although no facts speak of it', () => {
    const { faults } = judged([heard({ ...label, colour: 'red' })], 'issues/get-label 200', fact({}));

    expect(faults).toEqual(['description: /colour GitHub describes no such property']);
  });

  it('does not ask for keys of an object that only some recorded answers had', () => {
    const some = { ...shape, '$.owner': [3, 'null|object'], '$.owner.login': [1, 'string'] } as Fact['shape'];
    const one = fact({ shape: { ...some, '$.owner.rare': [0, 'string'] } });
    const { faults } = judged([heard({ ...label, owner: { login: 'ada' } })], 'issues/get-label 200', one);

    expect(faults).toEqual(['description: /owner GitHub describes no such property']);
  });

  it('says of a list that it was always empty', () => {
    const listed = Object.fromEntries(Object.entries(shape).map(([path, seen]) => [`$[]${path.slice(1)}`, seen]));
    const exchange = heard([], { operationId: 'issues/list-labels-for-repo' });
    const one = fact({ shape: { $: [3, 'array'], ...listed } });

    expect(judged([exchange], 'issues/list-labels-for-repo 200', one).faults).toEqual(['nothing in $[]']);
  });

  it('takes no empty list for an answer like the recorded ones', () => {
    const listed = { $: [3, 'array'], '$[]': [3, 'object'], '$[].description': [3, 'string'] } as Fact['shape'];
    const answers = [[], [label]].map((body) => heard(body, { operationId: 'issues/list-labels-for-repo' }));
    const { faults } = judged(answers, 'issues/list-labels-for-repo 200', fact({ shape: listed }));

    expect(faults).toEqual(['$[].description is null (string)']);
  });

  it('says of a pair that the tour never evoked it', () => {
    expect(judged([], 'issues/get-label 200', fact({ shape })).faults).toEqual(['not evoked by the tour']);
  });
});

describe('the judge without facts', () => {
  const operations = ['issues/get-label'];
  const pairs = (exchanges: Exchange[], beyond = new Set<string>()) =>
    judge(exchanges, { contract: sharedContract(), operations, beyond }).map(({ status, faults }) => [status, faults]);

  it('asks for every answer that GitHub describes', () => {
    expect(pairs([heard(label)])).toEqual([
      [200, []],
      [404, ['not evoked by the tour']],
    ]);
  });

  it('leaves out what is beyond the forge', () => {
    expect(pairs([heard(label)], new Set(['issues/get-label 404']))).toEqual([[200, []]]);
  });

  it('names an answer besides only for what is wrong with it', () => {
    const beyond = new Set(['issues/get-label 404']);
    const body = { message: 'No', documentation_url: 'https://docs.github.com/rest' };
    const answers = [401, 418].map((status) => heard({ ...body, status: String(status) }, { status }));

    expect(pairs([heard(label), ...answers], beyond).map(([status]) => status)).toEqual([200, 418]);
  });
});

describe('the judge of a refusal', () => {
  const refusal = (status: number, body: object) => ({
    ...body,
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  });
  const refused = (errors: object, recorded: object) =>
    judged(
      [
        heard(refusal(422, { message: 'Validation Failed', errors: [errors] }), {
          status: 422,
          operationId: 'pulls/create',
        }),
      ],
      'pulls/create 422',
      fact({ msg: { [`Validation Failed | [${JSON.stringify(recorded)}]`]: 1 } }),
    ).faults;
  const said = (message: string) => ({ resource: 'PullRequest', code: 'custom', message });

  it('takes the same words about other names', () => {
    const [ours, theirs] = ['acme:bump', 'hub:fix/1'].map((head) => `A pull request already exists for ${head}.`);

    expect(refused(said(ours!), { message: theirs!, code: 'custom', resource: 'PullRequest' })).toEqual([]);
  });

  it('finds other words', () => {
    const faults = refused(said('There is one already.'), said('A pull request already exists for acme:bump.'));

    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('There is one already.');
  });

  it('finds other details', () => {
    expect(refused({ ...said('x'), code: 'invalid' }, said('x'))).toHaveLength(1);
  });

  it('notes what else was recorded, and what of ours was not', () => {
    const ours = ['Not Found', 'Gone'].map((message) => heard(refusal(404, { message }), { status: 404 }));
    const { faults, notes } = judged(ours, 'issues/get-label 404', fact({ msg: { 'Not Found': 2, Nowhere: 1 } }));

    expect({ faults, notes }).toEqual({
      faults: [],
      notes: ['recorded too, not evoked: "Nowhere"', 'not among the recorded: "Gone"'],
    });
  });
});

describe('the report', () => {
  const verdict = (status: number, faults: string[]): Verdict => ({
    operationId: 'issues/get-label',
    status,
    faults,
    notes: [],
    byRule: status === 404 ? 'all' : 'none',
    situational: ['$.description is null (string)'],
  });

  it('has a line for the operation and ends with the score', () => {
    const lines = reportLines([verdict(200, []), verdict(404, ['missing $.message (string)'])], { all: false });

    expect(lines).toEqual([
      'issues/get-label  200 clean, 404 not clean (by a fault rule)',
      '    200, no fault: 1 place is at times of a type that was not recorded',
      '    404: missing $.message (string)',
      '    404, no fault: 1 place is at times of a type that was not recorded',
      '',
      '1 operations, 2 pairs of operation and status',
      'forge: 1 of 2 pairs clean',
    ]);
  });

  it('says why a pair is left out, where GitHub describes it', () => {
    const beyond = new Map(['issues/get 410', 'issues/get 304'].map((pair) => [pair, 'no way']));

    expect(beyondLines(beyond, ['issues/get 410'])).toEqual(['beyond the forge: issues/get 410: no way']);
  });

  it.each([
    [19, 20, true],
    [18, 20, false],
    [0, 0, false],
  ])('calls %i of %i good enough: %s', (clean, pairs, isGood) => {
    const verdicts = Array.from({ length: pairs }, (_, index) => verdict(index, index < clean ? [] : ['x']));

    expect(isGoodEnough(scoreOf(verdicts))).toBe(isGood);
  });
});
