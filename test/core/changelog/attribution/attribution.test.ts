import { describe, expect, it } from '@jest/globals';
import { direct, commit, id, numbers, pull, read } from '../stories.ts';
import type { Told } from '../stories.ts';

const told = async (message: string, parents = ['1', '2']): Promise<string[]> => {
  const { pullRequests } = await read({ commits: [commit('3', message, parents)] });
  return pullRequests.map(({ number, title }) => `${number} ${title}`);
};

describe('a subject names its pull request', () => {
  it.each([
    ['as GitHub merges', 'Merge pull request #12 from ada/cache\n\nAdd a cache', '12 Add a cache'],
    ['as GitHub squashes', 'Add a cache (#12)', '12 Add a cache'],
    ['as GitHub squashes a long title', 'Add a cache for all pa…\n\n…ges (#12)', '12 Add a cache for all pages'],
    ['as a merge with the title for a subject', 'Add a cache (#12)\n\nIn memory.', '12 Add a cache'],
    ['as bors and homu merge', 'Auto merge of #12 - ada:cache, r=bob\n\nAdd a cache', '12 Add a cache'],
    ['in a rollup', 'Rollup merge of #12 - ada:cache, r=bob\n\nAdd a cache', '12 Add a cache'],
    ['as a script that writes the title', 'Merge PR #12: Add a cache', '12 Add a cache'],
    ['as a custom merge message', 'Merge pull request #12: Add a cache', '12 Add a cache'],
    ['as CPython squashes', 'gh-900: Add a cache (GH-12)', '12 gh-900: Add a cache'],
    ['with punctuation behind it', 'Add a cache (#12).', '12 Add a cache'],
    ['with a tag for machines behind it', 'Add a cache (#12) [skip ci]', '12 Add a cache'],
    ['as a merged branch', "Merge branch 'cache' (#12)", "12 Merge branch 'cache'"],
    ['in the trailer of Node', 'Add a cache\n\nPR-URL: https://github.com/acme/web/pull/12', '12 Add a cache'],
    ['in the trailer of Angular', 'Add a cache\n\nPR Close #12', '12 Add a cache'],
    [
      'with the commit it was picked from behind it',
      `Add (#12) (cherry picked from commit ${id('e')})`,
      `12 Add (cherry picked from commit ${id('e')})`,
    ],
    [
      'with the pull request it was picked from behind it',
      'Add a cache (#12) (backport #11)',
      '12 Add a cache (backport #11)',
    ],
    ['with the version it was picked for behind it', 'Add a cache (#12) (3.3)', '12 Add a cache (3.3)'],
    ['with a title that goes on', 'Add a cache (#12) - follow up', '12 Add a cache - follow up'],
    ['as the last of a list', 'Add a cache (#11, #12)', '12 Add a cache'],
    ['as a link', 'Add a cache ([#12](https://github.com/acme/web/pull/12))', '12 Add a cache'],
    ["with its repository's name", 'Add a cache (Acme/Web#12)', '12 Add a cache'],
    ["as a merge with its repository's name", 'Merge pull request acme/web#12 from ada/cache\n\nAdd', '12 Add'],
    ['as a merged PR', 'Merged PR #12 from ada/cache\n\nAdd a cache', '12 Add a cache'],
    ['as Bitbucket merges', 'Merge pull request #12 in acme/web from cache to main\n\nAdd a cache', '12 Add a cache'],
    [
      'as Bitbucket merges without a title',
      'Merge pull request #12 in acme/web from cache to main',
      '12 Merge pull request #12 in acme/web from cache to main',
    ],
    ["in the trailer of Apache's scripts", 'Add a cache\n\nCloses #12 from ada/cache.', '12 Add a cache'],
  ])('%s', async (_, message, expected) => {
    expect(await told(message)).toEqual([expected]);
  });

  it.each([
    ['a reference in the middle', 'Add (#12) a cache'],
    ['the scope of a title', 'fix(#12): add a cache'],
    ["another repository's number", 'Add a cache (acme/api#12)'],
    ["a link to another repository's", 'Add a cache ([#12](https://github.com/acme/api/pull/12))'],
    ["a merge of another repository's", 'Merge pull request acme/api#12 from ada/cache'],
    ['a quoted subject that goes on', 'Revert "Add a cache (#12) - follow up"'],
    ['an issue that it fixes', 'Fix #12'],
    ['a number with a zero before it', 'Add a cache (#012)'],
    ['a quoted subject', 'Revert "Add a cache (#12)"'],
    ['a word that ends in a number', 'Add a cache (x#12)'],
    ['an issue that its body closes', 'Add a cache\n\nCloses #12'],
  ])('but not by %s', async (_, message) => {
    expect(await told(message, ['1'])).toEqual([]);
  });

  it('or several of a batch, each with what came in by its side', async () => {
    const log = await read({
      commits: [
        commit('4', 'Merge #8 #9\n\n8: Add a cache r=bob a=ada\n\n9: Drop the cache r=bob a=eve', ['1', '2', '3']),
        commit('3', 'drop', ['1']),
        commit('2', 'add', ['1']),
      ],
    });

    expect(log.pullRequests.map(({ number, title }) => `${number} ${title}`)).toEqual([
      '9 Drop the cache',
      '8 Add a cache',
    ]);
    expect(direct(log)).toEqual([]);
  });
});

describe('of the pull requests that GitHub tells for a commit', () => {
  const inRange = commit('1', 'one');
  const choose = (facts: Told['pullRequests']): Promise<number[]> =>
    read({ commits: [commit('2', 'Merge', ['0', '1']), inRange], ...(facts && { pullRequests: facts }) }).then(numbers);

  it('the one that made it is taken before one whose merge is in the range', async () => {
    expect(await choose({ '1': [pull(3, { mergeCommit: id('2') }), pull(8, { mergeCommit: id('1') })] })).toEqual([8]);
  });

  it('one whose merge is in the range is taken before one that was merged elsewhere earlier', async () => {
    const elsewhere = pull(3, { mergeCommit: id('e'), mergedAt: 1 });

    expect(await choose({ '1': [elsewhere, pull(8, { mergeCommit: id('2'), mergedAt: 2 })] })).toEqual([8]);
  });

  it('the one that was merged earliest is taken, and of equals the lowest number', async () => {
    expect(await choose({ '1': [pull(3, { mergedAt: 2 }), pull(8, { mergedAt: 1 })] })).toEqual([8]);
    expect(await choose({ '1': [pull(8), pull(3)] })).toEqual([3]);
  });

  it('any is believed before the subject', async () => {
    const log = await read({ commits: [commit('1', 'Pick the fix (#9)')], pullRequests: { '1': [pull(12)] } });

    expect(numbers(log)).toEqual([12]);
  });
});

describe("a fork's own pull requests", () => {
  const brought = (merge: string, inner: string): Promise<number[]> =>
    read({
      commits: [commit('4', merge, ['1', '3']), commit('3', inner, ['1', '2']), commit('2', 'work', ['1'])],
    }).then(numbers);

  it.each(['Merge pull request #1 from eve/fix\n\nFix', 'Merge pull request #1 from ada/fix\n\nFix', 'Fix (#1)'])(
    'are not ours when they come with its branch: %j',
    async (inner) => {
      expect(await brought('Merge pull request #1067 from ada/cache\n\nAdd a cache', inner)).toEqual([1067]);
    },
  );

  it('are told from those that a maintainer carries onwards through a fork', async () => {
    const merge = 'Merge pull request #1067 from ada/release-into-main\n\nMerge the release';

    expect(await brought(merge, 'Merge pull request #1060 from eve/fix\n\nFix')).toEqual([1067, 1060]);
    expect(await brought(merge, 'Merge pull request #1060 from ada/fix\n\nFix')).toEqual([1067, 1060]);
  });

  it('are none on a branch of the repository itself', async () => {
    const merge = 'Merge pull request #1067 from acme/next\n\nNext';

    expect(await brought(merge, 'Merge pull request #1 from eve/fix\n\nFix')).toEqual([1067, 1]);
  });
});

describe('the author of a pull request that only git tells of', () => {
  it('is the owner of the fork that it came from, not who merged it', async () => {
    const log = await read({
      commits: [
        commit('3', 'Merge pull request #12 from eve/cache\n\nAdd a cache', ['1', '2']),
        commit('2', 'work', ['1'], { author: 'Eve Adams' }),
      ],
    });

    expect(log.pullRequests[0]?.author).toBe('eve');
  });

  it("is who wrote the branch's first commit where the branch is the repository's", async () => {
    const log = await read({
      commits: [
        commit('4', 'Merge pull request #12 from acme/cache\n\nAdd a cache', ['1', '3']),
        commit('3', 'review', ['2'], { author: 'Bob' }),
        commit('2', 'work', ['1'], { author: 'Eve' }),
      ],
    });

    expect(log.pullRequests[0]?.author).toBe('Eve');
  });
});

describe('the kind of a pull request', () => {
  const kinds = async (given: Told): Promise<string[]> =>
    (await read(given)).pullRequests.map(({ number, kind }) => `${number} ${kind ?? 'change'}`);

  it('is sync when it carries others from branch to branch and has no change of its own', async () => {
    const release = [
      commit('5', 'Merge pull request #9 from acme/release\n\nMerge release into beta', ['1', '4']),
      commit('4', 'Merge pull request #8 from eve/fix\n\nFix', ['0', '3']),
      commit('3', 'fix', ['0']),
      commit('2', 'own', ['1']),
    ];

    expect(await kinds({ commits: release })).toEqual(['9 sync', '8 change']);
  });

  it('is a change when it has a commit of its own besides', async () => {
    const commits = [
      commit('5', 'Merge pull request #9 from acme/release\n\nMerge release into beta', ['1', '4']),
      commit('4', 'settle a conflict', ['3']),
      commit('3', 'Fix (#8)', ['0']),
    ];

    expect(await kinds({ commits })).toEqual(['9 change', '8 change']);
  });

  it.each([
    ['its author', { '1': [pull(7, { author: 'dependabot[bot]' })] }, 'Bump x'],
    ['its branch', { '1': [pull(7, { head: 'renovate/node-24.x' })] }, 'Bump x'],
    ['the branch that its merge names', {}, 'Merge pull request #7 from acme/dependabot/npm/x\n\nBump x'],
  ])('is dependencies by %s', async (_, pullRequests, message) => {
    expect(await kinds({ commits: [commit('1', message)], pullRequests })).toEqual(['7 dependencies']);
  });

  it('is dependencies by who wrote its commits', async () => {
    const commits = [
      commit('2', 'Merge pull request #7 from acme/updates\n\nBump x', ['0', '1']),
      commit('1', 'Bump x', ['0'], { author: 'renovate[bot]' }),
    ];

    expect(await kinds({ commits })).toEqual(['7 dependencies']);
  });
});

describe('what a move takes away', () => {
  it('is called by the title of the pull request that a merge brought', async () => {
    const merge = commit('3', 'Merge pull request #12 from eve/cache (#12)\n\nAdd a cache', ['1', '2']);
    const log = await read({ classification: 'rollback', removed: [merge, commit('2', 'work', ['1'])] });

    expect(log.removed.map(({ number, subject }) => [number, subject])).toEqual([[12, 'Add a cache']]);
  });
});
