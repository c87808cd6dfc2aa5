import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { memoryStorage } from '../../../src/forge/git/memory.ts';
import { withPack } from '../../../src/forge/git/wire/pack.ts';
import type { DiskStorage } from './oracle.ts';
import { commitFiles, freshDisk, GIT_ENVIRONMENT, gitLines, histories, writeHistory } from './oracle.ts';

/** A pack as git makes it of these revisions (`^x`: what the other side has). */
function packOf({ directory }: DiskStorage, revisions: string[], ...options: string[]): Buffer {
  const args = ['-C', directory, 'pack-objects', '--revs', '--stdout', '--quiet', ...options];
  const { stdout, status } = spawnSync('git', args, { env: GIT_ENVIRONMENT, input: `${revisions.join('\n')}\n` });
  if (status !== 0) throw new Error('git pack-objects failed');
  return stdout;
}

function expectTheSame(repo: DiskStorage, known: ReturnType<typeof memoryStorage>, pack: Buffer): void {
  const seen = withPack(known.objects, pack);
  const all = gitLines(repo.directory, 'cat-file', '--batch-all-objects', '--batch-check=%(objectname)');
  expect(all.map((oid) => seen.read(oid))).toEqual(all.map((oid) => repo.objects.read(oid)));
}

const long = (first: string): string =>
  `${first}\n${Array.from({ length: 400 }, (_, line) => `line ${line} of a file that is worth a difference\n`).join('')}`;

describe('a pack', () => {
  it('of any history reads as what git put in', () => {
    fc.assert(
      fc.property(histories(12), (steps) => {
        const repo = freshDisk();
        const commits = writeHistory(repo.objects, steps, (index) => index);

        expectTheSame(repo, memoryStorage(), packOf(repo, commits));
      }),
      { numRuns: 10 },
    );
  });

  it.each([['offsets', '--delta-base-offset'], ['ids']])('may name what it differs from by %s', (_, ...options) => {
    const repo = freshDisk();
    const first = commitFiles(repo.objects, { files: { a: long('one') } });
    const second = commitFiles(repo.objects, { parents: [first], files: { a: long('two'), b: long('three') } });
    const pack = packOf(repo, [second], ...options);

    // Three such files that hold no differences to each other would be five times as long.
    expect(pack.length).toBeLessThan(2_000);
    expectTheSame(repo, memoryStorage(), pack);
  });

  it('may be thin: the other side has what it differs from', () => {
    const repo = freshDisk();
    const known = memoryStorage();
    const files = { a: long('one') };
    const first = commitFiles(repo.objects, { files });
    commitFiles(known.objects, { files });
    const second = commitFiles(repo.objects, { parents: [first], files: { a: long('two') } });
    const pack = packOf(repo, [second, `^${first}`], '--thin');

    expectTheSame(repo, known, pack);
    expect(() => withPack(memoryStorage().objects, pack)).toThrow('objects that nobody has');
  });

  it('leaves the repository as it was', () => {
    const repo = freshDisk();
    const known = memoryStorage();
    const commit = commitFiles(repo.objects, { files: { a: 'one\n' } });

    const seen = withPack(known.objects, packOf(repo, [commit]));

    expect([seen.has(commit), known.objects.has(commit)]).toEqual([true, false]);
    expect(() => seen.write('blob', Buffer.from('new'))).toThrow('reading only');
  });
});
