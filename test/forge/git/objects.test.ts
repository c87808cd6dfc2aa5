import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readCommit, writeCommit } from '../../../src/forge/git/commit.ts';
import { memoryStorage } from '../../../src/forge/git/memory.ts';
import {
  editTree,
  entryAt,
  fileAt,
  isTreePath,
  listTree,
  readTree,
  treeOf,
  writeTree,
} from '../../../src/forge/git/tree.ts';
import { commitFiles, freshDisk, gitLines, histories, person, runGit, writeHistory } from './oracle.ts';

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

describe('commits', () => {
  it('read back as they were written', () => {
    const { objects } = memoryStorage();
    const parent = commitFiles(objects, { files: { a: '1' } });
    const written = {
      tree: EMPTY_TREE,
      parents: [parent],
      author: person(1_700_000_000, 'Ada Lövelace'),
      committer: person(1_700_000_060, 'Web'),
      message: 'Title\n\nBody with tree abc\nand no line feed at its end',
    };

    const oid = writeCommit(objects, written);

    expect(readCommit(objects, oid)).toEqual({ oid, ...written, signed: false });
  });

  it('carry the signature of the forge when asked, and git still shows only the message', () => {
    const { directory, objects, refs } = freshDisk();
    const tree = editTree(objects, undefined, [{ path: 'a', content: Buffer.from('1') }]);
    const oid = writeCommit(objects, {
      tree,
      parents: [],
      author: person(1),
      committer: person(2),
      message: 'signed\n',
      signed: true,
    });
    refs.compareAndSwap('refs/heads/main', undefined, oid);

    expect(readCommit(objects, oid)).toMatchObject({ signed: true, message: 'signed\n' });
    expect(gitLines(directory, 'log', '--format=%B', 'main')).toEqual(['signed']);
    expect(gitLines(directory, 'fsck', '--strict')).toEqual([]);
  });

  it('keep git’s format whatever stands in a name or message', () => {
    const { directory, objects, refs } = freshDisk();
    const hostile = { name: 'Eve <evil>\nparent', email: 'e\n@>x', at: -5 };
    const oid = writeCommit(objects, {
      tree: EMPTY_TREE,
      parents: [],
      author: hostile,
      committer: { ...hostile, name: '' },
      message: 'a\0b',
    });
    objects.write('tree', Buffer.alloc(0));
    refs.compareAndSwap('refs/heads/main', undefined, oid);

    expect(gitLines(directory, 'fsck', '--strict')).toEqual([]);
    expect(readCommit(objects, oid)).toMatchObject({
      author: { name: 'Eve evilparent', email: 'e@x', at: 0 },
      message: 'ab',
    });
  });

  it('written by git are read with their zone, signature and lack of a body', () => {
    const { directory, objects } = freshDisk();
    const lines = [
      'tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      'author A B <a@b> 1700000000 +0530',
      'committer C <c@d> 1700000001 -0800',
    ];
    runGit(directory, ['hash-object', '-w', '-t', 'tree', '--stdin'], '');
    const { stdout } = runGit(directory, ['hash-object', '-w', '-t', 'commit', '--stdin'], `${lines.join('\n')}\n\n`);

    expect(readCommit(objects, stdout.trim())).toEqual({
      oid: stdout.trim(),
      tree: EMPTY_TREE,
      parents: [],
      author: { name: 'A B', email: 'a@b', at: 1_700_000_000_000 },
      committer: { name: 'C', email: 'c@d', at: 1_700_000_001_000 },
      message: '',
      signed: false,
    });
  });

  it('that are missing or no commits are an error that names them', () => {
    const { objects } = memoryStorage();
    const blob = objects.write('blob', Buffer.from('x'));

    expect(() => readCommit(objects, 'f'.repeat(40))).toThrow(`${'f'.repeat(40)} is missing, not a commit`);
    expect(() => readCommit(objects, blob)).toThrow(`${blob} is a blob, not a commit`);
  });
});

describe('trees', () => {
  it('are sorted as git sorts them: by bytes, folders as if they ended in a slash', () => {
    const { directory, objects } = freshDisk();
    const names = ['b', 'b-', 'b0', 'a/x', 'a.b', 'a0', 'ä', 'Z', '\u{1f600}', '\uff5e'];

    const tree = editTree(
      objects,
      undefined,
      names.map((path) => ({ path, content: Buffer.from(path) })),
    );

    const listed = gitLines(directory, '-c', 'core.quotePath=false', 'ls-tree', '--name-only', tree);
    expect(readTree(objects, tree).map(({ name }) => name)).toEqual(listed);
    expect(gitLines(directory, 'fsck', '--strict', '--no-dangling')).toEqual([]);
    expect(writeTree(objects, readTree(objects, tree).toReversed())).toBe(tree);
  });

  it('of random histories are flawless for git fsck and list what git lists', () => {
    const [steps] = fc.sample(histories(60), { seed: 11, numRuns: 1 });
    const { directory, objects, refs } = freshDisk();
    const commits = writeHistory(objects, steps ?? [], (index) => index + 1);
    for (const [index, oid] of commits.entries()) refs.compareAndSwap(`refs/heads/c${index}`, undefined, oid);

    expect(gitLines(directory, 'fsck', '--strict')).toEqual([]);
    for (const oid of commits.filter((_, index) => index % 6 === 0)) {
      const listed = listTree(objects, oid, { recursive: true }).map(
        (entry) => `${entry.mode} ${entry.type} ${entry.oid} ${entry.size ?? '-'}\t${entry.path}`,
      );
      const told = gitLines(directory, '-c', 'core.quotePath=false', 'ls-tree', '-r', '-t', '-l', oid);
      expect(listed).toEqual(told.map((line) => line.replace(/ +(\S+)\t/, ' $1\t')));
    }
  });

  it('are edited path by path, folders coming and going with their files', () => {
    const { objects } = memoryStorage();
    const before = editTree(objects, undefined, [
      { path: 'envs/dev/app.yaml', content: Buffer.from('dev') },
      { path: 'envs/prod/app.yaml', content: Buffer.from('prod') },
      { path: 'run.sh', mode: '100755', content: Buffer.from('old') },
    ]);

    const after = editTree(objects, before, [
      { path: 'envs/dev/app.yaml', content: null },
      { path: 'envs/prod/app.yaml', content: Buffer.from('new') },
      { path: 'run.sh', content: Buffer.from('new') },
      { path: 'not/there', content: null },
    ]);

    const newBlob = objects.write('blob', Buffer.from('new'));
    expect(listTree(objects, after, { recursive: true }).map(({ path, mode, oid }) => [path, mode, oid])).toEqual([
      ['envs', '040000', entryAt(objects, after, 'envs')!.oid],
      ['envs/prod', '040000', entryAt(objects, after, 'envs/prod')!.oid],
      ['envs/prod/app.yaml', '100644', newBlob],
      ['run.sh', '100755', newBlob],
    ]);
    expect(entryAt(objects, after, 'envs/dev')).toBeUndefined();
  });

  it('become empty rather than missing when the last file goes', () => {
    const { objects } = memoryStorage();
    const tree = editTree(objects, undefined, [{ path: 'a/b/c', content: Buffer.from('x') }]);

    expect(editTree(objects, tree, [{ path: 'a/b/c', content: null }])).toBe(EMPTY_TREE);
  });

  it('take existing objects by id, and turn a file into a folder of its name', () => {
    const { objects } = memoryStorage();
    const blob = objects.write('blob', Buffer.from('shared'));
    const folder = editTree(objects, undefined, [{ path: 'x', content: null, oid: blob }]);
    const before = editTree(objects, undefined, [{ path: 'a', content: Buffer.from('file') }]);

    const after = editTree(objects, before, [
      { path: 'a', content: null },
      { path: 'a/b', content: null, oid: blob },
      { path: 'copy', mode: '040000', content: null, oid: folder },
    ]);

    expect(listTree(objects, after, { recursive: true }).map(({ path }) => path)).toEqual([
      'a',
      'a/b',
      'copy',
      'copy/x',
    ]);
  });

  it.each(['', '/a', 'a//b', 'a/', '../a', 'a/./b', '.git/config', 'a/.GIT'])('refuse the path %j', (path) => {
    const { objects } = memoryStorage();

    expect(isTreePath(path)).toBe(false);
    expect(() => editTree(objects, undefined, [{ path, content: Buffer.from('x') }])).toThrow('malformed path');
  });

  it('give the file at a path, and nothing for folders, submodules and what is not there', () => {
    const { objects } = memoryStorage();
    const commit = commitFiles(objects, { files: { 'a/b.txt': 'text' } });
    const withSubmodule = editTree(objects, treeOf(objects, commit), [
      { path: 'sub', mode: '160000', content: null, oid: commit },
    ]);

    expect(fileAt(objects, commit, 'a/b.txt')).toEqual({
      oid: objects.write('blob', Buffer.from('text')),
      mode: '100644',
      bytes: Buffer.from('text'),
    });
    expect(fileAt(objects, commit, 'a')).toBeUndefined();
    expect(fileAt(objects, commit, 'a/b.txt/c')).toBeUndefined();
    expect(fileAt(objects, withSubmodule, 'sub')).toBeUndefined();
    expect(listTree(objects, withSubmodule, { recursive: true }).at(-1)).toEqual({
      path: 'sub',
      mode: '160000',
      type: 'commit',
      oid: commit,
    });
  });

  it('are found behind an annotated tag', () => {
    const { directory, objects, refs } = freshDisk();
    const commit = commitFiles(objects, { files: { a: '1' } });
    refs.compareAndSwap('refs/heads/main', undefined, commit);
    gitLines(directory, 'tag', '-a', '-m', 'one', 'v1');

    expect(fileAt(objects, refs.read('refs/tags/v1')!, 'a')?.bytes.toString()).toBe('1');
    expect(() => treeOf(objects, 'f'.repeat(40))).toThrow('leads to no tree');
  });
});
