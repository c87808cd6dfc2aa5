import { describe, expect, it } from '@jest/globals';
import { commit, direct, id, issue, issues, numbers, pull, read, reverted } from '../stories.ts';

describe('reverts in a range', () => {
  const feature = pull(1, { mergeCommit: id('1'), body: 'fixes #50' });

  it('cancel what they take back, and with it the issues it named', async () => {
    const log = await read({
      commits: [commit('2', `Revert "one"\n\nThis reverts commit ${id('1').slice(0, 12)}.`), commit('1', 'one')],
      pullRequests: { '1': [feature], '2': [pull(2, { mergeCommit: id('2') })] },
      issues: [issue(50)],
    });

    expect([numbers(log), issues(log), direct(log)]).toEqual([[], [], []]);
    expect(log.reverted).toEqual([
      { commit: id('1'), subject: 'Change 1', author: 'ada', number: 1, reverts: [1], by: 2, what: 'undone' },
    ]);
  });

  it('are known by the words that GitHub puts into the body of a revert', async () => {
    const log = await read({
      commits: [commit('2', 'Revert "one" (#2)'), commit('1', 'one')],
      pullRequests: { '1': [feature], '2': [pull(2, { mergeCommit: id('2'), body: 'Reverts acme/web#1\r\n' })] },
    });

    expect([numbers(log), log.reverted.map(({ subject }) => subject)]).toEqual([[], ['Change 1']]);
  });

  it('cancel a merged pull request with all its commits', async () => {
    const log = await read({
      commits: [
        commit(
          '4',
          `Revert "Merge pull request #1"\n\nThis reverts commit ${id('3')}, reversing\nchanges made to ${id('0')}.`,
          ['3'],
        ),
        commit('3', 'Merge pull request #1 from ada/a\n\nOne', ['0', '2']),
        commit('2', 'work, fixes #50', ['1']),
        commit('1', 'more work', ['0']),
      ],
      issues: [issue(50)],
    });

    expect([numbers(log), direct(log), issues(log)]).toEqual([[], [], []]);
    expect(log.reverted.map(({ commit }) => commit)).toEqual([id('3')]);
  });

  it('of a revert of a revert by a merge leave the first thing gone, whatever their titles say', async () => {
    const undoing = (what: string, target: string): string => `Revert "${what}"\n\nThis reverts commit ${id(target)}.`;
    const log = await read({
      commits: [
        commit('5', undoing('Revert "Merge pull request #6 from ada/back"', '4'), ['4']),
        commit('4', undoing('Merge pull request #6 from ada/back', '3'), ['3']),
        commit('3', 'Merge pull request #6 from ada/back\n\nRevert "one"', ['1', '2']),
        commit('2', undoing('one', '1'), ['1']),
        commit('1', 'one (#1)\n\nFixes #50', ['0']),
      ],
      issues: [issue(50)],
    });

    expect([numbers(log), direct(log), issues(log)]).toEqual([[], [], []]);
  });

  it('that were reverted themselves take nothing back, and what they reverted is there again', async () => {
    const log = await read({
      commits: [
        commit('3', `Reapply "one"\n\nThis reverts commit ${id('2')}.`),
        commit('2', `Revert "one"\n\nThis reverts commit ${id('1')}.`),
        commit('1', 'one'),
      ],
      pullRequests: { '1': [feature] },
      issues: [issue(50)],
    });

    expect([numbers(log), direct(log), issues(log)]).toEqual([[1], ['3'], ['closing acme/web#50']]);
    expect(reverted(log)).toEqual(['undone 2']);
  });

  it('of something older are changes like others, and are noted', async () => {
    const log = await read({
      commits: [commit('2', `Revert "old"\n\nThis reverts commit ${id('9')}.`)],
      pullRequests: { '2': [pull(2)] },
    });

    expect([numbers(log), reverted(log)]).toEqual([[2], ['older 2 reverts ?']]);
  });

  it('leave the rest of a pull request that only reverts a part', async () => {
    const log = await read({
      commits: [commit('3', 'more'), commit('2', `This reverts commit ${id('1')}.`), commit('1', 'one')],
      pullRequests: { '1': [pull(5)], '2': [pull(5)], '3': [pull(5)] },
    });

    expect(numbers(log)).toEqual([5]);
  });
});

describe('what a revert takes back is named by', () => {
  const older = async (message: string, parents: string[] = []): Promise<string[]> =>
    reverted(await read({ commits: [commit('2', message, parents)], elsewhere: [commit('9', 'Old (#7)')] }));

  it.each([
    ['its commit', `Revert "Old" (#20)\n\nThis reverts commit ${id('9')}.`, '7'],
    ['an abbreviated commit', `Undo (#20)\n\nThis reverts commit ${id('9').slice(0, 7)}.`, '7'],
    ['several commits', `Undo (#20)\n\nThis reverts commits:\n * ${id('9')}\n * ${id('8')}`, '7'],
    ["GitHub's line", 'Revert "Old" (#20)\n\nReverts acme/web#7', '7'],
    ['a line without a repository', 'Undo (#20)\n\nThis reverts #7 and #6.', '6,7'],
    ['a link', 'Undo (#20)\n\nReverts https://github.com/acme/web/pull/7', '7'],
    [
      'a link and why',
      'Revert "Old" (#20)\n\nThis reverts https://github.com/acme/web/pull/7 now that\nit is fixed.',
      '7',
    ],
    ['a number and why', 'Revert "Old" (#20)\n\nReverts #7, since it leaks.', '7'],
    ['a number in the subject', 'rt: revert #7 to fix a regression (#20)', '7'],
    ['the title in its own', 'Revert "Old (#7)" (#20)', '7'],
    ['the title after a prefix', 'chore: Revert "Old (#7)" (#20)', '7'],
    ['the merge in its title', 'Revert "Merge pull request #7 from eve/old" (#20)', '7'],
    ["the branch of GitHub's button", 'Merge pull request #20 from acme/revert-7-old\n\nRevert "Old"', '7'],
    ['nothing that can be found', 'Revert "Some old thing" (#20)', '?'],
  ])('%s', async (_, message, expected) => {
    expect(await older(message)).toEqual([`older 20 reverts ${expected}`]);
  });

  it.each([
    ['a line of another repository', 'Undo (#20)\n\nReverts acme/api#7'],
    ['a part of a commit', `Undo (#20)\n\nThis partially reverts commit ${id('9')}.`],
    ['a word in running text', 'Tidy (#20)\n\nWe may have to revert #7 later.'],
    ['notes of a release', 'Release 1.2 (#20)\n\n- rt: revert #7 (#12)'],
    ['a branch alone, which other work was pushed to', 'Merge pull request #20 from acme/revert-7-old\n\nBe resilient'],
  ])('but not by %s', async (_, message) => {
    expect(await older(message)).toEqual([]);
  });

  it('a title that one commit of the range has, with or without what stands before its colon', async () => {
    const log = await read({
      commits: [commit('2', 'rt: revert "steal tasks" (#20)'), commit('1', 'rt: steal tasks (#10)')],
    });

    expect([numbers(log), reverted(log)]).toEqual([[], ['undone 10 by 20']]);
  });

  it('no title that two commits have', async () => {
    const log = await read({
      commits: [
        commit('3', 'Revert "steal tasks" (#20)'),
        commit('2', 'steal tasks (#11)'),
        commit('1', 'steal tasks (#10)'),
      ],
    });

    expect([numbers(log), reverted(log)]).toEqual([[20, 11, 10], ['older 20 reverts ?']]);
  });

  it('the commit that the reverted one was picked from, where both were picked to a release branch', async () => {
    const log = await read({
      commits: [
        commit('2', `Revert "Old" (#20)\n\nThis reverts commit ${id('9')}.`),
        commit('1', `Old (#10)\n\n(cherry picked from commit ${id('9')})`),
      ],
      elsewhere: [commit('9', 'Old (#7)')],
    });

    expect([numbers(log), reverted(log)]).toEqual([[], ['undone 10 by 20']]);
  });

  it('the copy, where the original is in the range as well and the two are one change', async () => {
    const log = await read({
      commits: [
        commit('4', `Revert "Old"\n\nThis reverts commit ${id('2')}.`, ['3']),
        commit('3', 'Merge pull request #30 from acme/release\n\nMerge release', ['1', '2']),
        commit('2', `Old (#7)\n\n(cherry picked from commit ${id('1')})`, ['0']),
        commit('1', 'Old (#7)\n\nFixes #50', ['0'], { at: -1 }),
      ],
    });

    expect([numbers(log), direct(log), issues(log)]).toEqual([[], [], []]);
  });

  it('no original of what a merge brought once more', async () => {
    const log = await read({
      commits: [
        commit('4', `Revert "Merge release"\n\nThis reverts commit ${id('3')}.`, ['3']),
        commit('3', 'Merge release (#30)', ['1', '2']),
        commit('2', `Old (#8)\n\n(cherry picked from commit ${id('1')})`, ['0']),
        commit('1', 'Old (#7)\n\nFixes #50', ['0'], { at: -1 }),
      ],
    });

    expect([numbers(log), issues(log)]).toEqual([[7], ['closing acme/web#50']]);
  });

  it('nothing that came after it', async () => {
    const log = await read({
      commits: [commit('2', 'Add a cache (#7)', ['1']), commit('1', 'Revert "Add a cache (#7)" (#20)')],
    });

    expect([numbers(log), reverted(log)]).toEqual([[7, 20], ['older 20 reverts 7']]);
  });
});

describe('a revert', () => {
  it('of several things takes back those of the range, and is still listed for the older ones', async () => {
    const log = await read({
      commits: [
        commit('2', `Undo (#20)\n\nThis reverts commit ${id('1')}.\nThis reverts commit ${id('9')}.`),
        commit('1', 'Add a cache (#10)\n\nFixes #50'),
      ],
      elsewhere: [commit('9', 'Old (#7)')],
    });

    expect([numbers(log), issues(log), reverted(log)]).toEqual([[20], [], ['older 20 reverts 7', 'undone 10 by 20']]);
  });

  it('of a merge that no pull request made takes back what it brought', async () => {
    const log = await read({
      commits: [
        commit(
          '4',
          `Revert "Merge branch 'x'"\n\nThis reverts commit ${id('3')}, reversing\nchanges made to ${id('0')}.`,
          ['3'],
        ),
        commit('3', "Merge branch 'x'", ['1', '2']),
        commit('2', 'on x (#8)', ['0']),
        commit('1', 'on main (#9)', ['0']),
      ],
    });

    expect([numbers(log), direct(log), reverted(log)]).toEqual([[9], [], ['undone 3', 'undone 8']]);
  });

  it('of the last commit of a rebased pull request leaves the others', async () => {
    const fact = pull(10, { mergeCommit: id('2') });
    const log = await read({
      commits: [commit('3', `Undo\n\nThis reverts commit ${id('2')}.`), commit('2', 'two'), commit('1', 'one')],
      pullRequests: { '2': [fact], '1': [fact] },
    });

    expect([numbers(log), reverted(log)]).toEqual([[10], ['undone 10']]);
    expect(log.reverted[0]?.reverts).toEqual([]);
  });

  it('of one commit leaves a pull request that merged others', async () => {
    const log = await read({
      commits: [
        commit('5', `Unpin (#20)\n\nThis reverts commit ${id('3')}.`, ['4']),
        commit('4', "Merge '1.x' into main (#10)", ['0', '3']),
        commit('3', 'pin', ['2']),
        commit('2', 'Fix (#8)', ['0']),
      ],
    });

    expect([numbers(log), reverted(log)]).toEqual([[10, 8], ['undone 10 by 20']]);
  });
});

describe('what was reverted and is brought back', () => {
  const kinds = (log: Awaited<ReturnType<typeof read>>): string[] =>
    log.pullRequests.map(({ number, kind, origins }) => [number, kind ?? 'change', ...origins].join(' '));

  it('is listed beside the pull request that brought it back, with its issues', async () => {
    const log = await read({
      commits: [
        commit('3', `Reapply "Add a cache" (#30)\n\nThis reverts commit ${id('2')}.`),
        commit('2', `Revert "Add a cache (#10)" (#20)\n\nThis reverts commit ${id('1')}.`),
        commit('1', 'Add a cache (#10)\n\nFixes #50'),
      ],
    });

    expect(kinds(log)).toEqual(['30 re-applied 10', '10 change']);
    expect([issues(log), reverted(log)]).toEqual([['closing acme/web#50'], ['undone 20 by 30']]);
  });

  it('is told by the revert of a revert that is older than the range', async () => {
    const log = await read({
      commits: [commit('3', `Undo the undoing (#30)\n\nThis reverts commit ${id('9')}.`)],
      elsewhere: [commit('9', 'Revert "Add a cache (#10)" (#20)')],
    });

    expect([kinds(log), reverted(log)]).toEqual([['30 re-applied 10'], []]);
  });

  it.each([
    'Reapply "Add a cache" (#30)',
    'Revert "Revert "Add a cache"" (#30)',
    'Re-applies #10 (#30)',
    'Reland "Add a cache (#10)" (#30)',
  ])('is told by the words %j', async (message) => {
    const log = await read({ commits: [commit('3', message)] });

    expect([log.pullRequests[0]?.kind, reverted(log)]).toEqual(['re-applied', []]);
  });
});
