import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';

import type { Answer } from '../../src/core/answer.ts';
import type { History, Range } from '../../src/core/changelog/history.ts';
import { commitSha, repoName } from '../../src/core/names.ts';
import { gitHistory } from '../../src/git/git-history.ts';
import { git, temporaryFolder, TestRepository } from './repository.ts';

const shop = repoName('acme/shop');
const nowhere = commitSha('0123456789'.repeat(4));

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const history of open.splice(0)) await history.close();
});

function historyOf(directory: string): History {
  const history = gitHistory(directory);
  open.push(history);
  return history;
}

async function answer(repository: TestRepository, from: string, to: string, paths?: string[]): Promise<Answer<Range>> {
  return historyOf(repository.directory).range(shop, commitSha(from), commitSha(to), paths);
}

async function range(repository: TestRepository, from: string, to: string, paths?: string[]): Promise<Range> {
  const answered = await answer(repository, from, to, paths);
  if ('unknown' in answered) throw new Error(answered.unknown);
  return answered.known;
}

const ids = (commits: { commit: string }[]): string[] => commits.map(({ commit }) => commit).sort();

describe('how two commits lie to each other', () => {
  it('a commit that contains the other is forward of it, and the other way it is a rollback', async () => {
    const repository = new TestRepository();
    const [one, two, three] = [repository.commit(), repository.commit(), repository.commit()];

    const forward = await range(repository, one, three);
    const back = await range(repository, three, one);

    expect([forward.classification, ids(forward.commits), forward.removed]).toEqual([
      'forward',
      [two, three].sort(),
      [],
    ]);
    expect([back.classification, back.commits, ids(back.removed)]).toEqual(['rollback', [], [two, three].sort()]);
  });

  it('a commit and itself are identical', async () => {
    const repository = new TestRepository();
    const one = repository.commit();

    expect(await range(repository, one, one)).toEqual({ classification: 'identical', commits: [], removed: [] });
  });

  it('two branches have diverged, and each side keeps its own', async () => {
    const repository = new TestRepository();
    repository.commit();
    repository.branch('left');
    const left = repository.commit({ files: { left: '1' } });
    repository.branch('right', 'main');
    const right = repository.commit({ files: { right: '1' } });

    const diverged = await range(repository, left, right);

    expect(diverged.classification).toBe('diverged');
    expect([ids(diverged.commits), ids(diverged.removed)]).toEqual([[right], [left]]);
  });

  it('histories without a common commit are unrelated, and neither is printed whole', async () => {
    const repository = new TestRepository();
    const one = repository.commit();
    repository.git('checkout', '--quiet', '--orphan', 'other');
    const other = repository.commit();

    expect(await range(repository, one, other)).toEqual({ classification: 'unrelated', commits: [], removed: [] });
  });

  it('a commit that the clone does not have is named by its side', async () => {
    const repository = new TestRepository();
    const one = repository.commit();
    const blob = git(repository.directory, ['rev-parse', 'HEAD:notes.txt']);

    expect((await range(repository, nowhere, one)).classification).toBe('unknown-old');
    expect((await range(repository, one, nowhere)).classification).toBe('unknown-new');
    expect((await range(repository, nowhere, nowhere)).classification).toBe('unknown-old');
    expect((await range(repository, blob, one)).classification).toBe('unknown-old');
  });

  it('a merge brings every commit of every side, and a criss-cross is no exception', async () => {
    const repository = new TestRepository();
    const root = repository.commit();
    repository.branch('left');
    const left = repository.commit({ files: { left: '1' } });
    repository.branch('right', 'main');
    const right = repository.commit({ files: { right: '1' } });
    const one = repository.merge(['left'], 'left into right');
    repository.checkout('left');
    const two = repository.merge([right], 'right into left');

    const grown = await range(repository, root, one);
    const crossed = await range(repository, one, two);

    expect(ids(grown.commits)).toEqual([left, right, one].sort());
    expect(grown.commits.find(({ commit }) => commit === one)?.parents).toEqual([right, left]);
    expect([crossed.classification, ids(crossed.commits), ids(crossed.removed)]).toEqual(['diverged', [two], [one]]);
  });
});

describe('what a commit says', () => {
  it('message, author and both dates come as they were written', async () => {
    const repository = new TestRepository();
    const root = repository.commit();
    const message = 'fix: ünïcode 🚀 (#12)\n\nCloses #3\n\n> quoted\n\ttab\r\n\nCo-authored-by: Bo <bo@example.com>\n';
    const author = 'Ada L. <12+ada@users.noreply.github.com>';
    const commit = repository.commit({ message, author, at: 60, writtenAt: -60 });

    const { commits } = await range(repository, root, commit);

    expect(commits).toEqual([
      {
        commit,
        parents: [root],
        message: message.trimEnd(),
        author: 'ada',
        at: Date.parse('2026-03-02T13:00:00Z'),
        authoredAt: Date.parse('2026-03-02T11:00:00Z'),
      },
    ]);
  });

  it('bytes that are no UTF-8, an empty message and one in another encoding do no harm', async () => {
    const repository = new TestRepository();
    const root = repository.commit();
    const head = `tree ${repository.head('HEAD^{tree}')}\nparent ${root}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\n`;
    const bytes = Buffer.concat([Buffer.from(head), Buffer.from([0x66, 0xff, 0xfe, 0x1b, 0x01])]);
    const id = git(repository.directory, ['hash-object', '-t', 'commit', '-w', '--stdin'], { input: bytes });
    repository.git('reset', '--quiet', '--hard', id);
    repository.commit({ message: '' });
    repository.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
    const last = repository.commit({ message: Buffer.from('gr\u00fcn', 'latin1') });

    const { commits } = await range(repository, root, last);

    expect(commits.map(({ message }) => message)).toEqual(['grün', '', 'f\uFFFD\uFFFD\u001b\u0001']);
  });

  it('a thousand commits come whole', async () => {
    const repository = new TestRepository();
    const stream = Array.from({ length: 1_001 }, (_, index) => {
      const message = `change ${index}\n\n${'words '.repeat(50)}`;
      return `commit refs/heads/main\ncommitter Ada <ada@example.com> ${1_772_452_800 + index} +0000\ndata ${message.length}\n${message}\nM 100644 inline f\ndata ${String(index).length}\n${index}\n`;
    });
    git(repository.directory, ['fast-import', '--quiet'], { input: stream.join('') });
    const [from, to] = [repository.head('main~1000'), repository.head('main')];

    const { commits } = await range(repository, from, to);

    expect(new Set(ids(commits)).size).toBe(1_000);
    expect(commits.at(-1)?.message).toBe(`change 1\n\n${'words '.repeat(50)}`);
  });
});

describe('what a commit touches', () => {
  it('tells what changed below the folders before a wild card, in both directions', async () => {
    const repository = new TestRepository();
    const root = repository.commit({ files: { 'web/a.ts': '1', 'webby/a.ts': '1' } });
    const web = repository.commit({ files: { 'web/b/c.ts': '1' } });
    repository.commit({ files: { 'webby/a.ts': '2' } });
    const api = repository.commit({ files: { 'api/x': '1' } });
    repository.git('rm', '--quiet', '-r', 'web');
    const gone = repository.commit({ files: {} });

    const forward = await range(repository, root, gone, ['web/**']);
    const back = await range(repository, gone, root, ['web/**', 'api/x', '!api/y']);

    const touching = ({ commits, removed }: Range): string[] =>
      ids([...commits, ...removed].filter(({ touches }) => touches));
    expect(touching(forward)).toEqual([web, gone].sort());
    expect(forward.commits).toHaveLength(4);
    expect(touching(back)).toEqual([web, api, gone].sort());
  });

  it('a merge touches where it differs from all its parents, and a first commit where it has something', async () => {
    const repository = new TestRepository();
    const root = repository.commit({ files: { 'web/a': '1\n' } });
    repository.branch('left');
    const left = repository.commit({ files: { 'web/left': '1' } });
    repository.checkout('main');
    repository.commit({ files: { other: '1' } });
    const clean = repository.merge(['left'], 'clean');
    repository.git('checkout', '--quiet', '--orphan', 'second');
    repository.git('rm', '--quiet', '-r', '-f', '.');
    const second = repository.commit({ files: { 'web/second': '1' } });
    repository.checkout('main');
    repository.merge(['second'], 'evil', '--allow-unrelated-histories', '--no-commit');
    const evil = repository.commit({ files: { 'web/second': 'changed by hand' }, message: 'evil' });

    const { commits } = await range(repository, root, evil, ['web']);

    expect(ids(commits.filter(({ touches }) => touches))).toEqual([left, second, evil].sort());
    expect(commits.find(({ commit }) => commit === clean)?.touches).toBe(false);
  });

  it('a path is spelt as it is, from the top of the repository, and a name of any bytes counts', async () => {
    const repository = new TestRepository();
    const root = repository.commit({ files: { 'sub/keep': '1' } });
    const odd = repository.commit({ files: { ':!x/a\nb': '1' } });
    const plain = repository.commit({ files: { 'x/a': '1' } });

    const history = historyOf(join(repository.directory, 'sub'));
    const answered = await history.range(shop, root, plain, [':!x']);

    expect('known' in answered && ids(answered.known.commits.filter(({ touches }) => touches))).toEqual([odd]);
  });

  it('a clone may be named by its .git folder and by another of its work trees', async () => {
    const repository = new TestRepository();
    const root = repository.commit();
    const web = repository.commit({ files: { 'web/a': '1' } });
    const other = join(temporaryFolder(), 'other');
    repository.git('worktree', 'add', '--quiet', '--detach', other);

    const clones = [join(repository.directory, '.git'), other].map(historyOf);
    const answers = await Promise.all(clones.map((history) => history.range(shop, root, web, ['web'])));

    const touched = answers.map((answer) =>
      'known' in answer ? answer.known.commits.map(({ touches }) => touches) : answer,
    );
    expect(touched).toEqual([[true], [true]]);
  });

  it('a glob that says nothing before its wild card leaves the whole repository', async () => {
    const repository = new TestRepository();
    const [one, two] = [repository.commit(), repository.commit()];

    expect((await range(repository, one, two, ['**/*.ts'])).commits[0]).not.toHaveProperty('touches');
  });
});

/** From noon of the test's repository to the beginning of what git counts from, in minutes. */
const YEARS_BACK = -Date.parse('2026-03-02T12:00:00Z') / 60_000;

describe('commits elsewhere', () => {
  it('those that messages name come along, and an abbreviation that is a branch does not', async () => {
    const repository = new TestRepository();
    const old = repository.commit({ message: 'old' });
    const root = repository.commit();
    repository.git('branch', 'abcdef1');
    const last = repository.commit({
      message: `Revert "old"\n\nThis reverts commit ${old.slice(0, 9)}.\nThis reverts commit abcdef1.\nThis reverts commit ${nowhere}.`,
    });

    expect((await range(repository, root, last)).elsewhere?.map(({ commit }) => commit)).toEqual([old]);
  });

  it('those that a message names do not where only the head of a pull request has them', async () => {
    const repository = new TestRepository();
    const root = repository.commit();
    repository.branch('work', root);
    const work = repository.commit({ message: 'Add the cache (#8)', files: { cache: '1' } });
    repository.git('update-ref', 'refs/pull/20/head', work);
    repository.branch('next', root);
    repository.git('branch', '-D', 'work');
    const last = repository.commit({ message: `Rework (#20)\n\nThis reverts commit ${work}.` });

    expect((await range(repository, root, last)).elsewhere).toBeUndefined();
    repository.git('branch', 'other', work);
    expect((await range(repository, root, last)).elsewhere?.map(({ commit }) => commit)).toEqual([work]);
  });

  it('what was picked from another branch comes along, and what was picked to one does not', async () => {
    const repository = new TestRepository();
    const root = repository.commit();
    const original = repository.commit({ message: 'fix: the thing (#7)', files: { fix: '1' } });
    repository.branch('release', root);
    repository.commit({ files: { release: '1' } });
    repository.git('cherry-pick', original);
    const picked = repository.head();

    const forward = await range(repository, root, picked);
    const there = await range(repository, root, original);

    expect(forward.elsewhere?.map(({ commit }) => commit)).toEqual([original]);
    expect(there.elsewhere).toBeUndefined();
  });

  it('come along too where a broken program dated one of the commits 1970', async () => {
    const repository = new TestRepository();
    const root = repository.commit();
    const original = repository.commit({ message: 'fix: the thing (#7)', files: { fix: '1' } });
    repository.branch('release', root);
    repository.commit({ files: { release: '1' }, at: YEARS_BACK, message: 'converted' });
    repository.git('cherry-pick', original);

    const { commits, elsewhere } = await range(repository, root, repository.head());

    expect(commits.map(({ at }) => at)).toContain(0);
    expect(elsewhere?.map(({ commit }) => commit)).toEqual([original]);
  });

  it('a squash of another branch is known by its author and subject, unless the subject is a common one', async () => {
    const repository = new TestRepository();
    const root = repository.commit();
    const original = repository.commit({ message: 'feat: carts remember their owner (#7)' });
    repository.commit({ message: 'Fix typo' });
    repository.branch('release', root);
    repository.commit({ message: 'Fix typo', files: { typo: '1' } });
    const landed = repository.commit({ message: 'feat: carts remember their owner (#9)', files: { cart: '1' } });

    expect((await range(repository, root, landed)).elsewhere?.map(({ commit }) => commit)).toEqual([original]);
  });
});

describe('names that lead nowhere', () => {
  it('cost nothing: a file, a folder and a tag that a message of a blobless clone names', async () => {
    const repository = new TestRepository();
    repository.git('config', 'uploadpack.allowFilter', 'true');
    const old = repository.commit({ message: 'old', files: { 'web/a': 'a file of some size' } });
    const [blob, tree] = [repository.git('rev-parse', 'HEAD:web/a'), repository.git('rev-parse', 'HEAD^{tree}')];
    const root = repository.commit();
    const messages = [blob, blob.slice(0, 12), tree, old].map((id) => `This reverts commit ${id}.`);
    const last = repository.commit({ message: `Revert\n\n${messages.join('\n')}` });
    const blobless = join(temporaryFolder(), 'blobless');
    git(repository.directory, [
      'clone',
      '--quiet',
      '--bare',
      '--filter=blob:none',
      `file://${repository.directory}`,
      blobless,
    ]);

    const forward = await historyOf(blobless).range(shop, root, last);
    const ofFile = await historyOf(blobless).range(shop, commitSha(blob), last);

    expect(forward).toMatchObject({ known: { classification: 'forward', commits: [{ commit: last }] } });
    expect('known' in forward && forward.known.elsewhere?.map(({ commit }) => commit)).toEqual([old]);
    expect('known' in ofFile && ofFile.known.classification).toBe('unknown-old');
  });

  it('cost nothing: a branch of the clone that is broken', async () => {
    const repository = new TestRepository();
    const [one, two] = [repository.commit(), repository.commit()];
    writeFileSync(join(repository.directory, '.git/refs/heads/broken'), `${nowhere}\n`);

    expect(await range(repository, one, two)).toMatchObject({ classification: 'forward', commits: [{ commit: two }] });
  });

  it('do not include the id of a tag, which is its commit', async () => {
    const repository = new TestRepository();
    const [one, two] = [repository.commit(), repository.commit()];
    repository.git('tag', '-a', '-m', 'a tag', 'v1', one);
    const tag = repository.git('rev-parse', 'v1');

    const forward = await range(repository, tag, two);

    expect(tag).not.toBe(one);
    expect([forward.classification, ids(forward.commits)]).toEqual(['forward', [two]]);
    expect((await range(repository, one, tag)).classification).toBe('identical');
  });
});

it('a history says where people read its issues', () => {
  const history = gitHistory('.', { host: 'github.example.com' });
  open.push(history);

  expect(history.host).toBe('github.example.com');
  expect(historyOf('.')).not.toHaveProperty('host');
});

describe('clones that cannot answer', () => {
  it('a shallow clone says how to make it whole', async () => {
    const repository = new TestRepository();
    repository.commit();
    const last = repository.commit();
    const shallow = join(temporaryFolder(), 'shallow');
    git(repository.directory, ['clone', '--quiet', '--depth=1', `file://${repository.directory}`, shallow]);

    expect(await historyOf(shallow).range(shop, last, last)).toEqual({
      unknown: expect.stringMatching(/because it is a shallow clone, which ends where it was cut$/),
      next: 'run "git fetch --unshallow" in it',
      lasting: true,
    });
  });

  it.each([
    ['a folder that is not there', 'missing', 'there is no such folder'],
    ['a folder that is no repository', 'empty', 'git finds no repository there'],
  ])('%s is said to be one', async (_, name, because) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'empty'));

    expect(await historyOf(join(folder, name)).range(shop, nowhere, nowhere)).toEqual({
      unknown: expect.stringContaining(because),
    });
  });

  it('a clone with missing objects is unknown, never empty', async () => {
    const repository = new TestRepository();
    const [one, two, three] = [repository.commit(), repository.commit(), repository.commit()];
    rmSync(join(repository.directory, '.git/objects', two.slice(0, 2), two.slice(2)));

    expect(await answer(repository, one, three)).toEqual({ unknown: expect.stringContaining('missing or damaged') });
  });

  it('a blobless clone is read without asking anybody for more', async () => {
    const repository = new TestRepository();
    repository.git('config', 'uploadpack.allowFilter', 'true');
    const one = repository.commit({ files: { 'web/a': 'a file of some size'.repeat(20) } });
    const two = repository.commit({ files: { 'web/a': 'another'.repeat(20) } });
    const blobless = join(temporaryFolder(), 'blobless');
    git(repository.directory, [
      'clone',
      '--quiet',
      '--bare',
      '--filter=blob:none',
      `file://${repository.directory}`,
      blobless,
    ]);
    rmSync(repository.directory, { recursive: true });

    const answered = await historyOf(blobless).range(shop, one, two, ['web']);

    expect('known' in answered && answered.known.commits.map(({ touches }) => touches)).toEqual([true]);
  });
});
