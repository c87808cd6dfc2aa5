import { afterEach, expect, it } from '@jest/globals';
import { git, GitHost } from './git/git-host.ts';
import { gitLines, temporaryFolder } from './git/oracle.ts';

let host: GitHost;
afterEach(() => host.close());

/** An empty bare repository that knows where to fetch what it lacks, as a mirror does. */
async function mirror(): Promise<string> {
  const folder = temporaryFolder();
  gitLines(folder, 'init', '--quiet', '--bare');
  return folder;
}

const fetching = (folder: string, ...wanted: string[]) =>
  git(folder, 'fetch', '--quiet', '--no-tags', '--filter=blob:none', host.adas(), ...wanted);

it('a fetch by commit id brings its history without the contents of files, though no ref leads there', async () => {
  host = await GitHost.open();
  const first = host.tip()!;
  await host.api('PUT /repos/acme/shop/contents/new.txt', { message: 'New', content: 'bmV3Cg==', branch: 'main' });
  const second = host.tip()!;
  host.repo().git.refs.compareAndSwap('refs/heads/main', second, first);
  const folder = await mirror();

  const { status, output } = await fetching(folder, second);

  expect([status, output]).toEqual([0, '']);
  expect(gitLines(folder, 'rev-list', second)).toEqual([second, first]);
  expect(gitLines(folder, 'cat-file', '--batch-all-objects', '--batch-check=%(objecttype)').sort()).not.toContain(
    'blob',
  );
});

it('a fetch of a commit that is nowhere is refused by its id', async () => {
  host = await GitHost.open();
  const nowhere = 'd'.repeat(40);

  const { status, output } = await fetching(await mirror(), nowhere);

  expect(status).toBe(128);
  expect(output).toContain(`not our ref ${nowhere}`);
});
