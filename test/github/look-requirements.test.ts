import { describe, expect, it } from '@jest/globals';

import { asksForQueue, mergeMethodsOf, requirementsOf } from '../../src/github/look/snapshot/requirements.ts';
import type { RawHere, RawRuleParameters } from '../../src/github/look/raw.ts';
import { rawBase, rawHere } from './raw-look.ts';

type Base = NonNullable<RawHere['base']>;

const classic = (change: Partial<NonNullable<Base['refUpdateRule']>> = {}): Partial<Base> => ({
  refUpdateRule: {
    requiredStatusCheckContexts: [],
    requiredApprovingReviewCount: null,
    requiresLinearHistory: false,
    ...change,
  },
});
const rulesets = (...parameters: (RawRuleParameters | null)[]): Partial<Base> => ({
  rules: { nodes: parameters.map((each) => ({ type: 'WHATEVER', parameters: each })) },
});
const checks = (...contexts: string[]): RawRuleParameters => ({
  __typename: 'RequiredStatusChecksParameters',
  strictRequiredStatusChecksPolicy: false,
  requiredStatusChecks: contexts.map((context) => ({ context })),
});
const strict = (...contexts: string[]): RawRuleParameters =>
  ({ ...checks(...contexts), strictRequiredStatusChecksPolicy: true }) as RawRuleParameters;
const reviews = (count: number, methods: string[] | null = null): RawRuleParameters => ({
  __typename: 'PullRequestParameters',
  requiredApprovingReviewCount: count,
  allowedMergeMethods: methods,
});
const linear: Partial<Base> = { rules: { nodes: [{ type: 'REQUIRED_LINEAR_HISTORY', parameters: null }] } };

describe('what GitHub requires of a merge', () => {
  it.each<[string, Partial<Base>, { checks: string[]; approvals: number }]>([
    ['is nothing on a base without protection', {}, { checks: [], approvals: 0 }],
    ['is nothing where the rules have no list', { rules: null }, { checks: [], approvals: 0 }],
    ['is nothing where the list is empty', { rules: { nodes: null } }, { checks: [], approvals: 0 }],
    [
      'is read from classic protection',
      classic({ requiredStatusCheckContexts: ['build', 'lint'], requiredApprovingReviewCount: 2 }),
      { checks: ['build', 'lint'], approvals: 2 },
    ],
    [
      'is read from classic protection that asks for neither',
      classic({ requiredStatusCheckContexts: null }),
      { checks: [], approvals: 0 },
    ],
    [
      'is read past the holes of classic protection',
      classic({ requiredStatusCheckContexts: [null, 'build'] }),
      { checks: ['build'], approvals: 0 },
    ],
    ['is read from rulesets', rulesets(checks('build'), reviews(1)), { checks: ['build'], approvals: 1 }],
    [
      'is read past rules of other kinds, without parameters, and past holes',
      {
        rules: {
          nodes: [
            null,
            { type: 'DELETION', parameters: null },
            ...(rulesets({ __typename: 'Other' }, checks('build')).rules?.nodes ?? []),
          ],
        },
      },
      { checks: ['build'], approvals: 0 },
    ],
    [
      'is all of both, each check once, and the most approvals',
      {
        ...classic({ requiredStatusCheckContexts: ['build', 'lint'], requiredApprovingReviewCount: 1 }),
        ...rulesets(checks('lint', 'scan'), reviews(2), checks('build', 'e2e'), reviews(0)),
      },
      { checks: ['build', 'lint', 'scan', 'e2e'], approvals: 2 },
    ],
    [
      'is what classic protection asks where that is more',
      { ...classic({ requiredApprovingReviewCount: 3 }), ...rulesets(reviews(1)) },
      { checks: [], approvals: 3 },
    ],
  ])('%s', (_, base, expected) => {
    expect(requirementsOf(rawBase(base))).toEqual({ ...expected, upToDate: false });
  });

  it.each<[string, Partial<Base>, boolean]>([
    ['is an up-to-date branch where a ruleset is strict', rulesets(checks('lint'), strict('build')), true],
    ['is none where a ruleset is strict about no check', rulesets(strict()), false],
    ['is none where rulesets are not strict', rulesets(checks('build')), false],
  ])('%s', (_, base, upToDate) => {
    expect(requirementsOf(rawBase(base)).upToDate).toBe(upToDate);
  });
});

describe('a merge queue', () => {
  it.each<[string, Partial<Base>, boolean]>([
    ['is asked for by a ruleset', { rules: { nodes: [null, { type: 'MERGE_QUEUE', parameters: null }] } }, true],
    ['is not asked for by rules of other kinds', rulesets(checks('build')), false],
    ['is not asked for where the rules have no list', { rules: null }, false],
  ])('%s', (_, base, expected) => {
    expect(asksForQueue(rawBase(base))).toBe(expected);
  });
});

describe('the ways to merge', () => {
  const all: Partial<RawHere> = {};
  const none: Partial<RawHere> = { mergeCommitAllowed: false, squashMergeAllowed: false, rebaseMergeAllowed: false };

  it.each<[string, Partial<RawHere>, Partial<Base>, string[]]>([
    ['are all that the repository allows, merge commits first', all, {}, ['merge', 'squash', 'rebase']],
    ['are none where it allows none', none, {}, []],
    ['are the one that it allows', { ...none, rebaseMergeAllowed: true }, {}, ['rebase']],
    [
      'leave a merge commit out where classic protection wants a linear history',
      all,
      classic({ requiresLinearHistory: true }),
      ['squash', 'rebase'],
    ],
    ['leave a merge commit out where a ruleset wants a linear history', all, linear, ['squash', 'rebase']],
    [
      'are none where only merge commits are allowed and the history is to be linear',
      { ...none, mergeCommitAllowed: true },
      linear,
      [],
    ],
    ['are those that a ruleset allows', all, rulesets(reviews(0, ['SQUASH', 'REBASE'])), ['squash', 'rebase']],
    [
      'are those that every ruleset allows',
      all,
      rulesets(reviews(0, ['MERGE', 'SQUASH']), reviews(1, ['SQUASH', 'REBASE'])),
      ['squash'],
    ],
    ['are none where rulesets agree on none', all, rulesets(reviews(0, ['MERGE']), reviews(0, ['REBASE'])), []],
    [
      'are those of the repository where a ruleset says nothing of them',
      all,
      rulesets(reviews(1), checks('build')),
      ['merge', 'squash', 'rebase'],
    ],
    [
      'are not those that a ruleset allows and the repository does not',
      { ...none, squashMergeAllowed: true },
      rulesets(reviews(0, ['MERGE', 'SQUASH'])),
      ['squash'],
    ],
  ])('%s', (_, here, base, expected) => {
    expect(mergeMethodsOf(rawHere({ ...here, base: rawBase(base) }))).toEqual(expected);
  });

  it('are those of the repository where its base cannot be seen', () => {
    expect(mergeMethodsOf(rawHere({ base: null }))).toEqual(['merge', 'squash', 'rebase']);
  });
});
