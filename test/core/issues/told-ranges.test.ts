import { describe, expect, it } from '@jest/globals';

import {
  deployment,
  factsOf,
  follow,
  id,
  MERGED_AT,
  move,
  payments,
  status,
  type Change,
} from '../environments/release.ts';

const DEPLOYED = { deployments: [deployment('b', status('success')), deployment('a', status('success'))] };

describe('the range that is told', () => {
  it('begins at what was verified last, whatever the release replaced', () => {
    const { asked } = follow(factsOf({ environment: DEPLOYED, entries: [move(payments, '2', '3')] }), {
      pins: { a: { payments: '1' } },
    });

    expect(asked).toContain(`range:acme/payments:${id('1')}:${id('3')}`);
  });

  it.each<[string, { entries: Change['entries']; deployed: boolean }, string]>([
    [
      'a change that people brought by a merge of their own',
      { entries: [move(payments, '0', '1')], deployed: true },
      '1',
    ],
    [
      'nothing twice, where the last release brought what is there',
      { entries: [move(payments, '1', '2')], deployed: true },
      '2',
    ],
    ['nothing of a release that never was deployed', { entries: [move(payments, '0', '1')], deployed: false }, '2'],
  ])('has, in a release, %s', (_, { entries = [], deployed }, from) => {
    const before = { number: 40, commit: id('e'), at: MERGED_AT - 1, entries, deployed: deployed ? [payments] : [] };
    const facts = factsOf({ environment: DEPLOYED, entries: [move(payments, '2', '3')], releases: [before] });

    expect(follow(facts, { pins: { a: { payments: '2' } } }).asked).toContain(
      `range:acme/payments:${id(from)}:${id('3')}`,
    );
  });

  it('has what releases before it carried on to it, where nothing was ever verified', () => {
    const facts = factsOf({
      environment: { commits: [id('b'), id('e'), id('d')], deployments: [deployment('b', status('success'))] },
      entries: [move(payments, '2', '3')],
      releases: [
        { number: 40, commit: id('e'), at: MERGED_AT - 1, entries: [move(payments, '1', '2')], deployed: [] },
        { number: 39, commit: id('d'), at: MERGED_AT - 2, entries: [move(payments, '0', '1')], deployed: [payments] },
      ],
    });

    expect(follow(facts).asked).toContain(`range:acme/payments:${id('1')}:${id('3')}`);
  });
});
