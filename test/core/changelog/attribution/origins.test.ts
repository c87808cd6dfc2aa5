import { describe, expect, it } from '@jest/globals';
import { commit, id, issues, numbers, origins, pull, read } from '../stories.ts';

describe('where a pull request comes from', () => {
  it.each([
    ['earlier numbers of its subject', 'Fix (#8) (#9) (#10)', '10 from 8,9'],
    ['lines of a squash that bundles', 'Fixes (#10)\n\n* fix: a (#8)\n* fix: b (#9)\n* no number', '10 from 8,9'],
    ['the list of its subject', 'Fix (#8, #9, #10)', '10 from 8,9'],
    ['a title that Mergify writes behind the number', 'Fix (#10) (backport #8)', '10 from 8'],
    ['merges in a squash', 'Next (#10)\n\n* Merge pull request #8 from eve/fix\n* more', '10 from 8'],
    ['links in a squash', 'Next (#10)\n\n* Fix ([#8](https://github.com/acme/web/pull/8))', '10 from 8'],
    ['a title that Mergify writes', 'Fix (backport #8) (#10)', '10 from 8'],
    ['a title in brackets', '[backport #8] Fix (#10)', '10 from 8'],
    ['a title that MeeseeksDev writes', 'Backport PR #8 on branch v3.x (Fix) (#10)', '10 from 8'],
    ["a title of Kubernetes' script", '[release-1.1] Automated cherry pick of #8: Fix (#10)', '10 from 8'],
    ['a title that says so', 'cherry-pick #8 and #9 (#10)', '10 from 8,9'],
    ['a body that says so', 'Fix (#10)\n\nBackport of #8.', '10 from 8'],
    ['a body that links it', 'Fix (#10)\n\nBackports https://github.com/acme/web/pull/8', '10 from 8'],
    ['a body that names the repository', 'Fix (#10)\n\nCherry-picked from acme/web#8', '10 from 8'],
    ['the branch of a backport', 'Merge pull request #10 from acme/backport-8-to-release/v1.x\n\nFix', '10 from 8'],
    ['a bare backport branch', 'Merge pull request #10 from acme/backport-8\n\nFix', '10 from 8'],
    ["Prow's branch", 'Merge pull request #10 from bot/cherry-pick-8-to-release-1\n\nFix', '10 from 8'],
    ['a branch that begins with the number', 'Merge pull request #10 from acme/8-cherry-pick\n\nFix', '10 from 8'],
    ["Mergify's branch", 'Merge pull request #10 from acme/mergify/bp/release/1.x/pr-8\n\nFix', '10 from 8'],
    [
      "Kubernetes' branch",
      'Merge pull request #10 from ada/automated-cherry-pick-of-#8-#9-release-1.1\n\nFix',
      '10 from 8,9',
    ],
  ])('is told by %s', async (_, message, expected) => {
    expect(origins(await read({ commits: [commit('1', message)] }))).toEqual([expected]);
  });

  it.each([
    ['a release branch', 'Merge pull request #10 from acme/backport-1.2\n\nFix'],
    ['another repository', 'Fix (#10)\n\nBackport of acme/api#8'],
    ['the body of a dependency update', 'Bump x from 1.0 to 1.1 (#10)\n\n* fix: theirs (#8)'],
    ["a fork's merge in a squash", 'Next (#1000)\n\n* Merge pull request #8 from acme/main'],
    ['itself', 'Fix (#10)\n\nBackport of #10\n* fix (#10)'],
    ['a word in running text', 'Fix (#10)\n\nAs the backport of #8 showed, this is slow.'],
  ])('is not told by %s', async (_, message) => {
    expect(origins(await read({ commits: [commit('1', message)] }))).toEqual([]);
  });

  it('is read off the branch and the body that GitHub tells', async () => {
    const log = await read({
      commits: [commit('2', 'two'), commit('1', 'one')],
      pullRequests: { '2': [pull(20, { head: 'backport/8' })], '1': [pull(10, { body: 'Backports #7' })] },
    });

    expect(origins(log)).toEqual(['20 from 8', '10 from 7']);
  });

  it('is the pull request of the commit that it was picked from, in the range or elsewhere', async () => {
    const log = await read({
      commits: [
        commit('3', `Fix (#30)\n\n(cherry picked from commit ${id('1')})`),
        commit('2', `Tidy (#20)\n\n(cherry picked from commit ${id('e').slice(0, 9)})`),
        commit('1', 'Fix (#8)'),
      ],
      elsewhere: [commit('e', 'Tidy (#7)')],
    });

    expect(origins(log)).toEqual(['30 from 8', '20 from 7']);
  });

  it('is a pull request whose picked commit came by the side of a backport, which keeps its number in its subject', async () => {
    const log = await read({
      commits: [
        commit('2', 'Merge pull request #30 from acme/fixes\n\nFixes for 1.x', ['0', '1']),
        commit('1', `Fix (#8)\n\n(cherry picked from commit ${id('e')})`, ['0']),
      ],
    });

    expect([numbers(log), origins(log)]).toEqual([[30], ['30 from 8']]);
  });

  it('is what was copied without a word: the same author and time of writing, or the same title elsewhere', async () => {
    const log = await read({
      commits: [
        commit('2', 'Keep the cache warm at night (#30)', [], { at: 9 }),
        commit('1', 'Now in 1.x (#20)', [], { at: 9, authoredAt: 5 }),
      ],
      elsewhere: [
        commit('d', 'Keep the cache warm at night (#8)', [], { at: 6 }),
        commit('e', 'Warm the cache (#7)', [], { at: 6, authoredAt: 5 }),
      ],
    });

    expect(origins(log)).toEqual(['30 from 8', '20 from 7']);
  });

  it.each([
    ['came later', [commit('d', 'Keep the cache warm at night (#8)', [], { at: 99 })]],
    ['is by another', [commit('d', 'Keep the cache warm at night (#8)', [], { author: 'eve' })]],
    [
      'is one of two',
      [commit('d', 'Keep the cache warm at night (#8)'), commit('e', 'Keep the cache warm at night (#7)')],
    ],
    ['claims nothing', [commit('d', 'Keep the cache warm at night')]],
  ])('is no commit of the same title that %s', async (_, elsewhere) => {
    const copy = commit('2', 'Keep the cache warm at night (#30)', [], { at: 9 });

    expect(origins(await read({ commits: [copy], elsewhere }))).toEqual([]);
  });

  it('is not what notes of a release list beside it in the same range', async () => {
    const log = await read({
      commits: [commit('2', 'Release 1.2 (#30)\n\n- Fix (#8)\n- Older (#7)'), commit('1', 'Fix (#8)')],
    });

    expect(origins(log)).toEqual(['30 from 7']);
  });

  it('brings its issues along', async () => {
    const log = await read({
      commits: [
        commit('3', `Fix (#30)\n\n(cherry picked from commit ${id('e')})`),
        commit('2', 'Backport of #8 (#20)'),
        commit('1', 'Fix (#8)\n\nFixes #50'),
      ],
      elsewhere: [commit('e', 'Fix (#7)\n\nFixes #51')],
    });

    expect(issues(log)).toEqual(['closing acme/web#50', 'closing acme/web#51']);
    expect(log.pullRequests.map(({ number, issues }) => [number, issues])).toEqual([
      [30, ['acme/web#51']],
      [20, ['acme/web#50']],
      [8, ['acme/web#50']],
    ]);
  });
});

describe('what is not known of origins', () => {
  const unknown = async (told: Parameters<typeof read>[0]): Promise<string[]> => (await read(told)).unknown;

  it('is said of those that are not in the range', async () => {
    const picked = commit('1', 'Fix (#10)\n\nBackport of #8.');
    const back = commit('2', 'Reapply "Add a cache (#7)" (#11)');

    expect(await unknown({ commits: [back, picked] })).toEqual([
      'Changes come from #7 and #8, which the range does not have: issues that only those name are not listed.',
    ]);
  });

  it('names no more than ten', async () => {
    const commits = [
      commit('1', `Release (#50)\n\n${Array.from({ length: 12 }, (_, n) => `* fix (#${n + 1})`).join('\n')}`),
    ];

    expect((await unknown({ commits }))[0]).toContain('#9, #10 and 2 more, which');
  });

  it('is nothing where they, or the commits that were picked, are at hand', async () => {
    const picked = commit('1', `Fix (#8) (#10)\n\n(cherry picked from commit ${id('9')})`);

    expect(await unknown({ commits: [commit('2', '[backport #8] Fix (#10)'), commit('1', 'Fix (#8)')] })).toEqual([]);
    expect(await unknown({ commits: [picked], elsewhere: [commit('9', 'Fix (#8)')] })).toEqual([]);
  });
});
