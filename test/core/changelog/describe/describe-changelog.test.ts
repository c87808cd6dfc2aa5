import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Changelog } from '../../../../src/core/changelog/changelog-model.ts';
import { DEFAULT_STYLE, type ChangelogStyle } from '../../../../src/core/changelog/changelog-style.ts';
import {
  describeForReading,
  describeHidden,
  namesOfChanges,
} from '../../../../src/core/changelog/describe/describe-changelog.ts';
import { describeChangelog, roomOfChangelog } from '../../../../src/core/changelog/describe/fit-changelog.ts';
import { headingOf } from '../../../../src/core/changelog/describe/kinds.ts';
import { roomOf, shares } from '../../../../src/core/changelog/describe/room.ts';
import type { Classification } from '../../../../src/core/changelog/history.ts';
import { loadTexts } from '../../../../src/templates.ts';
import { changelogOf, id, listed, listedCommit } from '../../promotion/facts.ts';

const WEB = 'https://github.com';
const texts = loadTexts();
const many = <T>(count: number, item: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => item(n));

const read = (changelog: Partial<Changelog>, style: ChangelogStyle = DEFAULT_STYLE): string =>
  texts('changelog', describeForReading(changelogOf(changelog), { web: WEB, style }));

const described = (changelog: Partial<Changelog>, room?: number) =>
  describeChangelog(changelogOf(changelog), {
    web: WEB,
    style: DEFAULT_STYLE,
    ...(room === undefined ? {} : { room }),
  });

/** What the partial makes of a description, without the lines around it. */
const rendered = (changes: object): string => {
  const frame = { repo: 'r', from: 'f', to: 't' };
  return texts('changelog', { ...frame, ...changes }).replace('## r `f` → `t`\n', '');
};

describe('a changelog that is read', () => {
  it('tells the changes by kind, then direct commits and reverts, then what machines did, and what is not known', () => {
    const changelog: Partial<Changelog> = {
      pullRequests: [
        listed({
          number: 9,
          title: 'feat: retry transfers',
          coAuthors: ['grace'],
          issues: ['acme/payments#12', 'acme/web#4'],
          closes: ['acme/payments#12'],
          tells: ['acme/web#4'],
          trackerKeys: ['PAY-7', 'OPS-1'],
          origins: [3, 4],
        }),
        listed({ number: 8, title: 'feat(api)!: drop v1' }),
        listed({ number: 7, title: 'Speed up', kind: 're-applied' }),
        listed({ number: 6, title: 'Bump lodash', author: 'dependabot[bot]', kind: 'dependencies' }),
        listed({ number: 5, title: 'Merge release into main', kind: 'sync' }),
      ],
      issues: [
        { ref: 'acme/payments#12', how: 'closing', closing: true },
        { ref: 'acme/web#4', how: 'told', closing: false },
      ],
      directCommits: [listedCommit({ commit: id('5'), subject: 'Fix a typo' })],
      reverted: [
        { commit: id('6'), subject: 'Revert "Cache"', author: 'ada', number: 10, reverts: [2], what: 'older' },
        { commit: id('7'), subject: 'Half a feature', author: 'ada', reverts: [], what: 'undone' },
      ],
      unknown: ['Labels are known to GitHub alone; ask it with `--repo`.'],
    };
    const style = { ...DEFAULT_STYLE, trackers: [{ project: 'PAY', url: 'https://tracker.example/browse/{key}' }] };

    expect(read(changelog, style)).toMatchInlineSnapshot(`
     "## acme/payments \`1111111\` → \`2222222\`

     5 pull requests, 1 direct commit and 2 reverts · [compare](https://github.com/acme/payments/compare/1111111111111111111111111111111111111111...2222222222222222222222222222222222222222)

     #### Breaking changes

     - feat(api)!: drop v1 ([#&#8203;8](https://redirect.github.com/acme/payments/pull/8)) by ada

     #### Features

     - feat: retry transfers ([#&#8203;9](https://redirect.github.com/acme/payments/pull/9)) by ada with grace · picked from [#&#8203;3](https://redirect.github.com/acme/payments/pull/3) and [#&#8203;4](https://redirect.github.com/acme/payments/pull/4) · issue [#&#8203;12](https://redirect.github.com/acme/payments/issues/12) · see [acme/web#&#8203;4](https://redirect.github.com/acme/web/issues/4) · [PAY-7](https://tracker.example/browse/PAY-7) · OPS-1

     #### Other changes

     - Speed up ([#&#8203;7](https://redirect.github.com/acme/payments/pull/7)) by ada, re-applied

     #### Direct commits

     - Fix a typo ([\`5555555\`](https://github.com/acme/payments/commit/5555555555555555555555555555555555555555)) by ada

     #### Reverted

     - Revert &#34;Cache&#34; ([#&#8203;10](https://redirect.github.com/acme/payments/pull/10)) by ada, takes back [#&#8203;2](https://redirect.github.com/acme/payments/pull/2)
     - Half a feature ([\`7777777\`](https://github.com/acme/payments/commit/7777777777777777777777777777777777777777)) by ada, came and was taken back again

     <details><summary>1 update of dependencies by bots</summary>

     - Bump lodash ([#&#8203;6](https://redirect.github.com/acme/payments/pull/6)) by dependabot&#91;bot&#93;

     </details>

     <details><summary>1 merge from branch to branch</summary>

     - Merge release into main ([#&#8203;5](https://redirect.github.com/acme/payments/pull/5)) by ada

     </details>

     What could not be known:

     - Labels are known to GitHub alone; ask it with \`--repo\`.
     "
    `);
  });

  it('has no heading for a kind where there is only one', () => {
    expect(read({ pullRequests: [listed({ number: 9, title: 'fix: x' })] })).not.toContain('####');
  });

  it('is the same, byte for byte, for the same changelog', () => {
    const changelog = { pullRequests: many(60, (n) => listed({ number: n, title: `feat: ${n}`, labels: ['bug'] })) };

    expect(read(changelog)).toBe(read(structuredClone(changelog)));
  });
});

describe('the words for how two commits lie to each other', () => {
  const removed = [{ commit: id('6'), subject: 'Lost', author: 'ada', number: 5 }];
  const none = { pullRequests: [], commits: [] };
  const words = (classification: Classification, more: Partial<Changelog> = none): string => {
    const { summary, warning = '' } = described({ classification, ...more });
    return `${summary} | ${warning}`;
  };

  it('are its own for each', () => {
    expect([
      words('identical'),
      words('forward', {}),
      words('rollback', { ...none, removed }),
      words('diverged', { removed }),
      words('unrelated'),
      words('unknown-old'),
      words('unknown-new'),
    ]).toMatchInlineSnapshot(`
     [
       "The same code, built again | ",
       "1 pull request | ",
       "Goes back: 1 pull request is taken away | ",
       "1 pull request | The two commits have diverged: this move also takes away 1 pull request. Sluice does not merge it; a person decides.",
       "What changes is not known: nothing connects the two commits | The two commits have no common history, so nothing says what this move takes away. Sluice does not merge it; a person decides.",
       "What changes is not known: acme/payments has no commit \`1111111\`, which is held now | ",
       "What changes is not known: acme/payments has no commit \`2222222\`, which is to come | ",
     ]
    `);
  });

  it('never call an unknown range a range without changes, nor list anything of it', () => {
    for (const classification of ['unrelated', 'unknown-old', 'unknown-new'] as const) {
      const { summary, sections } = described({ classification, removed });

      expect(summary).toContain('not known');
      expect(sections).toEqual([]);
      expect(describeHidden(changelogOf({ classification })).summary).toContain('not known');
    }
  });

  it('say that paths are why there is nothing, and not that there is no commit', () => {
    expect(described({ pullRequests: [], commits: [] }).summary).toBe('No change below the paths that count');
  });

  it('say so where a range has commits and none of them is a change of the component', () => {
    expect(described({ pullRequests: [], commits: [id('1'), id('2')] }).summary).toBe(
      'No change of its own in 2 commits',
    );
  });
});

describe('the words for somebody who reads without moving anything', () => {
  const removed = [{ commit: id('6'), subject: 'Lost', author: 'ada', number: 5 }];

  it('are not about a pull request of Sluice', () => {
    const told = (['identical', 'diverged', 'rollback', 'unrelated', 'unknown-old', 'unknown-new'] as const).map(
      (classification) => {
        const { summary, warning = '' } = describeForReading(changelogOf({ classification, removed }), {
          web: WEB,
          style: DEFAULT_STYLE,
        });
        return `${summary} | ${warning}`;
      },
    );

    expect(told.filter((words) => /Sluice|merge|move|built|held|to come/.test(words))).toEqual([]);
    expect(told).toMatchInlineSnapshot(`
     [
       "The two commits are the same one | ",
       "1 pull request | The two commits have diverged: from the first to the second, 1 pull request is taken away.",
       "Goes back: 1 pull request is taken away | ",
       "What changes is not known: nothing connects the two commits | The two commits have no common history, so nothing says what lies between them.",
       "What changes is not known: acme/payments has no commit \`1111111\` | ",
       "What changes is not known: acme/payments has no commit \`2222222\` | ",
     ]
    `);
  });
});

describe('the kind of a pull request', () => {
  const kind = (title: string, labels: string[] = []): string => headingOf({ title, labels }, DEFAULT_STYLE);

  it.each([
    ['feat: x', [], 'Features'],
    ['Feat(web): x', [], 'Features'],
    ['fix : x', [], 'Fixes'],
    ['feature: x', [], 'Other changes'],
    ['feat x', [], 'Other changes'],
    ['fix: x', ['Enhancement'], 'Features'],
    ['anything', ['BUG'], 'Fixes'],
    ['anything', ['unheard of'], 'Other changes'],
    ['chore(deps)!: x', ['dependencies'], 'Breaking changes'],
    ['x (BREAKING CHANGE: y)', [], 'Breaking changes'],
    ['constructor: x', [], 'Other changes'],
  ])('of %j with the labels %j is %j', (title, labels, expected) => {
    expect(kind(title, labels)).toBe(expected);
  });

  it('is the first of the style that fits, and what fits none comes last', () => {
    const style: ChangelogStyle = {
      kinds: [
        { title: 'Zebra', labels: [], types: ['feat'] },
        { title: 'Aardvark', labels: ['x'], types: ['feat', 'fix'] },
      ],
      trackers: [],
    };
    const titles = ['other', 'fix: b', 'feat: a'].map((title, n) => listed({ number: 9 - n, title }));

    expect(read({ pullRequests: titles }, style).match(/^#### .*$/gm)).toEqual([
      '#### Zebra',
      '#### Aardvark',
      '#### Other changes',
    ]);
  });
});

describe('a changelog that does not fit', () => {
  const long = (count: number): Partial<Changelog> => ({
    pullRequests: many(count, (n) =>
      listed({ number: count - n, title: n % 2 === 0 ? 'feat: retry' : 'fix: retry', coAuthors: ['grace'] }),
    ),
    directCommits: many(3, () => listedCommit({ commit: id('5'), subject: 'Fix a typo' })),
  });

  it('loses its authors first, then its oldest changes, then its titles, then its counts by kind', () => {
    const rooms = [20_000, 5_600, 3_000, 420, 10];

    expect(
      rooms.map((room) =>
        rendered(described(long(60), room)).replace(
          /(\n- .*)+/g,
          (all) => `\n${all.split('\n- ').length - 1} lines, such as ${all.split('\n')[1] ?? ''}`,
        ),
      ),
    ).toMatchInlineSnapshot(`
     [
       "
     60 pull requests and 3 direct commits

     #### Features

     30 lines, such as - feat: retry ([#&#8203;60](https://redirect.github.com/acme/payments/pull/60)) by ada with grace

     #### Fixes

     30 lines, such as - fix: retry ([#&#8203;59](https://redirect.github.com/acme/payments/pull/59)) by ada with grace

     #### Direct commits

     3 lines, such as - Fix a typo ([\`5555555\`](https://github.com/acme/payments/commit/5555555555555555555555555555555555555555)) by ada
     ",
       "
     60 pull requests and 3 direct commits

     #### Features

     30 lines, such as - feat: retry ([#&#8203;60](https://redirect.github.com/acme/payments/pull/60))

     #### Fixes

     29 lines, such as - fix: retry ([#&#8203;59](https://redirect.github.com/acme/payments/pull/59))

     #### Direct commits

     3 lines, such as - Fix a typo ([\`5555555\`](https://github.com/acme/payments/commit/5555555555555555555555555555555555555555))

     And 1 older change, in [the comparison at GitHub](https://github.com/acme/payments/compare/1111111111111111111111111111111111111111...2222222222222222222222222222222222222222).
     ",
       "
     60 pull requests and 3 direct commits

     #### Features

     13 lines, such as - feat: retry ([#&#8203;60](https://redirect.github.com/acme/payments/pull/60))

     #### Fixes

     13 lines, such as - fix: retry ([#&#8203;59](https://redirect.github.com/acme/payments/pull/59))

     #### Direct commits

     3 lines, such as - Fix a typo ([\`5555555\`](https://github.com/acme/payments/commit/5555555555555555555555555555555555555555))

     And 34 older changes, in [the comparison at GitHub](https://github.com/acme/payments/compare/1111111111111111111111111111111111111111...2222222222222222222222222222222222222222).
     ",
       "
     60 pull requests and 3 direct commits

     Features 30 · Fixes 30 · Direct commits 3

     They are listed in [the comparison at GitHub](https://github.com/acme/payments/compare/1111111111111111111111111111111111111111...2222222222222222222222222222222222222222).
     ",
       "
     60 pull requests and 3 direct commits

     They are listed in [the comparison at GitHub](https://github.com/acme/payments/compare/1111111111111111111111111111111111111111...2222222222222222222222222222222222222222).
     ",
     ]
    `);
  });

  it('never takes more room than it is given, one line aside, and is measured as it is rendered', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('字'.repeat(90), '@#<>'.repeat(30)),
    );
    const pr = fc.record({
      title: text,
      author: text,
      kind: fc.constantFrom(undefined, 'sync' as const, 'dependencies' as const),
    });

    const refs = many(25, (n) => `acme/payments#${n + 1}`);

    fc.assert(
      fc.property(fc.array(pr, { maxLength: 60 }), fc.integer({ min: 0, max: 12_000 }), text, (prs, room, subject) => {
        const changelog: Partial<Changelog> = {
          issues: refs.map((ref) => ({ ref, how: 'closing', closing: true })),
          pullRequests: prs.map(({ kind, ...rest }, n) =>
            listed({
              number: n + 1,
              ...rest,
              ...(kind === undefined ? {} : { kind }),
            }),
          ),
          directCommits: many(8, (n) =>
            listedCommit({ commit: id('5'), subject, issues: refs, closes: refs.slice(n), trackerKeys: [subject] }),
          ),
          unknown: [subject],
        };
        const fitted = described(changelog, room);
        const body = rendered(fitted);
        const least = roomOfChangelog(described(changelog, 0));

        expect(roomOf(body)).toBeLessThanOrEqual(roomOfChangelog(fitted));
        expect(roomOfChangelog(fitted)).toBeLessThanOrEqual(Math.max(room, least));
        expect(body.isWellFormed()).toBe(true);
        expect(body.split('<details>').length).toBe(body.split('</details>').length);
      }),
      { numRuns: 30 },
    );
  });

  it('counts every change either as listed or as left out', () => {
    for (const room of [3_000, 4_000, 5_000]) {
      const { sections, more = '' } = described(long(60), room);
      const shown = sections.flatMap(({ lines }) => lines).length;

      expect(more).toContain(`And ${63 - shown} older changes, in [the comparison at GitHub](`);
    }
  });

  it('of two and a half thousand pull requests shows the newest', () => {
    const { sections } = described(long(2_500));
    const first = sections.flatMap(({ lines }) => lines).filter((line) => line.includes('/pull/2500)'));

    expect(first).toHaveLength(1);
    expect(roomOfChangelog(described(long(2_500)))).toBeGreaterThan(58_000);
  });
});

it('a comparison is linked where GitHub compares the two, and nowhere else', () => {
  const linked = (['forward', 'rollback', 'diverged', 'identical', 'unrelated', 'unknown-old', 'unknown-new'] as const)
    .map((classification) => changelogOf({ classification }))
    .filter((changelog) => describeForReading(changelog, { web: WEB, style: DEFAULT_STYLE }).compareUrl !== undefined);

  expect(linked.map(({ classification }) => classification)).toEqual(['forward', 'rollback', 'diverged']);
});

it('of a way back the commits are linked, which GitHub shows from the older to the newer', () => {
  const removed = many(40, () => ({ commit: id('6'), subject: 'Retry', author: 'ada' }));
  const back: Partial<Changelog> = { classification: 'rollback', pullRequests: [], removed };
  const compared = `${WEB}/acme/payments/compare/${id('2')}...${id('1')}`;

  expect(described(back, 400).more).toBe(`They are listed among [the commits at GitHub](${compared}).`);
  expect(read(back)).toContain(` · [compare](${compared})`);
});

describe('the room of a body', () => {
  it('is bytes where those are scarcer than characters', () => {
    expect(roomOf('x'.repeat(1_000))).toBe(1_000);
    expect(roomOf('字'.repeat(1_000))).toBe(Math.ceil((3_000 * 60_000) / 65_000));
  });

  it('is shared so that who wants little gets it, and the others the same', () => {
    expect(shares([100, 10, 100], 130)).toEqual([60, 10, 60]);
    expect(shares([1, 2], 100)).toEqual([1, 2]);
    expect(shares([5, 5], -3)).toEqual([0, 0]);
  });
});

describe('the key of another tracker', () => {
  const line = (url: string, project = 'PAY'): string =>
    read(
      { pullRequests: [listed({ number: 9, title: 'x', trackerKeys: ['PAY-7'] })] },
      { ...DEFAULT_STYLE, trackers: [{ project, url }] },
    );

  it('leads where the pipeline says', () => {
    expect(line('https://tracker.example/browse/{key}')).toContain(
      ' · [PAY-7](https://tracker.example/browse/PAY-7)\n',
    );
  });

  it.each(['http://tracker.example/{key}', 'javascript:alert({key})', 'nonsense'])('leads nowhere by %j', (url) => {
    expect(line(url)).toContain(' by ada · PAY-7\n');
  });

  it('leads nowhere where its project has no tracker', () => {
    expect(line('https://tracker.example/{key}', 'OPS')).toContain(' by ada · PAY-7\n');
  });
});

it('the names of changes are those of people first', () => {
  const names = namesOfChanges(
    changelogOf({
      pullRequests: [
        listed({ number: 9, title: 'Bump', kind: 'dependencies' }),
        listed({ number: 8, title: 'Merge', kind: 'sync' }),
        listed({ number: 7, title: 'Retry' }),
      ],
      directCommits: [listedCommit({ commit: id('5'), subject: 'Typo' })],
    }),
  );

  expect(names).toEqual(['Retry', 'Typo', 'Bump', 'Merge']);
});
