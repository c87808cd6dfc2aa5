import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compare, fileHistory, isAncestor, mergeBase, reachable } from '../../../src/forge/git/history.ts';
import { memoryStorage } from '../../../src/forge/git/memory.ts';
import { commitFiles, freshDisk, gitLines, histories, runGit, writeHistory } from './oracle.ts';

const LENGTH = 40;
const oidsOf = (commits: readonly { oid: string }[]): string[] => commits.map(({ oid }) => oid);

function randomRepository(seed: number, clock: (index: number, at: number) => number) {
  const [steps] = fc.sample(histories(LENGTH), { seed, numRuns: 1 });
  const disk = freshDisk();
  const commits = writeHistory(disk.objects, steps ?? [], clock);
  // Without generation numbers git itself goes astray under skewed clocks: it stops a walk a few commits after the dates look right.
  runGit(disk.directory, ['commit-graph', 'write', '--stdin-commits'], `${commits.join('\n')}\n`);
  const pairs = fc.sample(fc.tuple(fc.constantFrom(...commits), fc.constantFrom(...commits)), { seed, numRuns: 25 });
  return { ...disk, commits, pairs };
}

const CLOCKS: [string, (index: number, at: number) => number][] = [
  ['a steady clock', (index) => 1000 + index],
  ['a clock that jumps both ways', (index, at) => 1000 + at * LENGTH + index],
];

describe.each(CLOCKS)('random histories under %s', (_, clock) => {
  it('list the commits git rev-list lists, in its order', () => {
    const { directory, objects, pairs } = randomRepository(21, clock);

    for (const [head, base] of pairs) {
      expect(oidsOf(reachable(objects, head))).toEqual(gitLines(directory, 'rev-list', '--date-order', head));
      expect(oidsOf(reachable(objects, head, [base]))).toEqual(
        gitLines(directory, 'rev-list', '--date-order', head, '--not', base),
      );
    }
  });

  it('compare as git counts', () => {
    const { directory, objects, pairs } = randomRepository(22, clock);

    for (const [head, base] of pairs) {
      const [counts] = gitLines(directory, 'rev-list', '--left-right', '--count', `${base}...${head}`);
      const told = compare(objects, base, head);
      expect(`${told.behindBy}\t${told.aheadBy}`).toBe(counts);
      expect(oidsOf(told.commits)).toEqual(
        gitLines(directory, 'rev-list', '--date-order', '--reverse', head, '--not', base),
      );
    }
  });

  it('have the merge bases and ancestors git finds', () => {
    const { directory, objects, pairs } = randomRepository(23, clock);

    for (const [a, b] of pairs) {
      const all = runGit(directory, ['merge-base', '--all', a, b]).stdout.split('\n').filter(Boolean);
      const found = mergeBase(objects, a, b);
      expect(all.length > 0 ? all : [undefined]).toContain(found);
      expect(isAncestor(objects, a, b)).toBe(runGit(directory, ['merge-base', '--is-ancestor', a, b]).status === 0);
    }
  });

  it.each(['envs/dev/app.yaml', 'envs', 'b'])('tell the history of %s as git log does', (path) => {
    const { directory, objects, commits } = randomRepository(24, clock);

    for (const head of commits.filter((_, index) => index % 4 === 3)) {
      expect(oidsOf(fileHistory(objects, head, path))).toEqual(
        gitLines(directory, 'log', '--date-order', '--format=%H', head, '--', path),
      );
    }
  });
});

describe('comparison', () => {
  const { objects } = memoryStorage();
  const root = commitFiles(objects, { files: { a: '1' }, at: 1 });
  const left = commitFiles(objects, { parents: [root], files: { a: '2' }, at: 2 });
  const newer = commitFiles(objects, { parents: [left], files: { a: '3' }, at: 3 });
  const right = commitFiles(objects, { parents: [root], files: { b: '1' }, at: 4 });

  it('is identical, ahead, behind or diverged, with the head’s commits oldest first', () => {
    expect(compare(objects, left, left)).toEqual({
      status: 'identical',
      aheadBy: 0,
      behindBy: 0,
      mergeBase: left,
      commits: [],
    });
    expect(compare(objects, newer, root)).toMatchObject({ status: 'behind', aheadBy: 0, behindBy: 2, mergeBase: root });
    expect(compare(objects, right, newer)).toMatchObject({
      status: 'diverged',
      aheadBy: 2,
      behindBy: 1,
      mergeBase: root,
    });
    const ahead = compare(objects, root, newer);
    expect(ahead).toMatchObject({ status: 'ahead', aheadBy: 2, behindBy: 0, mergeBase: root });
    expect(oidsOf(ahead.commits)).toEqual([left, newer]);
  });

  it('of unrelated histories has no merge base', () => {
    const stranger = commitFiles(objects, { files: { z: '1' }, at: 9 });

    expect(compare(objects, root, stranger)).not.toHaveProperty('mergeBase');
    expect(compare(objects, root, stranger)).toMatchObject({ status: 'diverged', aheadBy: 1, behindBy: 1 });
  });
});

it('a history deeper than the call stack is walked all the same', () => {
  const { objects } = memoryStorage();
  const root = commitFiles(objects, { files: { a: '0' } });
  let head = root;
  for (let index = 0; index < 20_000; index += 1)
    head = commitFiles(objects, { parents: [head], files: {}, at: index });

  expect(compare(objects, root, head).aheadBy).toBe(20_000);
  expect(isAncestor(objects, root, head)).toBe(true);
});

it('a commit whose parent is missing is an error, not a shorter history', () => {
  const { objects } = memoryStorage();
  const full = memoryStorage();
  const parent = commitFiles(full.objects, { files: { a: '1' } });
  const child = commitFiles(full.objects, { parents: [parent], files: { a: '2' } });
  objects.write('commit', full.objects.read(child)!.body);

  expect(() => reachable(objects, child)).toThrow(`${parent} is missing`);
});
