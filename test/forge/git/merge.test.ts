import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { countLines, diffTrees } from '../../../src/forge/git/diff.ts';
import { diffLines, mergeLines } from '../../../src/forge/git/lines.ts';
import { memoryStorage } from '../../../src/forge/git/memory.ts';
import type { MergeResult } from '../../../src/forge/git/merge.ts';
import { mergeTrees } from '../../../src/forge/git/merge.ts';
import type { Objects, Oid } from '../../../src/forge/git/storage.ts';
import { editTree, fileAt, listTree, treeOf } from '../../../src/forge/git/tree.ts';
import { commitFiles, freshDisk, gitLines, histories, runGit, writeHistory } from './oracle.ts';

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index}\n`);

/** Three commits: an ancestor and two children of it. */
function fork(
  objects: Objects,
  files: Record<'base' | 'ours' | 'theirs', Record<string, string | null>>,
): { base: Oid; ours: Oid; theirs: Oid } {
  const base = commitFiles(objects, { files: files.base, at: 1 });
  const ours = commitFiles(objects, { parents: [base], files: files.ours, at: 2 });
  const theirs = commitFiles(objects, { parents: [base], files: files.theirs, at: 3 });
  return { base, ours, theirs };
}

function mergeFork(
  objects: Objects,
  { base, ours, theirs }: { base: Oid; ours: Oid; theirs: Oid },
): Record<string, string> | string[] {
  const result = mergeTrees(objects, base, ours, theirs);
  if ('conflicts' in result) return result.conflicts;
  const files = listTree(objects, result.tree, { recursive: true }).filter(({ type }) => type === 'blob');
  return Object.fromEntries(files.map(({ path }) => [path, fileAt(objects, result.tree, path)!.bytes.toString()]));
}

/** Twelve lines of which some are replaced, removed or followed by a new one. */
function edited(places: number[], word: string): string {
  const edit = (line: string, index: number): string => [`${word} ${index}\n`, '', `${line}${word}\n`].at(index % 3)!;
  return numbered(12)
    .map((line, index) => (places.includes(index) ? edit(line, index) : line))
    .join('');
}

/** Puts each path into its content: no two files are alike, so git sees no renames, which ours does not look for. */
function signed(files: Record<string, string | null>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, content && `${path} ${content}`]));
}

/** What git itself makes of the merge. */
function mergeByGit(directory: string, { ours, theirs }: { ours: Oid; theirs: Oid }): MergeResult {
  const { stdout, status } = runGit(directory, [
    '-c',
    'core.quotePath=false',
    'merge-tree',
    '--write-tree',
    '--name-only',
    '--no-messages',
    ours,
    theirs,
  ]);
  const [tree = '', ...conflicts] = stdout.split('\n').filter((line) => line !== '');
  return status === 0 ? { tree } : { conflicts: conflicts.sort() };
}

describe('a merge of trees', () => {
  it('takes the changes of both sides', () => {
    const { objects } = memoryStorage();
    const trees = fork(objects, {
      base: { 'dev.yaml': '1', 'prod.yaml': '1', 'old.yaml': '1', 'same.yaml': '1' },
      ours: { 'dev.yaml': '2', 'new/a.yaml': 'a', 'same.yaml': '2' },
      theirs: { 'prod.yaml': '2', 'new/b.yaml': 'b', 'same.yaml': '2', 'old.yaml': null },
    });

    expect(mergeFork(objects, trees)).toEqual({
      'dev.yaml': '2',
      'new/a.yaml': 'a',
      'new/b.yaml': 'b',
      'prod.yaml': '2',
      'same.yaml': '2',
    });
  });

  it('merges one file line by line when the changes lie apart', () => {
    const { objects } = memoryStorage();
    const lines = numbered(9);
    const trees = fork(objects, {
      base: { f: lines.join('') },
      ours: { f: lines.with(1, 'ours\n').join('') },
      theirs: { f: lines.with(7, 'theirs without line feed').toSpliced(8).join('') },
    });

    expect(mergeFork(objects, trees)).toEqual({
      f: lines.with(1, 'ours\n').with(7, 'theirs without line feed').toSpliced(8).join(''),
    });
  });

  it.each<[string, Record<'base' | 'ours' | 'theirs', Record<string, string | null>>, string[]]>([
    [
      'the same line changed twice',
      { base: { 'a/f': '1\n' }, ours: { 'a/f': '2\n' }, theirs: { 'a/f': '3\n' } },
      ['a/f'],
    ],
    ['lines that touch', { base: { f: '1\n2\n' }, ours: { f: 'x\n2\n' }, theirs: { f: '1\ny\n' } }, ['f']],
    ['change against deletion', { base: { f: '1', g: '1' }, ours: { f: '2' }, theirs: { f: null } }, ['f']],
    [
      'change within a deleted folder',
      { base: { 'd/f': '1', 'd/g': '1' }, ours: { 'd/f': '2' }, theirs: { 'd/f': null, 'd/g': null } },
      ['d/f'],
    ],
    ['different files added', { base: { g: '1' }, ours: { f: '1\n' }, theirs: { f: '2\n' } }, ['f']],
    ['a file added where a folder was added', { base: { g: '1' }, ours: { f: '1' }, theirs: { 'f/a': '1' } }, ['f']],
    [
      'binary content',
      { base: { f: '\0\n1\n2\n3\n' }, ours: { f: '\0\nx\n2\n3\n' }, theirs: { f: '\0\n1\n2\ny\n' } },
      ['f'],
    ],
  ])('reports a conflict for %s', (_, files, conflicts) => {
    const { objects } = memoryStorage();

    expect(mergeFork(objects, fork(objects, files))).toEqual(conflicts);
  });

  it('keeps the mode one side set and the content the other side set', () => {
    const { objects } = memoryStorage();
    const write = (content: string, mode: string): Oid =>
      editTree(objects, undefined, [{ path: 'run.sh', mode, content: Buffer.from(content) }]);
    const base = write('1', '100644');

    const result = mergeTrees(objects, base, write('1', '100755'), write('2', '100644'));

    expect(result).toEqual({ tree: write('2', '100755') });
  });

  it('without a common ancestor keeps what only one side has', () => {
    const { objects } = memoryStorage();
    const ours = commitFiles(objects, { files: { a: '1', same: '1' } });
    const theirs = commitFiles(objects, { files: { b: '1', same: '1' } });

    const result = mergeTrees(objects, undefined, ours, theirs);

    expect(result).toEqual({ tree: treeOf(objects, commitFiles(objects, { files: { a: '1', b: '1', same: '1' } })) });
  });

  it('agrees with git merge-tree over random trees', () => {
    const { directory, objects } = freshDisk();
    const paths = ['a.yaml', 'b', 'envs.yaml', 'envs/dev/app.yaml', 'envs/dev/db.yaml', 'envs/prod/app.yaml', 'ä/ö'];
    const text = fc.option(fc.constantFrom('1\n', '2\n', '3\n'), { freq: 4 });
    const files = fc.dictionary(fc.constantFrom(...paths), text, { minKeys: 1, maxKeys: 4 });
    const outcomes: string[] = [];

    for (const sides of fc.sample(fc.record({ base: files, ours: files, theirs: files }), { seed: 31, numRuns: 80 })) {
      const trees = fork(objects, { base: signed(sides.base), ours: signed(sides.ours), theirs: signed(sides.theirs) });
      const told = mergeByGit(directory, trees);
      expect(mergeTrees(objects, trees.base, trees.ours, trees.theirs)).toEqual(told);
      outcomes.push(...Object.keys(told));
    }

    for (const outcome of ['tree', 'conflicts'])
      expect(outcomes.filter((one) => one === outcome).length).toBeGreaterThan(10);
  });

  it('agrees with git merge-tree over random edits of one file', () => {
    const { directory, objects } = freshDisk();
    const places = fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 3 });
    const outcomes: string[] = [];

    for (const [left, right] of fc.sample(fc.tuple(places, places), { seed: 33, numRuns: 40 })) {
      const base = numbered(12).join('');
      const trees = fork(objects, {
        base: { f: base },
        ours: { f: edited(left, 'ours') },
        theirs: { f: edited(right, 'theirs') },
      });
      const told = mergeByGit(directory, trees);
      expect(mergeTrees(objects, trees.base, trees.ours, trees.theirs)).toEqual(told);
      outcomes.push(...Object.keys(told));
    }

    for (const outcome of ['tree', 'conflicts'])
      expect(outcomes.filter((one) => one === outcome).length).toBeGreaterThan(5);
  });
});

describe('a diff of trees', () => {
  it('agrees with git diff-tree over random histories', () => {
    const { directory, objects } = freshDisk();
    const [steps] = fc.sample(histories(40), { seed: 41, numRuns: 1 });
    const commits = writeHistory(objects, steps ?? [], (index) => index + 1);
    const letters = { added: 'A', removed: 'D', modified: 'M' };
    const zero = '0'.repeat(40);

    for (const [a, b] of fc.sample(fc.tuple(fc.constantFrom(...commits), fc.constantFrom(...commits)), {
      seed: 42,
      numRuns: 40,
    })) {
      const told = gitLines(
        directory,
        '-c',
        'core.quotePath=false',
        'diff-tree',
        '-r',
        '--no-renames',
        '--full-index',
        a,
        b,
      );
      const found = diffTrees(objects, a, b).map(
        (change) => `${change.before ?? zero} ${change.after ?? zero} ${letters[change.status]}\t${change.path}`,
      );
      expect(found).toEqual(told.map((line) => line.split(' ').slice(2).join(' ')));
    }
  });

  it('tells everything as added when there was nothing', () => {
    const { objects } = memoryStorage();
    const commit = commitFiles(objects, { files: { 'a/b': '1', c: '2' } });

    expect(diffTrees(objects, undefined, commit).map(({ path, status }) => [path, status])).toEqual([
      ['a/b', 'added'],
      ['c', 'added'],
    ]);
  });

  it('counts lines as git does, and none in binary files', () => {
    const { objects } = memoryStorage();
    const before = objects.write('blob', Buffer.from('a\nb\nc'));
    const after = objects.write('blob', Buffer.from('a\nB\nc\nd\n'));
    const binary = objects.write('blob', Buffer.from('a\0\n'));

    expect(countLines(objects, { before, after })).toEqual({ additions: 3, deletions: 2 });
    expect(countLines(objects, { after })).toEqual({ additions: 4, deletions: 0 });
    expect(countLines(objects, { before, after: binary })).toEqual({ additions: 0, deletions: 0 });
  });
});

describe('lines', () => {
  const texts = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n'), { maxLength: 14 });

  it('diff into hunks that lead from one text to the other by the fewest edits', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const hunks = diffLines(before, after);
        const rebuilt = hunks
          .toReversed()
          .reduce(
            (lines, { at, removed, from, added }) => lines.toSpliced(at, removed, ...after.slice(from, from + added)),
            before,
          );
        expect(rebuilt).toEqual(after);
        const edits = hunks.reduce((sum, { removed, added }) => sum + removed + added, 0);
        expect(edits).toBe(before.length + after.length - 2 * longestCommon(before, after));
      }),
      { seed: 51 },
    );
  });

  it('merge the same either way round, and one changed side wins whole', () => {
    fc.assert(
      fc.property(texts, texts, texts, (base, ours, theirs) => {
        expect(mergeLines(base, ours, theirs)).toEqual(mergeLines(base, theirs, ours));
        expect(mergeLines(base, ours, base)).toEqual(ours);
        expect(mergeLines(base, ours, ours)).toEqual(ours);
      }),
      { seed: 52 },
    );
  });

  it('that differ beyond measure count as replaced', () => {
    const before = Array.from({ length: 3000 }, (_, index) => `old ${index}\n`);
    const after = Array.from({ length: 3000 }, (_, index) => `new ${index}\n`);

    expect(diffLines(['head\n', ...before], ['head\n', ...after])).toEqual([
      { at: 1, removed: 3000, from: 1, added: 3000 },
    ]);
  });
});

/** The textbook table, as a second opinion on Myers' algorithm. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const left of a) {
    const next = [0];
    for (const [index, right] of b.entries())
      next.push(left === right ? row.at(index)! + 1 : Math.max(row.at(index + 1)!, next.at(index)!));
    row = next;
  }
  return row.at(-1)!;
}
