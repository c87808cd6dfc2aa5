import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fsck } from '../../../src/forge/git/fsck.ts';
import { commitFiles, freshDisk } from './oracle.ts';

function freshRepository() {
  const repo = freshDisk();
  const head = commitFiles(repo.objects, { files: { 'a.yaml': 'one\n', 'b/c': 'two\n' } });
  repo.refs.compareAndSwap('refs/heads/main', undefined, head);
  return { ...repo, head };
}

describe('fsck', () => {
  it('has nothing against repositories of the forge, empty ones and unreachable commits', async () => {
    const { directory, objects, head } = freshRepository();
    commitFiles(objects, { parents: [head], files: { 'a.yaml': 'nobody points here\n' } });

    expect(await fsck([directory, freshDisk().directory])).toBe('');
  });

  it('names the repository and what git says against it, and goes on with the next', async () => {
    const [healthy, gap, malformed] = [freshRepository(), freshRepository(), freshRepository()];
    rmSync(join(gap.directory, 'objects', gap.head.slice(0, 2), gap.head.slice(2)));
    const blob = malformed.objects.write('blob', Buffer.from('twice\n'));
    const entry = Buffer.concat([Buffer.from('100644 a\0'), Buffer.from(blob, 'hex')]);
    const tree = malformed.objects.write('tree', Buffer.concat([entry, entry]));

    const words = await fsck([gap.directory, malformed.directory, healthy.directory]);

    expect(words).toContain(`${gap.directory}: error: refs/heads/main: invalid sha1 pointer ${gap.head}`);
    expect(words).toContain(`${malformed.directory}: error in tree ${tree}: duplicateEntries`);
    expect(words).not.toContain(healthy.directory);
  });
});
