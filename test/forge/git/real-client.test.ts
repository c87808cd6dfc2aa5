import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { archiveRepo, renameRepo } from '../../../src/forge/domain/organisations/repositories.ts';
import { git, GitHost } from './git-host.ts';
import { gitLines, temporaryFolder } from './oracle.ts';

const hour = 60 * 60 * 1000;

let open: GitHost | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function host(...options: Parameters<typeof GitHost.open>): Promise<GitHost> {
  open = await GitHost.open(...options);
  return open;
}

function commit(work: string, path = 'README.md', content = 'two\n'): string {
  writeFileSync(join(work, path), content);
  gitLines(work, 'add', '--all');
  gitLines(work, 'commit', '--quiet', '--message', `Change ${path}`);
  return gitLines(work, 'rev-parse', 'HEAD')[0]!;
}

const missingIn = (work: string): string[] =>
  gitLines(work, 'rev-list', '--objects', '--all', '--missing=print').filter((line) => line.startsWith('?'));

describe('an installation token', () => {
  it.each([
    ['the password of x-access-token', (token: string) => `x-access-token:${token}`],
    ['the user name', (token: string) => token],
  ])('clones and pushes as %s', async (_, credentials) => {
    const forge = await host();
    const work = await forge.clone(forge.remote(credentials(await forge.token())));
    const made = commit(work);

    const { status } = await git(work, 'push', 'origin', 'HEAD:refs/heads/topic');

    expect([status, forge.tip('topic')]).toEqual([0, made]);
    expect(forge.forge.hooks.pending.map(({ event, body }) => [event, JSON.parse(body).sender.login])).toEqual([
      ['create', 'sluice[bot]'],
      ['push', 'sluice[bot]'],
    ]);
  });

  it('that has expired opens nothing', async () => {
    const forge = await host();
    const remote = forge.remote(`x-access-token:${await forge.token()}`);
    forge.wall.advance(hour + 1);

    const { status, output } = await git(temporaryFolder(), 'clone', remote, 'work');

    expect(status).toBe(128);
    expect(output).toContain(
      'remote: Invalid username or token. Password authentication is not supported for Git operations.',
    );
    expect(output).toContain('fatal: Authentication failed');
    expect(forge.forge.calls.at(-1)).toMatchObject({ operationId: 'git:fetch', status: 401 });
  });

  it('without the permission to write contents is denied a push', async () => {
    const forge = await host({}, { contents: 'read' });
    const work = await forge.clone(forge.remote(await forge.token()));
    commit(work);

    const { status, output } = await git(work, 'push', 'origin', 'main');

    expect(status).toBe(128);
    expect(output).toContain('remote: Permission to acme/shop.git denied to sluice[bot].');
    expect(output).toMatch(/fatal: unable to access .*: The requested URL returned error: 403/);
  });

  it('without the permission for workflows may push none, but may take one away', async () => {
    const forge = await host({ files: { '.github/workflows/ci.yml': 'on: push\n' } });
    const work = await forge.clone(forge.remote(await forge.token()));
    commit(work, '.github/workflows/ci.yml', 'on: pull_request\n');

    const changed = await git(work, 'push', 'origin', 'HEAD:refs/heads/changed');
    gitLines(work, 'rm', '--quiet', '.github/workflows/ci.yml');
    gitLines(work, 'commit', '--quiet', '--amend', '--message', 'No CI');
    const removed = await git(work, 'push', 'origin', 'HEAD:refs/heads/removed');

    expect(changed.output).toContain(
      '! [remote rejected] HEAD -> changed (refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission)',
    );
    expect(removed.status).toBe(0);
  });
});

describe('a clone', () => {
  it('of a private repository is not there for strangers, and asks the nameless for credentials', async () => {
    const forge = await host();
    const stranger = await git(temporaryFolder(), 'clone', forge.remote(forge.forge.personToken('eve')), 'work');
    const nameless = await git(temporaryFolder(), 'clone', `${forge.url}/acme/shop.git`, 'work');

    expect(stranger.output).toContain('remote: Repository not found.');
    expect(stranger.output).toMatch(/fatal: repository .* not found/);
    expect(nameless.output).toContain('fatal: could not read Username');
  });

  it('of a public repository needs nobody’s leave', async () => {
    const forge = await host({ private: false });

    expect(gitLines(await forge.clone(`${forge.url}/acme/shop`), 'log', '--format=%s')).toEqual(['Initial commit']);
  });

  it('of an empty repository is empty, and its first push makes the default branch', async () => {
    const forge = await host();
    const work = await forge.clone(forge.adas('empty'));
    const made = commit(work);

    const { status } = await git(work, 'push', 'origin', 'HEAD:refs/heads/main');

    expect([status, forge.repo('empty').git.refs.read('refs/heads/main')]).toEqual([0, made]);
    expect(gitLines(await forge.clone(forge.adas('empty')), 'branch', '--show-current')).toEqual(['main']);
  });

  it('under a former name is sent to the new one', async () => {
    const forge = await host();
    renameRepo(forge.forge.state, forge.repo(), 'store', forge.forge.state.accounts.get('ada')!);
    const folder = temporaryFolder();

    const { status, output } = await git(folder, 'clone', forge.adas(), 'work');
    const work = join(folder, 'work');
    commit(work);
    const push = await git(work, 'push', 'origin', 'HEAD:refs/heads/topic');

    expect(status).toBe(0);
    expect(output).toMatch(/warning: redirecting to http:.*\/acme\/store\.git\//);
    expect(push.output).toContain('remote: This repository moved. Please use the new location:');
    expect(push.output).toContain(`remote:   ${forge.url}/acme/store.git`);
    expect(forge.repo('store').git.refs.read('refs/heads/topic')).toBeDefined();
  });

  it.each([
    ['--filter=blob:none', 'no blobs', 3],
    ['--filter=tree:0', 'commits only', 2],
  ])('with %s has %s until it needs more', async (filter, _, missing) => {
    const forge = await host();
    await forge.api('PUT /repos/acme/shop/contents/README.md', {
      message: 'Say two',
      content: Buffer.from('two\n').toString('base64'),
      sha: '5626abf0f72e58d7a153368ba57db4c673c0e171',
    });

    const work = await forge.clone(forge.adas(), filter, '--no-checkout');
    const before = missingIn(work).length;
    gitLines(work, 'config', 'remote.origin.promisor', 'true');
    const { status } = await git(work, 'checkout', '--quiet', 'main');

    expect(before).toBe(missing);
    expect(status).toBe(0);
    expect(readFileSync(join(work, 'README.md'), 'utf8')).toBe('two\n');
    expect((await git(work, 'show', 'HEAD~1:README.md')).output).toBe('one');
  });

  it('of depth 1 grows by fetching what the API has committed since, and to its full depth', async () => {
    const forge = await host();
    await forge.api('PUT /repos/acme/shop/contents/b', { message: 'b', content: '' });
    const work = await forge.clone(forge.adas(), '--depth=1');
    await forge.api('PUT /repos/acme/shop/contents/c', { message: 'c', content: '' });

    await git(work, 'pull', '--quiet', '--ff-only');
    const shallow = gitLines(work, 'log', '--format=%s');
    await git(work, 'fetch', '--quiet', '--unshallow');

    expect(shallow).toEqual(['c', 'b']);
    expect(gitLines(work, 'log', '--format=%s')).toEqual(['c', 'b', 'Initial commit']);
    expect(gitLines(work, 'rev-parse', 'HEAD')).toEqual([forge.tip()]);
  });
});

describe('a push', () => {
  it('of a branch and of tags, light and annotated, can be taken back', async () => {
    const forge = await host();
    const work = await forge.clone(forge.adas());
    gitLines(work, 'tag', 'light');
    gitLines(work, 'tag', '--annotate', '--message', 'Release', 'v1');

    const pushed = await git(work, 'push', 'origin', 'HEAD:refs/heads/topic', 'light', 'v1');
    const there = [...forge.repo().git.refs.list().keys()];
    const deleted = await git(work, 'push', 'origin', ':topic', ':light', ':v1');

    expect([pushed.status, deleted.status]).toEqual([0, 0]);
    expect(there).toEqual(['refs/heads/main', 'refs/heads/topic', 'refs/tags/light', 'refs/tags/v1']);
    expect([...forge.repo().git.refs.list().keys()]).toEqual(['refs/heads/main']);
  });

  it('that would lose commits is refused by git, and with a lease only when somebody was faster', async () => {
    const forge = await host();
    const work = await forge.clone(forge.adas());
    await forge.api('PUT /repos/acme/shop/contents/b', { message: 'b', content: '' });
    const theirs = forge.tip();
    const mine = commit(work);

    const plain = await git(work, 'push', 'origin', 'main');
    const leased = await git(work, 'push', '--force-with-lease', 'origin', 'main');
    const before = forge.tip();
    await git(work, 'fetch', '--quiet');
    const again = await git(work, 'push', '--force-with-lease', 'origin', 'main');

    expect(plain.output).toContain('! [rejected]        main -> main (fetch first)');
    expect(leased.output).toContain('! [rejected]        main -> main (stale info)');
    expect(before).toBe(theirs);
    expect([again.status, forge.tip()]).toEqual([0, mine]);
  });

  it('with --atomic changes all refs or none', async () => {
    const forge = await host({ protection: { main: { requiredApprovals: 1 } } });
    const work = await forge.clone(forge.adas());
    commit(work);

    const refused = await git(work, 'push', '--atomic', 'origin', 'HEAD:refs/heads/a', 'HEAD:main');
    const refs = [...forge.repo().git.refs.list().keys()];
    const taken = await git(work, 'push', '--atomic', 'origin', 'HEAD:refs/heads/a', 'HEAD:refs/heads/b');

    expect(refused.status).toBe(1);
    expect(refs).toEqual(['refs/heads/main']);
    expect(taken.status).toBe(0);
    expect(forge.tip('a')).toBe(forge.tip('b'));
  });

  it.each<[string, Parameters<typeof GitHost.open>[0], string[], string[]]>([
    [
      'must be reviewed',
      { protection: { main: { requiredApprovals: 1 } } },
      ['main'],
      ['- Changes must be made through a pull request.'],
    ],
    [
      'has a required check',
      { protection: { main: { requiredChecks: ['build'] } } },
      ['main'],
      ['- Required status check "build" is expected.'],
    ],
    [
      'has two of them',
      { protection: { main: { requiredChecks: ['build', 'lint'] } } },
      ['main'],
      ['- 2 of 2 required status checks are expected.'],
    ],
    [
      'is protected, by force',
      { protection: { main: {} } },
      ['--force', 'main'],
      ['- Cannot force-push to this branch'],
    ],
    ['is protected, to delete it', { protection: { main: {} } }, [':main'], ['- Cannot delete a protected branch']],
  ])('to a branch that %s is refused in GitHub’s words', async (_, shop, refs, causes) => {
    const forge = await host(shop);
    const work = await forge.clone(forge.adas());
    writeFileSync(join(work, 'README.md'), 'two\n');
    gitLines(work, 'commit', '--quiet', '--all', ...(refs[0] === '--force' ? ['--amend'] : []), '--message', 'Mine');
    const before = forge.tip();

    const { status, output } = await git(work, 'push', 'origin', ...refs);

    expect(status).toBe(1);
    const remote = output.split('\n').filter((line) => line.startsWith('remote:'));
    const said = remote.map((line) => line.slice('remote: '.length).trim()).filter((line) => line !== '');
    expect(said).toEqual(['error: GH006: Protected branch update failed for refs/heads/main.', ...causes]);
    expect(output).toMatch(/! \[remote rejected\] .*main \(protected branch hook declined\)/);
    expect([forge.tip(), forge.forge.hooks.pending]).toEqual([before, []]);
  });

  it('to an archived repository is denied', async () => {
    const forge = await host();
    const work = await forge.clone(forge.adas());
    archiveRepo(forge.forge.state, forge.repo(), forge.forge.state.accounts.get('ada')!);
    commit(work);

    const { output } = await git(work, 'push', 'origin', 'main');

    expect(output).toContain('remote: This repository was archived so it is read-only.');
    expect(output).toContain('The requested URL returned error: 403');
  });
});
