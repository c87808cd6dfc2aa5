import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from './client.ts';
import { ServedForge } from './served-forge.ts';

function isInstalled(): boolean {
  try {
    execFileSync('ruby', ['-e', 'require "octokit"'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describeWith({ name: 'octokit.rb', isThere: isInstalled(), how: 'apt-get install ruby-octokit' }, () => {
  let served: ServedForge;
  beforeAll(async () => {
    served = await ServedForge.with([{ fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, labels: ['ready'] }]);
  });
  afterAll(() => served.close());

  it('lives through a day in a repository, paging included', async () => {
    const env = { FORGE_URL: served.url, FORGE_TOKEN: served.token() };
    const story = fileURLToPath(new URL('story.rb', import.meta.url));

    const { stdout, stderr, status } = await served.run('ruby', ['-W0', story], { env });

    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(JSON.parse(stdout)).toEqual({
      me: 'alice',
      repo: ['acme/shop', true, 'main'],
      missing: 404,
      contents: 'two\n',
      branches: ['bump', 'main'],
      compare: 1,
      status: 'success',
      comments: ['Comment 0', 'Comment 1', 'Comment 2'],
      labels: ['ready', 'urgent'],
      issues: ['Pin is old'],
      again: 'A pull request already exists for acme:bump.',
      files: ['pin.txt'],
      wrong_head: 409,
      merged: true,
      closed: [true, 'closed'],
      deployment: ['success'],
      deleted: true,
    });
    expect(served.faults()).toEqual([]);
  });
});
