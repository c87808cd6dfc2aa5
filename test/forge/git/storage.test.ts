import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { diskStorage, pointHead } from '../../../src/forge/git/disk.ts';
import { memoryStorage } from '../../../src/forge/git/memory.ts';
import { isRefName } from '../../../src/forge/git/store/ref-name.ts';
import type { Storage } from '../../../src/forge/git/storage.ts';
import { commitFiles, freshDisk, gitLines, runGit } from './oracle.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

describe.each<[string, () => Storage]>([
  ['memory', memoryStorage],
  ['disk', freshDisk],
])('storage in %s', (_, create) => {
  it('gives objects the ids git gives them', () => {
    const { objects } = create();

    expect(objects.write('blob', Buffer.from('hello\n'))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
    expect(objects.write('tree', Buffer.alloc(0))).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  });

  it('reads back what was written, byte for byte', () => {
    const { objects } = create();
    const body = Buffer.from([0, 255, 10, 0, 128]);

    const oid = objects.write('blob', body);

    expect(objects.read(oid)).toEqual({ type: 'blob', body });
    expect(objects.has(oid)).toBe(true);
    expect(objects.write('blob', body)).toBe(oid);
  });

  it('knows nothing of an object that was never written', () => {
    const { objects } = create();

    expect(objects.read(A)).toBeUndefined();
    expect(objects.has(A)).toBe(false);
    expect(objects.has('../../config')).toBe(false);
  });

  it('creates, moves and deletes a ref only from the value the caller saw', () => {
    const { refs } = create();

    expect(refs.compareAndSwap('refs/heads/main', A, B)).toBe(false);
    expect(refs.compareAndSwap('refs/heads/main', undefined, A)).toBe(true);
    expect(refs.compareAndSwap('refs/heads/main', undefined, B)).toBe(false);
    expect(refs.compareAndSwap('refs/heads/main', B, A)).toBe(false);
    expect(refs.read('refs/heads/main')).toBe(A);
    expect(refs.compareAndSwap('refs/heads/main', A, B)).toBe(true);
    expect(refs.compareAndSwap('refs/heads/main', A, undefined)).toBe(false);
    expect(refs.read('refs/heads/main')).toBe(B);
    expect(refs.compareAndSwap('refs/heads/main', B, undefined)).toBe(true);
    expect(refs.read('refs/heads/main')).toBeUndefined();
  });

  it('lists refs below a prefix, sorted by their whole name', () => {
    const { refs } = create();
    for (const name of ['refs/tags/v1', 'refs/heads/sluice/prod', 'refs/heads/main', 'refs/heads/sluice-old']) {
      refs.compareAndSwap(name, undefined, A);
    }

    expect([...refs.list().keys()]).toEqual([
      'refs/heads/main',
      'refs/heads/sluice-old',
      'refs/heads/sluice/prod',
      'refs/tags/v1',
    ]);
    expect([...refs.list('refs/heads/sluice/')]).toEqual([['refs/heads/sluice/prod', A]]);
  });

  it('lets no ref stand where another one needs a folder', () => {
    const { refs } = create();
    refs.compareAndSwap('refs/heads/a/b', undefined, A);

    expect(refs.compareAndSwap('refs/heads/a', undefined, A)).toBe(false);
    expect(refs.compareAndSwap('refs/heads/a/b/c', undefined, A)).toBe(false);
    expect(refs.compareAndSwap('refs/heads/a/b/c', A, B)).toBe(false);

    refs.compareAndSwap('refs/heads/a/b', A, undefined);
    expect(refs.compareAndSwap('refs/heads/a', undefined, A)).toBe(true);
  });

  it('refuses ref names that git refuses', () => {
    const { refs } = create();

    expect(() => refs.compareAndSwap('refs/heads/../../config', undefined, A)).toThrow('not a valid ref name');
    expect(refs.read('refs/heads/../../config')).toBeUndefined();
  });
});

it('ref names are judged as git check-ref-format judges them', () => {
  const names = [
    'a',
    'a/b',
    'a.b',
    '@',
    'a@b',
    'ä',
    'a/@',
    '.a',
    'a/.b',
    'a..b',
    'a.lock',
    'a.lock/b',
    'a.',
    'a/',
    '/a',
    'a//b',
  ];
  const odd = [
    'a b',
    'a~b',
    'a^b',
    'a:b',
    'a?b',
    'a*b',
    'a[b',
    'a\\b',
    'a@{b',
    'a\tb',
    'a\u007fb',
    '-a',
    'lock',
    'a{b',
    '',
  ];
  const { directory } = freshDisk();

  for (const name of [...names, ...odd].map((rest) => `refs/heads/${rest}`)) {
    expect([name, isRefName(name)]).toEqual([name, runGit(directory, ['check-ref-format', name]).status === 0]);
  }
});

describe('the repository on disk', () => {
  it('is one that git itself accepts, written without git', () => {
    const { directory, objects, refs } = freshDisk();
    refs.compareAndSwap('refs/heads/main', undefined, commitFiles(objects, { files: { 'a/b.txt': 'hello\n' } }));

    expect(gitLines(directory, 'fsck', '--strict', '--no-dangling')).toEqual([]);
    expect(gitLines(directory, 'ls-tree', '-r', '--name-only', 'HEAD')).toEqual(['a/b.txt']);
  });

  it('is found again by another process', () => {
    const { directory, objects, refs } = freshDisk();
    const oid = objects.write('blob', Buffer.from('kept'));
    refs.compareAndSwap('refs/heads/main', undefined, A);

    const again = diskStorage(directory);

    expect(again.objects.read(oid)?.body.toString()).toBe('kept');
    expect(again.refs.read('refs/heads/main')).toBe(A);
  });

  it('stays readable after git has packed its objects and refs', () => {
    const { directory, objects, refs } = freshDisk();
    const commit = commitFiles(objects, { files: { 'a.txt': 'packed\n' } });
    refs.compareAndSwap('refs/heads/main', undefined, commit);
    gitLines(directory, 'tag', '-a', '-m', 'one', 'v1');
    gitLines(directory, 'gc', '--prune=now', '--quiet');

    const packed = diskStorage(directory);

    expect(existsSync(join(directory, 'refs/heads/main'))).toBe(false);
    expect(existsSync(join(directory, 'objects', commit.slice(0, 2), commit.slice(2)))).toBe(false);
    expect(packed.objects.read(commit)).toEqual(objects.read(commit));
    expect(packed.objects.has(B)).toBe(false);
    expect(packed.refs.read('refs/heads/main')).toBe(commit);
    expect([...packed.refs.list('refs/heads/').keys()]).toEqual(['refs/heads/main']);
  });

  it('moves and deletes refs that git has packed', () => {
    const { directory, objects, refs } = freshDisk();
    const first = commitFiles(objects, { files: { a: '1' } });
    const second = commitFiles(objects, { parents: [first], files: { a: '2' } });
    for (const name of ['refs/heads/main', 'refs/heads/old']) refs.compareAndSwap(name, undefined, first);
    gitLines(directory, 'tag', '-a', '-m', 'one', 'v1');
    gitLines(directory, 'pack-refs', '--all');

    expect(refs.compareAndSwap('refs/heads/main', first, second)).toBe(true);
    expect(refs.compareAndSwap('refs/heads/old', first, undefined)).toBe(true);
    expect(refs.compareAndSwap('refs/tags/v1', refs.read('refs/tags/v1'), undefined)).toBe(true);

    expect(gitLines(directory, 'for-each-ref', '--format=%(refname) %(objectname)')).toEqual([
      `refs/heads/main ${second}`,
    ]);
    expect(readFileSync(join(directory, 'packed-refs'), 'utf8')).not.toContain('^');
  });

  it('creates a ref where deleted refs left empty folders', () => {
    const { directory, refs } = freshDisk();
    mkdirSync(join(directory, 'refs/heads/a/b'), { recursive: true });

    expect(refs.compareAndSwap('refs/heads/a', undefined, A)).toBe(true);
    expect(statSync(join(directory, 'refs/heads/a')).isFile()).toBe(true);
  });

  it('leaves no drafts and no locks behind', () => {
    const { directory, objects, refs } = freshDisk();
    refs.compareAndSwap('refs/heads/main', undefined, commitFiles(objects, { files: { a: '1' } }));
    refs.compareAndSwap('refs/heads/main', A, B);
    refs.compareAndSwap('refs/heads/gone/away', A, undefined);

    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });

    expect(names.filter((name) => name.endsWith('.lock') || name.includes('tmp_obj'))).toEqual([]);
    expect(names).not.toContain('refs/heads/gone');
  });

  it('points HEAD where the default branch is', () => {
    const { directory } = freshDisk();

    pointHead(directory, 'trunk');

    expect(gitLines(directory, 'symbolic-ref', 'HEAD')).toEqual(['refs/heads/trunk']);
  });
});
