import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attribute } from '../../../src/core/changelog/attribution/attribute.ts';
import { findReverts } from '../../../src/core/changelog/reverts/find-reverts.ts';
import { settle } from '../../../src/core/changelog/reverts/settle.ts';
import type { ChangelogCommit, RangeCommit } from '../../../src/core/changelog/index.ts';
import { newestFirst } from '../../../src/core/changelog/range/order.ts';
import { commitSha, repoName } from '../../../src/core/names.ts';
import { commit, direct, id, issue, issues, numbers, pull, read, repo, reverted } from './stories.ts';

const byId = (a: RangeCommit, b: RangeCommit): number => (a.commit < b.commit ? -1 : 1);

describe('a changelog of paths', () => {
  const touching = (name: string, message: string, parents: string[] = []): RangeCommit =>
    commit(name, message, parents, { touches: true });
  const apart = (name: string, message: string, parents: string[] = []): RangeCommit =>
    commit(name, message, parents, { touches: false });
  const byPath = (commits: RangeCommit[], removed: RangeCommit[] = []) =>
    read({ commits, removed }, { paths: ['web/**'] });

  it('keeps a pull request when one of its commits touches them, with the merge that touches nothing', async () => {
    const log = await byPath([
      apart('4', 'Merge pull request #8 from ada/cache\n\nAdd a cache', ['1', '3']),
      apart('3', 'docs, fixes #51', ['2']),
      touching('2', 'cache, fixes #50', ['1']),
      apart('1', 'Elsewhere (#7)\n\nFixes #52', ['0']),
    ]);

    expect([numbers(log), issues(log)]).toEqual([[8], ['closing acme/web#50', 'closing acme/web#51']]);
    expect(log.commits).toEqual([id('4'), id('2')]);
  });

  it('keeps direct commits, what was reverted and what is taken away only where they touch', async () => {
    const log = await byPath(
      [
        apart('6', `Undo\n\nThis reverts commit ${id('2')}.`),
        apart('5', `Undo\n\nThis reverts commit ${id('1')}.`),
        touching('4', 'here'),
        apart('3', 'there'),
        touching('2', 'Add a cache (#9)'),
        apart('1', 'Elsewhere (#8)'),
      ],
      [touching('9', 'gone (#3)'), apart('8', 'gone elsewhere (#2)')],
    );

    expect([direct(log), reverted(log), log.removed.map(({ number }) => number)]).toEqual([['4'], ['undone 9'], [3]]);
  });
});

describe('what a move takes away', () => {
  it('is one line for each pull request and each other commit, newest first', async () => {
    const { removed } = await read({
      classification: 'rollback',
      removed: [
        commit('1', 'pushed', ['0'], { at: 1 }),
        commit('4', 'Merge pull request #8 from eve/cache\n\nAdd a cache', ['1', '3'], { at: 4 }),
        commit('3', 'cache', ['2'], { at: 3 }),
        commit('2', 'more cache', ['0'], { at: 2 }),
      ],
    });

    const told = ({ commit, number, author }: ChangelogCommit): unknown[] => [commit.slice(0, 1), number, author];
    expect(removed.map(told)).toEqual([
      ['4', 8, 'eve'],
      ['1', undefined, 'ada'],
    ]);
  });

  const gone = async (commits: RangeCommit[], removed: RangeCommit[]): Promise<unknown[]> =>
    (await read({ classification: 'diverged', commits, removed })).removed.map(({ number }) => number);
  const written = { authoredAt: 7 };

  it('is no pull request that was picked, either way, or rebased, and comes whole', async () => {
    const [main, other] = [commit('1', 'Fix the door (#1)'), commit('2', 'Add a window (#2)')];
    const picked = commit('8', `Fix the door (#1)\n\n(cherry picked from commit ${id('1')})`);
    expect(await gone([other, main], [picked])).toEqual([]);
    expect(await gone([picked], [other, main])).toEqual([2]);

    expect(await gone([commit('1', 'Fix (#1)', [], written)], [commit('8', 'Fix (#1)', [], written)])).toEqual([]);
  });

  it('is one of which not every commit comes, or of which one is taken back again', async () => {
    const rebased = (name: string, number: number): RangeCommit => commit(name, 'Fix (#1)', [], { authoredAt: number });
    const undo = commit('4', `Undo\n\nThis reverts commit ${id('3')}.`);

    expect(await gone([rebased('3', 7)], [rebased('9', 6), rebased('8', 7)])).toEqual([1]);
    expect(await gone([undo, rebased('3', 7), rebased('2', 6)], [rebased('9', 7), rebased('8', 6)])).toEqual([1]);
    expect(await gone([commit('1', 'Fix (#1)')], [commit('8', 'Fix (#1)')])).toEqual([1]);
  });
});

describe('the issues of a changelog', () => {
  it('leave out what does not exist and what is a pull request', async () => {
    const log = await read({
      commits: [commit('1', 'fixes #1, fixes #2, fixes #3')],
      issues: [issue(2, { isPullRequest: true }), issue(3)],
      absent: ['acme/web#1'],
    });

    expect(issues(log)).toEqual(['closing acme/web#3']);
  });

  it('stand under the address to which they were transferred, once', async () => {
    const moved = issue(9, { repo: repoName('acme/api'), title: 'Moved' });
    const log = await read({
      commits: [commit('1', 'fixes #1, see acme/api#9')],
      issues: { 'acme/web#1': moved, 'acme/api#9': moved },
    });

    expect(log.issues).toEqual([{ ref: 'acme/api#9', how: 'closing', closing: true, title: 'Moved' }]);
  });

  it('are read in addresses of the server where people read them', async () => {
    const commits = [
      commit('1', 'See https://ghes.acme.dev/acme/web/issues/3\n\nFixes https://ghes.acme.dev/acme/web/issues/1'),
      commit('2', 'Fixes https://github.com/acme/web/issues/2'),
      commit('3', 'After https://ghes.acme.dev/acme/web/issues/4'),
    ];
    const limits = ['Git alone.'];

    expect(issues(await read({ commits, limits }))).toEqual(['closing acme/web#2']);
    expect(issues(await read({ commits, limits, host: 'ghes.acme.dev' }))).toEqual([
      'closing acme/web#1',
      'mentioned acme/web#3',
      'mentioned acme/web#4',
    ]);
  });

  it('that are only mentioned are believed without GitHub when a title names them', async () => {
    const commits = [commit('2', 'Follow #5 (#20)\n\nsee #6'), commit('1', 'tidy after #7\n\nsee #8')];

    expect(issues(await read({ commits, limits: ['Git alone.'] }))).toEqual([
      'mentioned acme/web#5',
      'mentioned acme/web#7',
    ]);
    expect(issues(await read({ commits }))).toEqual([]);
  });
});

describe('a changelog', () => {
  it('credits co-authors once, without the author and bots', async () => {
    const trailers = [
      'Co-authored-by: Grace <7+grace@users.noreply.github.com>',
      'Co-authored-by: Ada <1+ada@users.noreply.github.com>',
      'Co-authored-by: dependabot[bot] <49+dependabot[bot]@users.noreply.github.com>',
    ];
    const log = await read({ commits: [commit('1', `Add a cache (#8)\n\n${trailers.join('\n')}`)] });

    expect(log.pullRequests[0]?.coAuthors).toEqual(['grace']);
  });

  it('names keys of the trackers that were asked for, from titles, bodies, branches and messages', async () => {
    const told = {
      commits: [commit('2', 'two'), commit('1', 'PAY-4 tidy, UTF-8')],
      pullRequests: { '2': [pull(8, { title: 'PAY-1', body: 'PAY-2', head: 'ada/PAY-3-cache' })] },
    };

    const log = await read(told, { trackers: ['PAY'] });

    expect(log.trackerKeys).toEqual(['PAY-1', 'PAY-2', 'PAY-3', 'PAY-4']);
    expect(log.pullRequests[0]?.trackerKeys).toEqual(['PAY-1', 'PAY-2', 'PAY-3']);
    expect((await read(told)).trackerKeys).toEqual([]);
  });

  it('repeats what the history cannot know, unless there is nothing to know', async () => {
    const limits = ['Only git was asked.'];

    expect((await read({ commits: [commit('1', 'one')], limits })).unknown).toEqual(limits);
    expect((await read({ classification: 'identical', limits })).unknown).toEqual([]);
  });

  it('has each commit of its range under a pull request, direct or reverted, and one order for all of them', async () => {
    const name = (place: number): RangeCommit['commit'] => commitSha((place + 1).toString(16).padStart(40, '0'));
    const forms = [
      () => 'work',
      (place: number) => `Change (#${100 + (place % 3)})`,
      (place: number) => `Merge pull request #${200 + place} from ada/x\n\nChange`,
      (_: number, other: number) => `Revert\n\nThis reverts commit ${name(other)}.`,
      (place: number, other: number) => `Undo (#${300 + place})\n\nReverts #${100 + (other % 3)}`,
    ];
    const drawn = fc.array(fc.record({ form: fc.nat(4), other: fc.nat(30), side: fc.nat(30), at: fc.nat(5) }), {
      minLength: 1,
      maxLength: 25,
    });
    const histories = drawn.map((commits) =>
      commits.map(({ form, other, side, at }, place): RangeCommit => {
        const first = place === 0 ? [] : [name(place - 1)];
        const second = form === 2 && place > 1 ? [name(side % (place - 1))] : [];
        const message = forms[form]?.(place, other % Math.max(1, place)) ?? '';
        return { commit: name(place), parents: [...first, ...second], message, author: 'ada', at };
      }),
    );
    const pairs = histories.chain((history) =>
      fc.tuple(fc.constant(history), fc.shuffledSubarray(history, { minLength: history.length })),
    );

    await fc.assert(
      fc.asyncProperty(pairs, async ([history, shuffled]) => {
        const log = await read({ commits: history });

        expect(await read({ commits: shuffled })).toEqual(log);
        expect(log.commits).toEqual(newestFirst(history).map(({ commit }) => commit));
        const lists = [
          log.pullRequests.map(({ number }) => number),
          log.directCommits.map(({ commit }) => commit),
          log.reverted.filter(({ what }) => what === 'undone').map(({ commit }) => commit),
        ].flat();
        expect(new Set(lists).size).toBe(lists.length);

        const commits = newestFirst(history);
        const attribution = attribute(repo, { commits }, new Map());
        const settled = settle(commits, attribution, findReverts(repo, { commits }, attribution));
        const under = [...settled.pullRequests.flatMap(({ commits }) => commits), ...settled.direct];
        const all = [...attribution.pullRequests.flatMap(({ commits }) => commits), ...attribution.direct];
        expect(new Set(under).size).toBe(under.length);
        expect(all.toSorted(byId)).toEqual(commits.toSorted(byId));
        // What is in neither was reverted, or did nothing but revert.
        const reverts = findReverts(repo, { commits }, attribution);
        const missing = commits.filter((one) => !under.includes(one));
        const isGone = ({ commit }: RangeCommit): boolean => reverts.undone.has(commit) || reverts.spent.has(commit);
        for (const one of missing) expect(isGone(one) || one.parents.length > 1).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
