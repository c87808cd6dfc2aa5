import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, it } from '@jest/globals';
import { diskStorage } from '../../../src/forge/git/disk.ts';
import { GIT_ENVIRONMENT, gitLines, temporaryFolder } from '../git/oracle.ts';
import { idOf, mergingWorld, mutates, opens, seen, tipOf } from './merging.ts';

const run = promisify(execFile);
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

it('a push of git that brings the head up to date lets the automatic merge happen', async () => {
  const directory = temporaryFolder();
  const world = await mergingWorld({ strict: true }, {}, () => ({ ...diskStorage(directory), directory }));
  await opens(world, 'a');
  await opens(world, 'b');
  await world.done('bob', 'PUT /repos/acme/shop/pulls/2/merge', {});
  await mutates(world, 'bob', { enablePullRequestAutoMerge: { pullRequestId: await idOf(world) } });
  const { url, close } = await world.forge.listen();
  closers.push(close);
  const work = temporaryFolder();
  const git = async (...command: string[]) => run('git', ['-C', work, ...command], { env: GIT_ENVIRONMENT });
  const remote = `${url.replace('//', `//${world.forge.personToken('alice')}@`)}/acme/shop.git`;
  await git('clone', '-q', '-b', 'a', remote, '.');

  await git('merge', '-q', 'origin/main');
  await git('push', '-q', 'origin', 'a');

  expect(await seen(world, 'bot', 'state mergedBy { login } mergeCommit { oid }')).toEqual({
    state: 'MERGED',
    mergedBy: { login: 'bob' },
    mergeCommit: { oid: tipOf(world) },
  });
  expect(gitLines(directory, 'fsck', '--strict', '--no-dangling')).toEqual([]);
  expect(world.breaches()).toEqual([]);
});
