import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith, isOnPath } from './client.ts';
import { certificateIn, ServedForge, type Ended } from './served-forge.ts';

const isThere = isOnPath('gh') && isOnPath('openssl');

// gh takes no plain HTTP from a GitHub Enterprise Server, hence the certificate.
describeWith({ name: 'gh', isThere, how: 'apt-get install gh openssl' }, () => {
  let served: ServedForge;
  let folder: string;
  let trusted: string;
  let clone: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forge-gh-'));
    const tls = await certificateIn(folder);
    trusted = tls.file;
    const files = {
      'README.md': '# Shop\n',
      'pin.txt': 'one\n',
      '.github/workflows/ci.yml': 'name: CI\non:\n  workflow_dispatch:\n',
    };
    served = await ServedForge.with([{ fullName: 'acme/shop', files, labels: ['ready'] }], { tls });
    clone = join(served.folder, 'shop');
  });
  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(program: string, args: string[], cwd?: string): Promise<Ended> {
    const env = {
      GH_HOST: new URL(served.url).host,
      GH_ENTERPRISE_TOKEN: served.token(),
      GH_CONFIG_DIR: join(served.folder, 'config'),
      GH_PROMPT_DISABLED: '1',
      GH_NO_UPDATE_NOTIFIER: '1',
      NO_COLOR: '1',
      SSL_CERT_FILE: trusted,
      GIT_SSL_CAINFO: trusted,
    };
    return served.run(program, args, { env, ...(cwd !== undefined && { cwd }) });
  }

  /** What gh says, of a command that has to succeed. */
  async function gh(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await run('gh', args);
    if (status !== 0) throw new Error(`gh ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  const inShop = (...args: string[]) => gh(...args, '--repo', 'acme/shop');
  const shown = async (...args: string[]): Promise<unknown> => JSON.parse(await inShop(...args));

  /** A branch with one changed file, pushed by git with the credentials that gh hands it. */
  async function pushed(branch: string, text: string): Promise<void> {
    const git = async (...args: string[]) => {
      const helper = ['-c', 'credential.helper=', '-c', 'credential.helper=!gh auth git-credential'];
      const person = ['-c', 'user.name=Alice', '-c', 'user.email=alice@example.com'];
      const { status, stderr } = await run('git', ['-C', clone, ...helper, ...person, ...args]);
      if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    };
    await git('checkout', '--quiet', '-b', branch, 'origin/main');
    writeFileSync(join(clone, 'pin.txt'), text);
    await git('commit', '--quiet', '--all', '--message', `Pin ${text}`);
    await git('push', '--quiet', 'origin', branch);
  }

  it('asks the API, looks at a repository and clones it', async () => {
    expect(await gh('api', 'user', '--jq', '.login')).toBe('alice');
    expect(await gh('api', 'graphql', '-f', 'query={viewer{login}}', '--jq', '.data.viewer.login')).toBe('alice');
    expect(await gh('repo', 'view', 'acme/shop')).toContain('# Shop');
    const fields = 'nameWithOwner,defaultBranchRef,squashMergeAllowed,isPrivate';
    expect(JSON.parse(await gh('repo', 'view', 'acme/shop', '--json', fields))).toEqual({
      nameWithOwner: 'acme/shop',
      defaultBranchRef: { name: 'main' },
      squashMergeAllowed: true,
      isPrivate: true,
    });
    await gh('repo', 'clone', 'acme/shop', clone);
    expect((await run('git', ['-C', clone, 'log', '--format=%s'])).stdout).toBe('Initial commit\n');
    expect(served.faults()).toEqual([]);
  });

  it('keeps labels', async () => {
    await inShop('label', 'create', 'bug', '--color', 'ff0000', '--description', 'Broken');
    await inShop('label', 'edit', 'bug', '--name', 'defect');
    await inShop('label', 'create', 'old');
    await inShop('label', 'delete', 'old', '--yes');

    const labels = await shown('label', 'list', '--json', 'name,color');

    expect(labels).toEqual(expect.arrayContaining([{ name: 'defect', color: 'ff0000' }]));
    expect(labels).toHaveLength(2);
    expect(served.faults()).toEqual([]);
  });

  it('takes an issue from its first word to its last', async () => {
    const url = await inShop(
      'issue',
      'create',
      '--title',
      'Old',
      '--body',
      'Pin',
      '--label',
      'ready',
      '--assignee',
      '@me',
    );
    const number = url.split('/').at(-1)!;

    await inShop('issue', 'comment', number, '--body', 'On it');
    await inShop('issue', 'edit', number, '--title', 'Older', '--add-label', 'defect');
    await inShop('issue', 'pin', number);
    await inShop('issue', 'lock', number, '--reason', 'resolved');
    await inShop('issue', 'unlock', number);

    expect(await inShop('issue', 'list', '--label', 'ready', '--assignee', 'alice')).toContain('Older');
    expect(await inShop('issue', 'list', '--search', 'older in:title')).toContain('Older');
    expect(await inShop('issue', 'status')).toContain('Older');
    expect(await inShop('issue', 'view', number, '--comments')).toContain('On it');
    await inShop('issue', 'close', number, '--reason', 'not planned');
    expect(await shown('issue', 'view', number, '--json', 'title,state,assignees,labels')).toMatchObject({
      title: 'Older',
      state: 'CLOSED',
      assignees: [{ login: 'alice' }],
      labels: [{ name: 'ready' }, { name: 'defect' }],
    });
    expect(served.repo('shop').issues.get(Number(number))).toMatchObject({ stateReason: 'not_planned' });
    await inShop('issue', 'reopen', number);
    expect(served.faults()).toEqual([]);
  });

  it('takes a pull request from its branch to its merge', async () => {
    await pushed('bump', 'two\n');
    const asked = ['--title', 'Bump', '--body', 'Fixes #1', '--head', 'bump', '--base', 'main', '--label', 'ready'];
    const url = await inShop('pr', 'create', ...asked);
    const number = url.split('/').at(-1)!;
    const { headRefOid: sha } = (await shown('pr', 'view', number, '--json', 'headRefOid')) as { headRefOid: string };
    await gh('api', `repos/acme/shop/statuses/${sha}`, '-f', 'state=success', '-f', 'context=ci');

    expect(await inShop('pr', 'list', '--label', 'ready')).toContain('Bump');
    expect(await inShop('pr', 'checks', number)).toMatch(/^ci\tpass/);
    expect(await inShop('pr', 'status')).toContain('Relevant pull requests');
    await inShop('pr', 'edit', number, '--add-label', 'defect', '--title', 'Bump the pin');
    await inShop('pr', 'comment', number, '--body', 'Looks good');
    await inShop('pr', 'review', number, '--comment', '--body', 'Fine');
    await inShop('pr', 'ready', number, '--undo');
    await inShop('pr', 'ready', number);
    expect(await inShop('pr', 'view', number, '--comments')).toContain('Looks good');
    await inShop('pr', 'merge', number, '--squash', '--delete-branch');

    const fields = 'title,state,isDraft,labels,reviews,statusCheckRollup';
    expect(await shown('pr', 'view', number, '--json', fields)).toMatchObject({
      title: 'Bump the pin',
      state: 'MERGED',
      isDraft: false,
      labels: [{ name: 'ready' }, { name: 'defect' }],
      reviews: [{ body: 'Fine', state: 'COMMENTED' }],
      statusCheckRollup: [{ context: 'ci', state: 'SUCCESS' }],
    });
    expect(served.repo('shop').git.refs.read('refs/heads/bump')).toBeUndefined();
    expect(served.faults()).toEqual([]);
  });

  it('closes a pull request and opens it again', async () => {
    await pushed('other', 'three\n');
    const url = await inShop('pr', 'create', '--title', 'Other', '--body', '', '--head', 'other', '--draft');
    const number = url.split('/').at(-1)!;

    await inShop('pr', 'close', number, '--comment', 'Not now');

    expect(await shown('pr', 'view', number, '--json', 'state,isDraft')).toEqual({ state: 'CLOSED', isDraft: true });
    await inShop('pr', 'reopen', number);
    expect(await inShop('pr', 'list')).toContain('Other');
    expect(served.faults()).toEqual([]);
  });

  it('starts workflows and makes releases', async () => {
    expect(await inShop('workflow', 'list')).toContain('CI');
    await inShop('workflow', 'run', 'ci.yml');
    expect(await inShop('run', 'list')).toContain('workflow_dispatch');
    await inShop('release', 'create', 'v1', '--title', 'One', '--notes', 'First');

    expect(await inShop('release', 'list')).toContain('Latest');
    expect(await inShop('release', 'view', 'v1')).toContain('First');
    expect(served.faults()).toEqual([]);
  });
});
