import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';

import { commitSha, repoName, type CommitSha } from '../../src/core/names.ts';
import { openClone, resolveRevision } from '../../src/git/clone.ts';
import { cloneOrigin } from '../../src/git/clone-origin.ts';
import { gitHistory } from '../../src/git/git-history.ts';
import { gitEnvironment, passedEnvironment } from '../../src/git/hardening.ts';
import { openMirrors } from '../../src/git/mirrors.ts';
import { ownGits } from '../../src/git/process/gits.ts';
import { GitServer, TOKEN } from './git-server.ts';
import { git, temporaryFolder, TestRepository } from './repository.ts';
import { standIn } from './stand-in.ts';

const shop = repoName('acme/shop');

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Sets everything that makes git run a program when it reads, compares, pages, signs, fetches or writes; each makes the file. */
function makeHostile(repository: TestRepository, proof: string): void {
  const program = join(temporaryFolder(), 'program');
  writeFileSync(program, `#!/bin/sh\ntouch '${proof}'\ncat 2>/dev/null\nexit 0\n`);
  chmodSync(program, 0o755);
  const hooks = temporaryFolder();
  for (const hook of [
    'post-index-change',
    'reference-transaction',
    'post-checkout',
    'pre-auto-gc',
    'fsmonitor-watchman',
  ])
    writeFileSync(join(hooks, hook), readFileSync(program), { mode: 0o755 });
  const settings: Record<string, string> = {
    'core.fsmonitor': program,
    'core.pager': program,
    'pager.log': program,
    'core.sshCommand': program,
    'core.askPass': program,
    'core.editor': program,
    'core.gitProxy': program,
    'core.alternateRefsCommand': program,
    'core.hooksPath': hooks,
    'core.attributesFile': join(hooks, 'attributes'),
    'log.showSignature': 'true',
    'gpg.program': program,
    'gpg.openpgp.program': program,
    'diff.external': program,
    'diff.evil.textconv': program,
    'diff.evil.command': program,
    'diff.orderFile': '/nonexistent',
    'filter.evil.clean': program,
    'alias.log': `!${program}`,
    'alias.rev-parse': `!${program}`,
    'credential.helper': program,
    'protocol.ext.allow': 'always',
    'protocol.file.allow': 'always',
    'remote.origin.url': `ext::${program}`,
    'remote.origin.uploadpack': program,
    'remote.origin.promisor': 'true',
    'log.showRoot': 'false',
    'color.ui': 'always',
    'log.diffMerges': 'separate',
  };
  const included = join(repository.directory, '.git', 'included');
  writeFileSync(included, '');
  for (const [key, value] of Object.entries(settings)) repository.git('config', '--file', included, key, value);
  repository.git('config', 'core.repositoryFormatVersion', '1');
  repository.git('config', 'extensions.partialClone', 'origin');
  writeFileSync(join(hooks, 'attributes'), '* diff=evil filter=evil\n');
  mkdirSync(join(repository.directory, '.git/info'), { recursive: true });
  writeFileSync(join(repository.directory, '.git/info/attributes'), '* diff=evil filter=evil\n');
  repository.git('config', 'include.path', included);
}

/** A commit with a signature, which nobody can check. */
function sign(repository: TestRepository, commit: CommitSha): CommitSha {
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n';
  const text = `${git(repository.directory, ['cat-file', 'commit', commit])}\n`.replace('\n\n', `\n${signature}\n`);
  return commitSha(git(repository.directory, ['hash-object', '-t', 'commit', '-w', '--stdin'], { input: text }));
}

describe("a clone's own configuration", () => {
  it('runs nothing, fetches nothing and changes no answer', async () => {
    const repository = new TestRepository();
    const root = repository.commit({ files: { 'web/a': '1' } });
    const plain = repository.commit({
      files: { 'web/a': '2' },
      message: `fix\n\nThis reverts commit ${'d'.repeat(40)}.`,
    });
    const signed = sign(repository, plain);
    const proof = join(temporaryFolder(), 'it-ran');
    makeHostile(repository, proof);
    const history = gitHistory(repository.directory);
    open.push(history);

    const forward = await history.range(shop, root, signed, ['web']);
    const absent = await history.range(shop, root, commitSha('e'.repeat(40)));
    const resolved = await commitCalled(repository, signed.slice(0, 12));

    expect('known' in forward && forward.known.commits.map(({ commit, touches }) => [commit, touches])).toEqual([
      [signed, true],
    ]);
    expect('known' in absent && absent.known.classification).toBe('unknown-new');
    expect(resolved).toBe(signed);
    expect(existsSync(proof)).toBe(false);
    // The trap is a real one: what is not hardened falls into it.
    git(repository.directory, ['log', '-1', signed]);
    expect(existsSync(proof)).toBe(true);
  });

  it('does not narrow what commits touch to the folder that the clone is named by', async () => {
    const repository = new TestRepository();
    const root = repository.commit({ files: { 'docs/a': '1' } });
    const web = repository.commit({ files: { 'web/a': '1' } });
    repository.git('config', 'diff.relative', 'true');
    const history = gitHistory(join(repository.directory, 'docs'), { gits: ownGits() });

    const answer = await history.range(shop, root, web, ['web/**']);

    expect('known' in answer && answer.known.commits.map(({ touches }) => touches)).toEqual([true]);
    expect(git(join(repository.directory, 'docs'), ['diff', '--name-only', root, web])).toBe('');
  });

  it('does not rewrite history by grafts and replacements', async () => {
    const repository = new TestRepository();
    const [one, two, three] = [repository.commit(), repository.commit(), repository.commit()];
    mkdirSync(join(repository.directory, '.git/info'), { recursive: true });
    writeFileSync(join(repository.directory, '.git/info/grafts'), `${three} ${one}\n`);
    repository.git('replace', two, one);
    const history = gitHistory(repository.directory);
    open.push(history);

    const answer = await history.range(shop, one, three);

    expect('known' in answer && answer.known.commits.map(({ commit }) => commit)).toEqual([three, two]);
  });
});

const commitCalled = async ({ directory }: TestRepository, revision: string): Promise<CommitSha> =>
  resolveRevision(await openClone(directory), revision);

describe('revisions that people name', () => {
  it.each([
    '--all',
    '-h',
    'v1\n',
    '-1',
    'v*',
    'main^{/a}',
    'main..HEAD',
    'HEAD:notes.txt',
    ':/fix',
    '@{-1}',
    'main HEAD',
    '',
    'nowhere',
    '$(touch x)',
  ])('%j is no commit', async (revision) => {
    const repository = new TestRepository();
    repository.commit();

    await expect(commitCalled(repository, revision)).rejects.toMatchObject({
      userError: { code: 'REVISION_UNKNOWN' },
    });
  });

  it('tags, branches, short ids and ancestors are the commits that they lead to', async () => {
    const repository = new TestRepository();
    const [one, two] = [repository.commit(), repository.commit()];
    repository.git('tag', '-a', '-m', 'a tag', 'v1.0', one);

    const named = ['v1.0', 'main', two.slice(0, 8), 'HEAD~1', 'main^', 'refs/heads/main', two];
    const resolved = await Promise.all(named.map((name) => commitCalled(repository, name)));

    expect(resolved).toEqual([one, two, two, one, one, two, two]);
  });

  it('are whatever git lets people call a tag or a branch, those of origin too', async () => {
    const repository = new TestRepository();
    const [one, two] = [repository.commit(), repository.commit()];
    const names = ['@acme/web@1.0.0', 'släpp-1', 'v1.0(rc)', "it's", '1.0,2', 'a&b;c|d$e', '#7'];
    for (const name of names) repository.git('tag', name, two);
    repository.git('branch', 'feature/ä@2', two);
    repository.git('update-ref', 'refs/remotes/origin/release@3', two);
    repository.git('update-ref', 'refs/remotes/origin/next', two);

    const named = [...names, 'feature/ä@2', 'release@3', 'next'];
    const resolved = await Promise.all(named.map((name) => commitCalled(repository, name)));
    const before = await Promise.all(['@acme/web@1.0.0~1', 'next^'].map((name) => commitCalled(repository, name)));

    expect(resolved).toEqual(named.map(() => two));
    expect(before).toEqual([one, one]);
  });

  it('are found in a repository that has no configuration, and so no origin', async () => {
    const repository = new TestRepository();
    const commit = repository.commit();
    rmSync(join(repository.directory, '.git/config'));

    expect(await commitCalled(repository, 'main')).toBe(commit);
    expect(await cloneOrigin(await openClone(repository.directory))).toBeUndefined();
    await expect(openClone(temporaryFolder())).rejects.toMatchObject({ userError: { code: 'CLONE_UNREADABLE' } });
  });

  it('a configuration that waits for good is given up', async () => {
    const repository = new TestRepository();
    const commit = repository.commit();
    const pipe = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    repository.git('config', 'include.path', pipe);
    const history = gitHistory(repository.directory, { gits: ownGits() });

    const [answer, resolved] = await Promise.all([
      history.range(shop, commit, commit),
      commitCalled(repository, 'main').catch((error: unknown) => error),
    ]);

    expect(answer).toEqual({ unknown: expect.stringContaining('git took longer than 5 seconds') });
    expect(resolved).toMatchObject({ userError: { code: 'CLONE_UNREADABLE' } });
  }, 30_000);
});

describe('the environment of git', () => {
  it('has how to find programs and the network from the machine, and no secret', () => {
    const machine = {
      PATH: '/bin',
      https_proxy: 'http://proxy',
      WEBHOOK_SECRET: 's',
      GIT_SSH_COMMAND: 'x',
      HOME: '/root',
    };

    expect(passedEnvironment(machine)).toEqual({ PATH: '/bin', https_proxy: 'http://proxy' });
    expect(gitEnvironment(machine)).toMatchObject({
      HOME: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_ALLOW_PROTOCOL: 'none',
    });
    expect(Object.values(gitEnvironment(machine))).not.toEqual(expect.arrayContaining(['s', 'x', '/root']));
  });

  it('gives a server five minutes of silence: for as long as it counts what to send it sends next to nothing', () => {
    const environment = gitEnvironment({});
    const [key] = Object.entries(environment).find(([, value]) => value === 'http.lowSpeedTime') ?? [''];

    expect(Number(environment[key.replace('KEY', 'VALUE')])).toBe(300);
  });

  it('alone carries the token, for the one server and for fetches only', async () => {
    const repository = new TestRepository();
    const one = repository.commit();
    const server = await GitServer.serving(repository);
    open.push(server);
    const folder = standIn(
      'n=$(date +%s%N)$$; printf "%s\\n" "$@" > "$cd_here/$n.args"; env > "$cd_here/$n.env"; real_git "$@"',
    );
    process.env['WEBHOOK_SECRET'] = 'a secret of the parent';
    const silent = (): void => undefined;
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    const mirrors = openMirrors({ directory: temporaryFolder(), access: server, log });
    open.push(mirrors);

    await mirrors.range(shop, one, one);

    const calls = git(folder, ['ls-files', '--others', '--', '.', ':!git'], {
      env: { GIT_DIR: join(repository.directory, '.git'), GIT_WORK_TREE: folder },
    }).split('\n');
    const read = (ending: string): Map<string, string> =>
      new Map(
        calls
          .filter((name) => name.endsWith(ending))
          .map((name) => [name.slice(0, -ending.length), readFileSync(join(folder, name), 'utf8')]),
      );
    const [commands, environments] = [read('.args'), read('.env')];
    const basic = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
    const withToken = [...environments]
      .filter(([, text]) => text.includes(basic))
      .map(([call]) => commands.get(call)?.split('\n')[0]);
    delete process.env['WEBHOOK_SECRET'];
    expect(withToken).toEqual(['fetch']);
    expect([...commands.values()].join('\n')).not.toContain(basic);
    expect([...commands.values(), ...environments.values()].join('\n')).not.toContain(TOKEN);
    expect([...environments.values()].join('\n')).not.toContain('a secret of the parent');
    expect([...environments.values()].join('\n')).toContain(`http.${new URL(server.url).origin}/.extraHeader`);
  });
});
