import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Changelog, RevertedChange } from '../../../../src/core/changelog/changelog-model.ts';
import { DEFAULT_STYLE } from '../../../../src/core/changelog/changelog-style.ts';
import { describeChangelog, type DescribedChangelog } from '../../../../src/core/changelog/describe/fit-changelog.ts';
import { nameBeside } from '../../../../src/core/changelog/describe/listed-once.ts';
import { changeGroups } from '../../../../src/core/page/changelog/change-groups.ts';
import { changelogOf, id, listed, listedCommit } from '../../promotion/facts.ts';

const WEB = 'https://github.com';

const described = (changelog: Partial<Changelog>): DescribedChangelog =>
  describeChangelog(changelogOf(changelog), { web: WEB, style: DEFAULT_STYLE });

/** `- Retry (#5) by ada` without its addresses, under its heading or fold. */
const told = (changelog: Partial<Changelog>): Record<string, string[]> =>
  Object.fromEntries(
    described(changelog).sections.map(({ heading, fold, lines }) => [
      heading ?? fold ?? '',
      lines.map((line) => line.replace(/\]\([^)]*\)/g, ']').replaceAll('&#8203;', '')),
    ]),
  );

const onPage = (changelog: Partial<Changelog>): Record<string, string[]> =>
  Object.fromEntries(
    changeGroups(changelogOf(changelog), { web: WEB, style: DEFAULT_STYLE }).map(({ title, changes }) => [
      title,
      changes.map(({ change, says, title, takenBackBy, reverts }) =>
        [
          change.name,
          title,
          says,
          ...(takenBackBy ? [`by ${takenBackBy.name}`] : []),
          ...reverts.map(({ name }) => name),
        ].join(' '),
      ),
    ]),
  );

const older = (commit: string, more: Partial<RevertedChange> = {}): RevertedChange => ({
  commit: id(commit),
  subject: `Taking back ${commit}`,
  author: 'ada',
  reverts: [],
  what: 'older',
  ...more,
});

describe('a change that takes back something older', () => {
  const range: Partial<Changelog> = {
    pullRequests: [
      listed({ number: 9, title: 'Retry' }),
      listed({ number: 8, title: 'Revert "Cache (#2)"', author: 'grace', kind: 'revert' }),
      listed({ number: 7, title: 'feat: count again, without the cache' }),
      listed({ number: 6, title: 'Reapply "Log"', kind: 're-applied' }),
    ],
    directCommits: [
      listedCommit({ commit: id('5'), subject: 'Typo' }),
      listedCommit({ commit: id('4'), subject: 'Taking back 4' }),
    ],
    reverted: [
      older('8', { number: 8, reverts: [2] }),
      older('7', { number: 7, reverts: [2, 3] }),
      older('6', { number: 6 }),
      older('4'),
      { ...older('3', { number: 5, reverts: [5], by: 4 }), subject: 'Sort (#5)', what: 'undone' },
    ],
  };

  it('stands once: with its kind where it does more than that, else under what was taken back', () => {
    expect(told(range)).toEqual({
      '': [
        '- feat: count again, without the cache ([#7]) by ada, takes back [#2] and [#3]',
        '- Retry ([#9]) by ada',
        '- Reapply &#34;Log&#34; ([#6]) by ada, re-applied, takes back what was there before',
      ],
      'Direct commits': ['- Typo ([`5555555`]) by ada'],
      Reverted: [
        '- Revert &#34;Cache (&#35;2)&#34; ([#8]) by grace, takes back [#2]',
        '- Taking back 4 ([`4444444`]) by ada, takes back what was there before',
        '- Sort ([#5]) by ada, came and was taken back again by [#4]',
      ],
    });
  });

  it('is counted where it stands', () => {
    expect(described(range).summary).toBe('3 pull requests, 1 direct commit and 3 reverts');
  });

  it('stands in the same place on the page', () => {
    expect(onPage(range)).toEqual({
      Features: ['#7 feat: count again, without the cache  #2 #3'],
      'Other changes': ['#9 Retry ', '#6 Reapply "Log" re-applied, takes back what was there before'],
      'Direct commits': ['5555555 Typo '],
      Reverted: [
        '#8 Revert "Cache (#2)"  #2',
        '4444444 Taking back 4 takes back what was there before',
        '#5 Sort came and was taken back again by #4',
      ],
    });
  });

  it('is a change like others where nothing says what it takes back', () => {
    const pullRequests = [listed({ number: 8, title: 'Revert "Cache"', kind: 'revert' })];

    expect(described({ pullRequests }).summary).toBe('1 pull request');
    expect(Object.keys(told({ pullRequests }))).toEqual(['']);
  });

  it('is never counted otherwise than it is listed', () => {
    const kind = fc.constantFrom(undefined, 'revert' as const, 'sync' as const, 'dependencies' as const);

    fc.assert(
      fc.property(fc.array(fc.record({ kind, takes: fc.boolean() }), { minLength: 1 }), (changes) => {
        const changelog: Partial<Changelog> = {
          pullRequests: changes.map((one, n) =>
            listed({ number: n + 1, title: 'x', ...(one.kind && { kind: one.kind }) }),
          ),
          reverted: changes.flatMap(({ takes }, n) => (takes ? [older((n % 10).toString(), { number: n + 1 })] : [])),
        };
        const { summary, sections } = described(changelog);
        const counted = [...summary.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);
        const groups = changeGroups(changelogOf(changelog), { web: WEB, style: DEFAULT_STYLE });

        expect(counted).toBe(changes.length);
        expect(sections.flatMap(({ lines }) => lines)).toHaveLength(changes.length);
        expect(groups.flatMap((group) => group.changes)).toHaveLength(changes.length);
      }),
    );
  });
});

describe('a name beside which its number stands', () => {
  it.each([
    ['Retry (#5)', 'Retry'],
    ['Retry (#5) (#5)', 'Retry'],
    ['Retry (GH-5)', 'Retry'],
    ['Retry (#4) (#5)', 'Retry (#4)'],
    ['Retry (#4)', 'Retry (#4)'],
    ['Retry (#5) once more', 'Retry (#5) once more'],
    ['Merge pull request #5 from grace/retry', 'Merge grace/retry'],
    ['Merge pull request #4 from grace/retry', 'Merge pull request #4 from grace/retry'],
    ['(#5)', '(#5)'],
  ])('%j is told as %j', (text, name) => {
    expect(nameBeside(text, 5)).toBe(name);
    expect(nameBeside(text, undefined)).toBe(text);
  });

  it('does not have it again, wherever it is listed', () => {
    const entry = { commit: id('6'), subject: 'Fees (#5)', author: 'ada', number: 5 };
    const changelog: Partial<Changelog> = {
      classification: 'diverged',
      pullRequests: [listed({ number: 5, title: 'Fees (#5)' })],
      reverted: [{ ...entry, reverts: [5], what: 'undone' }],
      removed: [entry],
    };
    const lines = [...Object.values(told(changelog)), ...Object.values(onPage(changelog))].flat();

    expect(lines.map((line) => line.match(/#5/g)?.length)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('the kinds of a component in a pull request', () => {
  const titles = (...all: string[]): Partial<Changelog> => ({
    pullRequests: all.map((title, n) => listed({ number: 9 - n, title })),
  });

  it('have no headings where few changes are read faster as one list, in the order of their kinds', () => {
    expect(told(titles('a', 'fix: b', 'feat: c'))).toEqual({
      '': ['- feat: c ([#7]) by ada', '- fix: b ([#8]) by ada', '- a ([#9]) by ada'],
    });
  });

  it('have them where there are more, and where one of them breaks something', () => {
    expect(Object.keys(told(titles('a', 'fix: b', 'feat: c', 'd', 'e', 'f')))).toEqual([
      'Features',
      'Fixes',
      'Other changes',
    ]);
    expect(Object.keys(told(titles('a', 'fix!: b')))).toEqual(['Breaking changes', 'Other changes']);
  });
});
