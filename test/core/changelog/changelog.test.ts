import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unknown } from '../../../src/core/answer.ts';
import { changelog, HistoryUnread } from '../../../src/core/changelog/index.ts';
import type { CommitSha, History, RangeCommit, RepoName } from '../../../src/core/changelog/index.ts';
import { commitSha, repoName } from '../../../src/core/names.ts';
import { commit, direct, historyOf, id, issue, issues, numbers, pull, read, repo, request } from './stories.ts';

describe('the pull requests of a range', () => {
  it('are those that GitHub associates, newest first, each once however many commits it has', async () => {
    const log = await read({
      commits: [commit('4', 'four'), commit('3', 'three'), commit('2', 'two'), commit('1', 'one')],
      pullRequests: { '4': [pull(7)], '3': [pull(9)], '2': [pull(7)] },
    });

    const named = { issues: [], closes: [], tells: [], trackerKeys: [] };
    const nothing = { ...named, coAuthors: [], origins: [], labels: [] };
    expect(log.pullRequests).toEqual([
      { number: 7, title: 'Change 7', author: 'ada', ...nothing },
      { number: 9, title: 'Change 9', author: 'ada', ...nothing },
    ]);
    expect(log.directCommits).toEqual([{ ...named, commit: id('1'), subject: 'one', author: 'ada' }]);
    expect(log.commits).toEqual([id('4'), id('3'), id('2'), id('1')]);
  });

  it('leave out those of a fork that holds the same commit', async () => {
    const log = await read({
      commits: [commit('1', 'one')],
      pullRequests: { '1': [pull(5, { repo: repoName('fork/web') })] },
    });

    expect([numbers(log), direct(log)]).toEqual([[], ['1']]);
  });

  it('are the one whose merge made the commit, before those that carried it onwards', async () => {
    const log = await read({
      commits: [commit('2', 'Release'), commit('1', 'one')],
      pullRequests: {
        '2': [pull(3, { mergeCommit: id('2') })],
        '1': [pull(3, { mergeCommit: id('2') }), pull(8, { mergeCommit: id('1') })],
      },
    });

    expect(numbers(log)).toEqual([3, 8]);
  });

  it('are read from subjects where GitHub tells nothing, of several numbers the last', async () => {
    const log = await read({
      commits: [
        commit('4', 'Merge pull request #40 from ada/x\n\nAdd a cache', ['1', '3']),
        commit('3', 'work', ['1']),
        commit('2', 'Auto merge of #20 - ada:y, r=bob', ['1', '0']),
        commit('1', 'Pick the fix (#9) (#10)', ['0']),
      ],
    });

    expect(log.pullRequests.map(({ number, title }) => `${number} ${title}`)).toEqual([
      '40 Add a cache',
      '20 Auto merge of #20 - ada:y, r=bob',
      '10 Pick the fix (#9)',
    ]);
    expect(direct(log)).toEqual([]);
  });

  it('own what came in by the side of their merge, each commit by the first merge that brought it', async () => {
    const log = await read({
      commits: [
        commit('6', 'Merge pull request #2 from ada/b', ['4', '5']),
        commit('5', "Merge branch 'main' into b", ['3', '4']),
        commit('4', 'Merge pull request #1 from ada/a', ['1', '2']),
        commit('3', 'on b, closes #33', ['1']),
        commit('2', 'on a, closes #22', ['1']),
        commit('1', 'pushed', ['0']),
      ],
      issues: [issue(22), issue(33)],
    });

    expect(log.pullRequests.map(({ number, issues }) => [number, issues])).toEqual([
      [2, ['acme/web#33']],
      [1, ['acme/web#22']],
    ]);
    expect(direct(log)).toEqual(['1']);
  });

  it('carry a whole branch of ten thousand commits without slowing down', async () => {
    const name = (index: number): CommitSha => commitSha(index.toString(16).padStart(40, '0'));
    const commits = Array.from({ length: 10_000 }, (_, index): RangeCommit => {
      const parents = index % 3 === 0 ? [name(index + 1), name(index + 2)] : [name(index + 1)];
      return {
        ...commit('1', index % 3 === 0 ? `Merge pull request #${index + 1} from a/b` : 'x'),
        commit: name(index),
        parents,
      };
    });
    const started = performance.now();

    const log = await read({ commits });

    expect(log.pullRequests.length).toBeGreaterThan(3_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('the issues of a range', () => {
  it('are named by links, bodies, titles and messages, each once by its strongest mention', async () => {
    const log = await read({
      commits: [commit('2', 'two\n\nRefs #4, see #5'), commit('1', 'fixes #6')],
      pullRequests: { '2': [pull(7, { title: 'Part of #3', body: 'closes acme/api#2, refs #1', closes: [issue(1)] })] },
      issues: [issue(5), issue(3, { title: 'Three' })],
    });

    expect(issues(log)).toEqual([
      'closing acme/api#2',
      'closing acme/web#1',
      'told acme/web#3',
      'told acme/web#4',
      'mentioned acme/web#5',
      'closing acme/web#6',
    ]);
    expect(log.pullRequests[0]?.issues).toEqual(['acme/api#2', 'acme/web#1', 'acme/web#3', 'acme/web#4', 'acme/web#5']);
    expect(log.issues.find(({ ref }) => ref === 'acme/web#3')).toEqual({
      ref: 'acme/web#3',
      how: 'told',
      closing: false,
      title: 'Three',
    });
  });

  it('are one issue however its repository is spelled, under the name that GitHub gives it', async () => {
    const log = await read({ commits: [commit('1', 'fixes ACME/Web#5, refs acme/WEB#5')], issues: [issue(5)] });

    expect(issues(log)).toEqual(['closing acme/web#5']);
  });

  it('are no pull requests of the range, and no numbers that the history does not know', async () => {
    const log = await read({ commits: [commit('2', 'follows #7 and #404 (#8)'), commit('1', 'one (#7)')] });

    expect([numbers(log), issues(log)]).toEqual([[8, 7], []]);
  });

  it('show no title of a private issue of another repository', async () => {
    const api = repoName('acme/api');
    const log = await read({
      commits: [commit('1', 'fixes acme/api#1, fixes #2')],
      issues: [issue(1, { repo: api, private: true, title: 'Secret' }), issue(2, { private: true })],
    });

    expect(log.issues).toEqual([
      { ref: 'acme/api#1', how: 'closing', closing: true, private: true },
      { ref: 'acme/web#2', how: 'closing', closing: true, title: 'Issue 2' },
    ]);
  });
});

describe('a changelog', () => {
  it.each(['identical', 'forward', 'rollback', 'diverged', 'unrelated', 'unknown-old', 'unknown-new'] as const)(
    'says that a range is %s',
    async (classification) => {
      const log = await read({ classification, removed: [commit('9', 'gone\n\nfixes #1')] });

      expect(log).toEqual({
        ...request,
        classification,
        commits: [],
        pullRequests: [],
        issues: [],
        trackerKeys: [],
        directCommits: [],
        removed: [{ commit: id('9'), subject: 'gone', author: 'ada' }],
        reverted: [],
        unknown: [],
      });
    },
  );

  it.each(['range', 'pullRequests', 'issues'] as const)('is unknown when its %s are', async (part) => {
    const history = {
      ...historyOf({ commits: [commit('1', 'fixes #1')] }),
      [part]: async () => unknown('GitHub did not answer'),
    };

    await expect(changelog(request, history)).rejects.toThrow(new HistoryUnread({ unknown: 'GitHub did not answer' }));
  });

  it('passes the paths on, and asks no more than it needs', async () => {
    const asked: unknown[] = [];
    const quiet = historyOf({});
    const history: History = {
      ...quiet,
      range: async (...given) => (asked.push(given), quiet.range(...given)),
      pullRequests: async () => unknown('asked for nothing'),
      issues: async () => unknown('asked for nothing'),
    };

    await changelog({ ...request, paths: ['web/**'] }, history);
    expect(asked).toEqual([[repo, request.from, request.to, ['web/**']]]);
  });

  it('is the same whatever order the facts come in', async () => {
    const facts = [
      pull(1, { closes: [issue(9), issue(8)] }),
      pull(2, { closes: [issue(8)] }),
      pull(3, { repo: repoName('other/web') }),
    ];
    const commits = [commit('3', 'c fixes #7'), commit('2', 'b'), commit('1', 'a')];
    const expected = await read({
      commits,
      pullRequests: { '3': facts, '2': facts, '1': facts },
      issues: [issue(7), issue(8), issue(9)],
    });
    const shuffled = <T>(items: T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray(items, { minLength: items.length });

    await fc.assert(
      fc.asyncProperty(
        shuffled(facts),
        shuffled(['1', '2', '3']),
        shuffled([issue(7), issue(8), issue(9)]),
        async (facts, names, issues) => {
          const pullRequests = Object.fromEntries(
            names.map((name) => [name, facts.map((fact) => ({ ...fact, closes: fact.closes.toReversed() }))]),
          );

          expect(await read({ commits, pullRequests, issues })).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('what a changelog is asked for', () => {
  it.each([
    ['repo', { repo: 'nope' as RepoName }, 'repo is "nope", which is no repository; give its owner and name'],
    ['from', { from: 'v0' as CommitSha }, 'from is "v0", which is no full id of a commit; give its 40 digits'],
    ['to', { to: undefined as unknown as CommitSha }, 'to is undefined, which is no full id of a commit'],
    ['paths', { paths: 'web' as unknown as string[] }, 'paths is "web", which is no list of texts; give one'],
    ['a path', { paths: ['web', '../api'] }, 'paths has "../api", which leads out of the repository; give a folder'],
    ['a path', { paths: ['/web'] }, 'paths has "/web", which begins with a slash'],
    ['a path', { paths: [''] }, 'paths has "", which names nothing'],
    ['a path', { paths: ['!web/**'] }, 'paths has "!web/**", which would leave something out'],
    ['trackers', { trackers: 'PAY' as unknown as string[] }, 'trackers is "PAY", which is no list of texts'],
    ['a project', { trackers: ['PAY-12'] }, 'trackers has "PAY-12", which is no project of a tracker; give the part'],
  ])('is named with its value and what to give, where %s is none', async (_, wrong, sentence) => {
    await expect(read({}, wrong)).rejects.toThrow(sentence);
    await expect(read({}, wrong)).rejects.toBeInstanceOf(TypeError);
  });

  it('is asked for where there is none of it', async () => {
    const nothing = undefined as unknown as Parameters<typeof changelog>[0];

    await expect(changelog(nothing, historyOf({}))).rejects.toThrow('repo is undefined, which is no repository');
  });

  it('may have ids in large letters', async () => {
    const log = await read({}, { to: 'F'.repeat(40) as CommitSha });

    expect(log.to).toBe('f'.repeat(40));
  });
});
