import { describe, expect, it } from '@jest/globals';
import { commit, id, issue, issues, numbers, pull, read, reverted } from '../stories.ts';

describe('the title that a revert quotes', () => {
  const of = async (message: string, more: Parameters<typeof read>[1] = {}): Promise<string[]> => {
    const log = await read({ commits: [commit('2', message)], limits: ['Git alone.'] }, more);
    const origins = log.pullRequests.flatMap(({ origins }) => origins);
    return [...issues(log), ...log.trackerKeys, ...origins.map((number) => `from ${number}`)];
  };

  it.each([
    'Revert "Grow (RESOLVED GH-2) (#3)" (#5)',
    'chore: revert "fix: x, fixes #3, PAY-1" (#9)',
    'Revert "[Backport #12] Fix a door, fixes #3" (#9)',
    'Revert "chore: reapply "fixes #3"" (#9)',
    'Merge pull request #5 from acme/revert-3-PAY-12-door\n\nRevert "PAY-12 door, fixes #3"',
    'Tidy (#5)\n\n* Revert "fixes #3"\n* This reverts "PAY-1, fixes acme/api#4"',
    'Revert "A title so long that GitHub breaks it, which…\n\n… fixes #3" (#5)',
    'Tidy (#5)\n\nReverts "a title that is\nwrapped, fixes #3" for now',
    'Revert “fixes #3” (#5)',
    'rt: revert #7 to fix a regression (#20)',
  ])('is not its own statement: %j', async (message) => {
    expect(await of(message, { trackers: ['PAY'] })).toEqual([]);
  });

  it('leaves what else it says', async () => {
    expect(await of('Revert "fixes #3" (#5)\n\nThat broke the door: closes #4. It "fixes #6".')).toEqual([
      'closing acme/web#4',
      'closing acme/web#6',
    ]);
  });

  it('is that of a pull request as well', async () => {
    const fact = pull(5, { title: 'Revert "fixes #3"', head: 'revert-3-backport-12-PAY-1', closes: [issue(4)] });
    const log = await read(
      { commits: [commit('2', 'two')], pullRequests: { '2': [fact] }, issues: [issue(3)] },
      { trackers: ['PAY'] },
    );

    expect([issues(log), log.trackerKeys, log.pullRequests[0]?.origins]).toEqual([['closing acme/web#4'], [], []]);
  });

  it.each(['Reapply "PAY-1 door, fixes #3 (#4)" (#9)', 'Revert "Revert "PAY-1 door, fixes #3"" (#9)'])(
    'tells what is back, where the original is older: %j',
    async (message) => {
      expect((await of(message, { trackers: ['PAY'] })).slice(0, 2)).toEqual(['closing acme/web#3', 'PAY-1']);
    },
  );

  it('tells nothing new, where all that the range did was to take it back and bring it back', async () => {
    const log = await read({
      commits: [
        commit('2', `Reapply "door, fixes #3 (#4)" (#9)\n\nThis reverts commit ${id('1')}.`),
        commit('1', `Revert "door, fixes #3 (#4)" (#8)\n\nThis reverts commit ${id('9')}.`),
      ],
    });

    expect([numbers(log), issues(log)]).toEqual([[9], []]);
  });
});

describe('what is taken and brought back over and over', () => {
  const told = (log: Awaited<ReturnType<typeof read>>): unknown[] => [
    log.pullRequests.map(({ number, kind }) => `${kind ?? 'change'} ${number}`),
    reverted(log),
    issues(log),
  ];
  const added = commit('1', 'Add a door (#10)\n\nFixes #50');
  const removed = commit('2', `Revert "Add a door (#10)" (#20)\n\nThis reverts commit ${id('1')}.`);
  const reapplied = commit('3', `Reapply "Add a door (#10)" (#30)\n\nThis reverts commit ${id('2')}.`);

  it('is gone where the original is reverted once more', async () => {
    const again = commit('4', `Revert "Add a door (#10)" (#40)\n\nThis reverts commit ${id('1')}.`);

    expect(told(await read({ commits: [again, reapplied, removed, added] }))).toEqual([
      [],
      ['undone 30 by 40', 'undone 10 by 40'],
      [],
    ]);
  });

  it('is gone where the re-apply is reverted', async () => {
    const again = commit('4', `Revert "Reapply "Add a door (#10)" (#30)" (#40)\n\nThis reverts commit ${id('3')}.`);

    expect(told(await read({ commits: [again, reapplied, removed, added] }))).toEqual([
      [],
      ['undone 30 by 40', 'undone 10 by 20'],
      [],
    ]);
  });

  it('is nothing new where the original is older, is back, and is gone once more', async () => {
    const again = commit('4', 'Revert "Add a door (#10)" (#40)');

    expect(told(await read({ commits: [again, reapplied], elsewhere: [removed, added] }))).toEqual([
      [],
      ['undone 30 by 40'],
      [],
    ]);
  });

  it.each([
    'Reapply "Add a door" (#30)',
    'Reapply "Add a door (#10)" (#30)',
    'Revert "Revert "Add a door (#10)"" (#30)',
    'Revert "Revert "Add a door (#10)" (#20)" (#30)',
    'Re-applies #10 (#30)',
  ])('is back where no commit is named: %j', async (message) => {
    expect(told(await read({ commits: [commit('3', message), removed, added] }))).toEqual([
      ['re-applied 30', 'change 10'],
      ['undone 20 by 30'],
      ['closing acme/web#50'],
    ]);
  });
});

describe('a pull request that takes back something older', () => {
  const kindOf = async (commits: Parameters<typeof commit>[]): Promise<string> => {
    const log = await read({ commits: commits.map((one) => commit(...one)), elsewhere: [commit('9', 'Old (#7)')] });
    return [log.pullRequests[0]?.kind ?? 'change', ...reverted(log)].join(', ');
  };
  const reverts = `This reverts commit ${id('9')}.`;

  it.each([
    ['by its title', 'Revert "Old (#7)" (#20)'],
    ['by a title of its own', `Undo the old thing (#20)\n\n${reverts}`],
    ['by number', 'rt: revert #7 to fix a regression (#20)'],
  ])('and does nothing else is a revert: %s', async (_, message) => {
    expect(await kindOf([['1', message]])).toBe('revert, older 20 reverts 7');
  });

  it('with all its commits is a revert, when it is merged', async () => {
    expect(
      await kindOf([
        ['3', 'Merge pull request #20 from ada/undo\n\nUndo', ['0', '2']],
        ['2', `Undo\n\n${reverts}`, ['0']],
      ]),
    ).toBe('revert, older 20 reverts 7');
  });

  it('by the way is a change like others', async () => {
    expect(await kindOf([['1', `Add a window (#20)\n\n* Add a window\n* Revert "Old"\n\n${reverts}`]])).toBe(
      'change, older 20 reverts 7',
    );
    expect(
      await kindOf([
        ['4', 'Merge pull request #20 from ada/window\n\nAdd a window', ['0', '3']],
        ['3', 'window', ['2']],
        ['2', `Undo\n\n${reverts}`, ['0']],
      ]),
    ).toBe('change, older 20 reverts 7');
  });
});

describe('a change that takes something back by the way', () => {
  it('is listed with its issues, beside what it took back', async () => {
    const log = await read({
      commits: [
        commit(
          '2',
          `Rework the cache (#20)\n\n* Revert "Add cache (#12)"\n\nThis reverts commit ${id('1')}.\n\n* Add a better cache\n\nFixes #7`,
        ),
        commit('1', 'Add cache (#12)\n\nFixes #6'),
      ],
    });

    expect([numbers(log), issues(log), reverted(log)]).toEqual([[20], ['closing acme/web#7'], ['undone 12 by 20']]);
  });

  it.each([
    ['says so first', `Rework the cache (#20)\n\nThis reverts commit ${id('1')}.\n\n* Add a better cache`],
    ['closes an issue', `Rework the cache (#20)\n\nThis reverts commit ${id('1')}.\n\nFixes #7`],
    ['says so in its title', `Revert "Add cache (#12)" and add a better one (#20)`],
    ['says so behind a comma', `Revert "Add cache (#12)", add a better one (#20)`],
    ['says so of a number', 'feat: revert #12 for Windows; use a better one instead (#20)'],
  ])('is listed when it %s', async (_, message) => {
    const log = await read({ commits: [commit('2', message), commit('1', 'Add cache (#12)')] });

    expect([numbers(log), reverted(log)]).toEqual([[20], ['undone 12 by 20']]);
  });

  it('has no line where nobody knows what that was', async () => {
    const log = await read({
      commits: [commit('2', `Rework (#20)\n\n* try\n\n* Revert "try"\n\nThis reverts commit ${id('9')}.\n\n* do`)],
    });

    expect([numbers(log), reverted(log)]).toEqual([[20], []]);
  });

  it('has no line beside the other commits of its branch, where what it names is nowhere to be found', async () => {
    const log = await read({
      commits: [
        commit('4', 'Merge pull request #20 from ada/rework\n\nRework', ['0', '3']),
        commit('3', `Revert "try"\n\nThis reverts commit ${id('9')}.`, ['2']),
        commit('2', 'Rework', ['0']),
      ],
    });

    expect([numbers(log), reverted(log)]).toEqual([[20], []]);
  });

  it('has its line beside them, where the commit that it names is known though no number is', async () => {
    const log = await read({
      commits: [
        commit('4', 'Merge pull request #20 from ada/rework\n\nRework', ['0', '3']),
        commit('3', `Revert "try"\n\nThis reverts commit ${id('9')}.`, ['2']),
        commit('2', 'Rework', ['0']),
      ],
      elsewhere: [commit('9', 'try')],
    });

    expect([numbers(log), reverted(log)]).toEqual([[20], ['older 20 reverts ?']]);
  });

  it('stands as a revert where its title says so, though nothing is found and its commits say nothing', async () => {
    const log = await read({
      commits: [
        commit('4', 'Merge pull request #20 from ada/undo\n\nRevert "Some old thing"', ['0', '3']),
        commit('3', 'Take the thing out', ['0']),
      ],
    });

    expect([log.pullRequests[0]?.kind, reverted(log)]).toEqual(['revert', ['older 20 reverts ?']]);
  });

  it('takes back nothing of others where it reverts what its own squash lists', async () => {
    const log = await read({
      commits: [
        commit(
          '2',
          `Rework (#20)\n\n* Add cache (#12)\n\n* do\n\n* Revert "Add cache (#12)"\n\nThis reverts commit ${id('9')}.`,
        ),
        commit('1', 'Add cache (#12)\n\nFixes #50'),
      ],
      elsewhere: [commit('9', 'Add cache (#12)')],
    });

    expect([numbers(log), issues(log), reverted(log)]).toEqual([[20, 12], ['closing acme/web#50'], []]);
  });

  it('takes back what its title says, though its body lists that', async () => {
    const log = await read({
      commits: [
        commit('2', `Revert "Add cache" (#20)\n\n* Add cache\n\nThis reverts commit ${id('1')}.`),
        commit('1', 'Add cache (#12)'),
      ],
    });

    expect(reverted(log)).toContain('undone 12 by 20');
  });

  it('has taken nothing back where its own last word is that it is there again', async () => {
    const back = `* Revert "Revert "Add cache (#12)""\n\nThis reverts commit ${id('9')}.`;
    const log = await read({
      commits: [
        commit('2', `Rework (#20)\n\n* Revert "Add cache (#12)"\n\nThis reverts commit ${id('1')}.\n\n${back}`),
        commit('1', 'Add cache (#12)'),
      ],
    });

    expect([numbers(log), reverted(log)]).toEqual([[20, 12], []]);
  });
});

describe('words of reverts', () => {
  it.each([
    ['a fence', '```\nReverts acme/web#12\n```'],
    ['a comment', '<!-- Reverts acme/web#12 -->'],
    ['a comment over lines', '<!--\nReverts acme/web#12\n-->'],
    ['a quote', '> Reverts acme/web#12'],
    ['an indented example', 'Like this:\n\n    Reverts acme/web#12'],
    ['a plan', 'Rollback plan: Revert #12 if this makes trouble.'],
    ['a part', "reverts #12's naming only"],
    ['a fence with a commit', `\`\`\`\nThis reverts commit ${id('1')}.\n\`\`\``],
    ['running text', `The log says "This reverts commit ${id('1')}."`],
    ["a line of GitHub's, though no title says so", 'Reverts acme/web#12'],
  ])('take nothing back in a pull request’s body, in %s', async (_, body) => {
    const commits = [commit('2', 'two'), commit('1', 'Add cache (#12)')];
    const log = await read({ commits, pullRequests: { '2': [pull(20, { body, mergeCommit: id('2') })] } });

    expect([numbers(log), reverted(log)]).toEqual([[20, 12], []]);
  });

  it.each([
    ['a fence', `\`\`\`\nThis reverts commit ${id('1')}.\n\`\`\``],
    ['a quote', `> This reverts commit ${id('1')}.`],
    ['an indented example', `Like this:\n\n    This reverts commit ${id('1')}.`],
    ['running text', `The log says "This reverts commit ${id('1')}."`],
    ['a part', "Tidy the names.\n\nReverts #12's naming only"],
  ])('take nothing back in a message, in %s', async (_, body) => {
    const log = await read({ commits: [commit('2', `two (#20)\n\n${body}`), commit('1', 'Add cache (#12)')] });

    expect([numbers(log), reverted(log)]).toEqual([[20, 12], []]);
  });

  it('mean no namesake of a commit that is not at hand', async () => {
    const log = await read({
      commits: [
        commit('2', `Revert "Fix tests" (#20)\n\nThis reverts commit ${id('9')}.`),
        commit('1', 'Fix tests (#12)'),
      ],
    });

    expect([numbers(log), reverted(log)]).toEqual([[20, 12], ['older 20 reverts ?']]);
  });

  it('mean what the revert was built on, the named commit and its copies there', async () => {
    const aside = await read({
      commits: [
        commit('4', "Merge branch 'release'", ['3', '2']),
        commit('3', `Revert "Add cache (#12)" (#20)\n\nThis reverts commit ${id('2')}.`, ['1']),
        commit('2', 'Add cache (#12)', ['0'], { at: -1 }),
        commit('1', 'Tidy (#11)', ['0'], { at: -2 }),
      ],
    });
    expect([numbers(aside), reverted(aside)]).toEqual([[20, 12, 11], ['older 20 reverts 12']]);

    const copied = await read({
      commits: [
        commit('3', `Revert "Add cache (#12)" (#20)\n\nThis reverts commit ${id('1')}.`),
        commit('2', `Add cache (#13)\n\n(cherry picked from commit ${id('1')})`),
        commit('1', 'Add cache (#12)'),
      ],
    });
    expect([numbers(copied), reverted(copied)]).toEqual([[], ['undone 13 by 20', 'undone 12 by 20']]);
  });
});
