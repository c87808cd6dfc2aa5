import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from './client.ts';
import { ServedForge } from './served-forge.ts';

/** The interpreter that Debian's packages belong to, unless the variable names another. */
const python = process.env['SLUICE_PYTHON'] ?? '/usr/bin/python3';

function isInstalled(): boolean {
  try {
    execFileSync(python, ['-c', 'import github'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const how = 'apt-get install python3-github, or SLUICE_PYTHON=<an interpreter that has it>';

describeWith({ name: 'PyGithub', isThere: isInstalled(), how }, () => {
  let served: ServedForge;
  beforeAll(async () => {
    served = await ServedForge.with([
      { fullName: 'acme/shop', files: { 'README.md': '# Shop\n', 'pin.txt': 'one\n' }, labels: ['ready'] },
    ]);
  });
  afterAll(() => served.close());

  it('lives through a day in a repository', async () => {
    const env = { FORGE_URL: served.url, FORGE_TOKEN: served.token() };
    const story = fileURLToPath(new URL('story.py', import.meta.url));

    const { stdout, stderr } = await served.run(python, [story], { env });

    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      me: 'alice',
      repo: ['acme/shop', true, 'main', true],
      ref: ['refs/heads/bump', true],
      branches: ['bump', 'main'],
      contents: ['one\n', 'two\n'],
      folder: ['README.md', 'pin.txt'],
      commit: ['Add more', 5],
      compare: 4,
      status: ['success', ['ci']],
      issue: [1, ['urgent'], ['On it.']],
      assignees: ['alice'],
      pull: [2, null, ['more.txt', 'pin.txt'], 4],
      again: [422, 'A pull request already exists for acme:bump.'],
      merged: [true, true, 'closed'],
      deployment: ['staging', ['success']],
      gone: 404,
    });
    expect(served.heard()).toEqual(
      expect.arrayContaining(['issues.assigned', 'pull_request.closed', 'deployment.created']),
    );
    expect(served.faults()).toEqual([]);
  });
});
