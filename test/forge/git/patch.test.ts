import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { diffTrees } from '../../../src/forge/git/diff.ts';
import { memoryStorage } from '../../../src/forge/git/memory.ts';
import { diffText } from '../../../src/forge/git/text/diff-text.ts';
import { patchOf } from '../../../src/forge/git/text/patch.ts';
import { editTree } from '../../../src/forge/git/tree.ts';
import type { TreeChange } from '../../../src/forge/git/tree.ts';
import { commitFiles, freshDisk, runGit } from './oracle.ts';

const path = 'file.txt';

/** What git shows below the header of a file; the line a hunk lies below is git's guess, which the API's patch may lack. */
function gitPatch(directory: string, before: string, after: string): string {
  const { stdout } = runGit(directory, ['diff', '--no-color', '--no-ext-diff', before, after, '--', path]);
  const hunks = stdout.indexOf('@@');
  return hunks < 0
    ? ''
    : stdout
        .slice(hunks)
        .replaceAll(/^(@@ [^@]+ @@).*$/gm, '$1')
        .trimEnd();
}

function patches(before: string | null, after: string | null): { ours: string | undefined; gits: string } {
  const disk = freshDisk();
  const keep = { 'other.txt': 'kept\n' };
  const old = commitFiles(disk.objects, { files: { ...keep, ...(before !== null && { [path]: before }) } });
  const young = commitFiles(disk.objects, { parents: [old], files: { [path]: after }, at: 2 });
  const [change] = diffTrees(disk.objects, old, young);
  const ours = change && patchOf(disk.objects, change);
  return { ours: ours?.trimEnd(), gits: gitPatch(disk.directory, old, young) };
}

const long = Array.from({ length: 30 }, (_, index) => `line ${index}\n`);
const changed = (...places: number[]) =>
  long.map((line, index) => (places.includes(index) ? `new ${index}\n` : line)).join('');

describe('the patch of a file', () => {
  it.each([
    ['a changed line', changed(), changed(9)],
    ['two changes whose contexts touch', changed(), changed(9, 16)],
    ['two changes apart', changed(), changed(9, 17)],
    ['changes at both ends', changed(), changed(0, 29)],
    ['a new file', null, 'one\ntwo\n'],
    ['a new file of one line', null, 'one\n'],
    ['a removed file', 'one\ntwo\n', null],
    ['a line feed that comes at the end', 'one', 'one\n'],
    ['a line feed that goes', 'one\ntwo\n', 'one\ntwo'],
  ])('is what git shows for %s', (_, before, after) => {
    const { ours, gits } = patches(before, after);

    expect(ours).toBe(gits);
  });

  it('brings any file from what it was to what it is', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n'), { maxLength: 12 }).map((lines) => lines.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        const { objects } = memoryStorage();
        const old = commitFiles(objects, { files: { [path]: before } });
        const young = commitFiles(objects, { parents: [old], files: { [path]: after }, at: 2 });
        const [change] = diffTrees(objects, old, young);

        expect(applied(before, patchOf(objects, change!)!)).toBe(after);
      }),
      { numRuns: 200 },
    );
  });

  it('is left out where git would call the file binary, and where it is huge', () => {
    expect(patches('one\n', 'one\0two\n').ours).toBeUndefined();
    expect(patches('one\n', `${'x'.repeat(79)}\n`.repeat(7000)).ours).toBeUndefined();
  });
});

describe('the text of a difference', () => {
  const file = (text: string | null, more: Partial<TreeChange> = {}) => ({
    content: text === null ? null : Buffer.from(text, 'latin1'),
    ...more,
  });
  const commit = { mode: '160000', content: null, oid: 'a'.repeat(40) };

  it.each([
    ['changed and removed files', { a: file('one\n'), 'b/c': file('two\n') }, { a: file('1\n'), 'b/c': file(null) }],
    ['files that come, one of them empty', {}, { 'b/new': file('one'), empty: file('') }],
    [
      'a mode alone, and with a change',
      { a: file('1\n'), b: file('1\n') },
      { a: file('1\n', { mode: '100755' }), b: file('2\n', { mode: '100755' }) },
    ],
    ['bytes', { a: file('one\n') }, { a: file('\0'), b: file('\0'), c: file('\xff\xfe\n') }],
    ['names that need care', {}, { 'a b': file('1\n'), 'ä "ö"/\\\t': file('1\n'), '~': file('1\n') }],
    [
      'links',
      { a: file('one\n'), b: file('a', { mode: '120000' }) },
      { a: file('b', { mode: '120000' }), b: file('c') },
    ],
    ['submodules', { a: { ...commit } }, { a: { ...commit, oid: 'b'.repeat(40) }, b: { ...commit } }],
  ] as [string, Record<string, Omit<TreeChange, 'path'>>, Record<string, Omit<TreeChange, 'path'>>][])(
    'is what git prints for %s',
    (_, before, after) => {
      const { objects, directory } = freshDisk();
      const changes = (files: typeof before) => Object.entries(files).map(([path, change]) => ({ path, ...change }));
      const old = editTree(objects, undefined, changes({ kept: file('kept\n'), ...before }));
      const young = editTree(objects, old, changes(after));

      const { stdout } = runGit(directory, [
        '-c',
        'core.abbrev=7',
        'diff',
        '--no-ext-diff',
        '--no-renames',
        old,
        young,
      ]);

      expect(stdout).toContain('diff --git');
      expect(diffText(objects, old, young).toString('utf8')).toBe(stdout);
    },
  );
});

/** Applies a patch by its line numbers alone. */
function applied(before: string, patch: string): string {
  const lines = before.match(/[^\n]*\n/g) ?? [];
  const result: string[] = [];
  let done = 0;
  for (const line of patch.split('\n')) {
    const header = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (header) {
      const start = header[2] === '0' ? Number(header[1]) : Number(header[1]) - 1;
      result.push(...lines.slice(done, start));
      done = start;
      continue;
    }
    if (line.startsWith('+')) result.push(`${line.slice(1)}\n`);
    else {
      if (line !== `${line[0]}${lines[done]!.trimEnd()}`) throw new Error(`${line} is not there`);
      if (line.startsWith(' ')) result.push(lines[done]!);
      done += 1;
    }
  }
  return [...result, ...lines.slice(done)].join('');
}
