import { describe, expect, it } from '@jest/globals';
import { writeCommit } from '../../../src/forge/git/commit.ts';
import { editTree, treeOf } from '../../../src/forge/git/tree.ts';
import type { TreeChange } from '../../../src/forge/git/tree.ts';
import { DomainWorld } from '../domain-world.ts';
import { call } from '../kernel.ts';

async function shopWorld(files: Record<string, string> = { 'pin.txt': 'one\n' }) {
  const world = await DomainWorld.with([
    { fullName: 'acme/shop', files, roles: { alice: 'write' } },
    { fullName: 'acme/empty', roles: { alice: 'read' } },
  ]);
  const asked = async (path: string, accept: string) =>
    call(world.forge, `GET /repos/acme/shop/${path}`, { as: world.forge.personToken('alice'), headers: { accept } });
  return { world, asked };
}

/** Puts what the API cannot write onto the default branch: links, submodules. */
function place(world: DomainWorld, changes: TreeChange[]): void {
  const { objects, refs } = world.repo('shop').git;
  const before = refs.read('refs/heads/main')!;
  const tree = editTree(objects, treeOf(objects, before), changes);
  const author = { name: 'Ada', email: 'ada@example.com', at: 0 };
  const after = writeCommit(objects, { tree, parents: [before], author, committer: author, message: 'Placed' });
  refs.compareAndSwap('refs/heads/main', before, after);
}

describe('deleting a file', () => {
  const path = 'DELETE /repos/acme/shop/contents/docs/pin.txt';

  it('is a commit on the branch, and the folder goes with its last file', async () => {
    const { world } = await shopWorld({ 'docs/pin.txt': 'one\n', 'other.txt': '' });
    const { sha } = await world.done('alice', 'GET /repos/acme/shop/contents/docs/pin.txt');
    world.heard();

    const { content, commit } = await world.done('bot', path, { message: 'Away', sha });
    const gone = await world.rest('alice', 'GET /repos/acme/shop/contents/docs');

    expect(content).toBeNull();
    expect(commit).toMatchObject({
      message: 'Away',
      author: { name: 'sluice[bot]' },
      verification: { verified: true },
    });
    expect(world.repo('shop').git.refs.read('refs/heads/main')).toBe(commit.sha);
    expect(gone.status).toBe(404);
    expect(world.heard()).toEqual(['push']);
    expect(world.breaches()).toEqual([]);
  });

  it('needs the blob that the caller has seen', async () => {
    const { world } = await shopWorld({ 'docs/pin.txt': 'one\n' });
    const wrong = '1'.repeat(40);

    const stale = await world.rest('bot', path, { message: 'Away', sha: wrong });
    const missing = await world.rest('bot', 'DELETE /repos/acme/shop/contents/none', { message: 'Away', sha: wrong });
    const nowhere = await world.rest('bot', path, { message: 'Away', sha: wrong, branch: 'none' });

    expect([stale.status, stale.body.message]).toEqual([409, `docs/pin.txt does not match ${wrong}`]);
    expect([missing.status, nowhere.status]).toEqual([404, 404]);
    expect(nowhere.body.message).toBe('Branch none not found');
    expect(world.breaches()).toEqual([]);
  });
});

describe('a change of a file', () => {
  const content = Buffer.from('two\n').toString('base64');
  const put = (path: string) => `PUT /repos/acme/shop/contents/${path}`;

  it.each([
    ['/pin.txt', 'path cannot start with a slash'],
    ['docs//pin.txt', 'path contains a malformed path component'],
    ['.git/config', 'path contains a malformed path component'],
    ['docs/', 'path contains a malformed path component'],
  ])('is refused at %s', async (path, message) => {
    const { world } = await shopWorld();

    const { status, body } = await world.rest('bot', put(path), { message: 'Two', content });

    expect([status, body.message]).toEqual([422, message]);
    expect(body.errors).toEqual([{ resource: 'Commit', field: 'path', code: 'invalid' }]);
    expect(world.breaches()).toEqual([]);
  });

  it.each(['!!! not base64', 'dHdv\nCg==', 'dHdvCg'])('is refused with the content %j', async (wrong) => {
    const { world } = await shopWorld();

    const { status, body } = await world.rest('bot', put('new.txt'), { message: 'Two', content: wrong });

    expect([status, body.message]).toEqual([422, 'content is not valid Base64']);
    expect(world.breaches()).toEqual([]);
  });

  it('makes no folder of a file and no file of a folder', async () => {
    const { world } = await shopWorld({ 'docs/pin.txt': 'one\n', 'other.txt': '' });
    const { tree } = await world.done('alice', 'GET /repos/acme/shop/git/trees/main');
    const { sha } = tree.find(({ path }: { path: string }) => path === 'docs');
    const before = world.repo('shop').git.refs.read('refs/heads/main');

    const below = await world.rest('bot', put('docs/pin.txt/new'), { message: 'Two', content });
    const over = await world.rest('bot', put('docs'), { message: 'Two', content, sha });
    const away = await world.rest('bot', 'DELETE /repos/acme/shop/contents/docs', { message: 'Away', sha });

    expect([below.status, over.status, away.status]).toEqual([409, 422, 422]);
    expect(below.body.message).toBe(
      'Sorry, a file exists where you’re trying to create a subdirectory. Choose a new path and try again.',
    );
    expect(world.repo('shop').git.refs.read('refs/heads/main')).toBe(before);
    expect(world.breaches()).toEqual([]);
  });

  it('is refused with a date that is none', async () => {
    const { world } = await shopWorld();
    const author = { name: 'Ada', email: 'ada@example.com', date: 'yesterday' };

    const { status } = await world.rest('bot', put('a.txt'), { message: 'A', content, author });

    expect(status).toBe(422);
    expect(world.breaches()).toEqual([]);
  });

  it('is committed by the caller, whoever wrote it', async () => {
    const { world } = await shopWorld();
    const ada = { name: 'Ada', email: 'ada@example.com' };

    const wrote = await world.done('bot', put('a.txt'), { message: 'A', content, author: ada });
    const committed = await world.done('bot', put('b.txt'), { message: 'B', content, committer: ada });

    expect([wrote.commit.author.name, wrote.commit.committer.name]).toEqual(['Ada', 'sluice[bot]']);
    expect([committed.commit.author.name, committed.commit.committer.name]).toEqual(['Ada', 'Ada']);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the readme', () => {
  it('is the one in .github before that of the root, and that before the one in docs', async () => {
    const both = await shopWorld({ 'README.md': 'root', '.github/readme.txt': 'hidden', 'docs/README.md': 'docs' });
    const docs = await shopWorld({ 'docs/README.md': 'docs' });

    expect(await both.world.done('alice', 'GET /repos/acme/shop/readme')).toMatchObject({ path: '.github/readme.txt' });
    expect(await docs.world.done('alice', 'GET /repos/acme/shop/readme')).toMatchObject({
      path: 'docs/README.md',
      content: `${Buffer.from('docs').toString('base64')}\n`,
    });
    expect([...both.world.breaches(), ...docs.world.breaches()]).toEqual([]);
  });

  it('is not found where there is none', async () => {
    const { world } = await shopWorld();

    expect((await world.rest('alice', 'GET /repos/acme/shop/readme')).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a file', () => {
  it.each(['application/vnd.github.raw+json', 'application/vnd.github.v3.raw'])(
    'comes as it is for %s',
    async (accept) => {
      const { world, asked } = await shopWorld();

      const answer = await asked('contents/pin.txt', accept);

      expect(answer.headers.get('content-type')).toBe('application/vnd.github.raw; charset=utf-8');
      expect(await answer.text()).toBe('one\n');
      expect(world.breaches()).toEqual([]);
    },
  );

  it('comes as a page for the html type', async () => {
    const { world, asked } = await shopWorld({ 'README.md': '# <Shop>' });

    const page = await (await asked('readme', 'application/vnd.github.html+json')).text();

    expect(page).toContain('<pre># &lt;Shop&gt;</pre>');
    expect(world.breaches()).toEqual([]);
  });

  it('is at its address for those who may see it', async () => {
    const world = await DomainWorld.with([
      { fullName: 'acme/shop', private: true, files: { 'docs/a #1.txt': 'one\n' }, roles: { alice: 'write' } },
    ]);
    const fetched = async (url: string, login?: string) =>
      call(world.forge, `GET ${new URL(url).pathname}`, { ...(login && { as: world.forge.personToken(login) }) });
    const found = async (ref: string) =>
      (await world.done('alice', `GET /repos/acme/shop/contents/docs?ref=${ref}`))[0].download_url as string;
    await world.branch('alice', 'shop', { name: 'fix/pin', path: 'docs/a #1.txt', text: 'two\n' });

    expect(await (await fetched(await found('main'), 'alice')).text()).toBe('one\n');
    expect(await (await fetched(await found('fix/pin'), 'alice')).text()).toBe('two\n');
    expect((await fetched(await found('main'))).status).toBe(404);
    expect((await fetched(await found('main'), 'eve')).status).toBe(404);
    expect((await fetched(`${world.forge.state.origin}/raw/acme/shop/main/none`, 'alice')).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });

  it('cannot be found in an empty repository', async () => {
    const { world } = await shopWorld();

    const { status, body } = await world.rest('alice', 'GET /repos/acme/empty/contents/pin.txt');

    expect([status, body.message]).toEqual([404, 'This repository is empty.']);
  });
});

describe('a folder', () => {
  it('calls links links and submodules files', async () => {
    const { world } = await shopWorld();
    const commit = world.repo('shop').git.refs.read('refs/heads/main')!;
    place(world, [
      { path: 'link', mode: '120000', content: Buffer.from('pin.txt') },
      { path: 'module', mode: '160000', content: null, oid: commit },
    ]);

    const entries = await world.done('alice', 'GET /repos/acme/shop/contents');

    expect(entries.map(({ name, type }: { name: string; type: string }) => [name, type])).toEqual([
      ['link', 'symlink'],
      ['module', 'file'],
      ['pin.txt', 'file'],
    ]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a link', () => {
  it('answers with the file that it leads to, or with itself when it leads to none', async () => {
    const { world } = await shopWorld({ 'docs/pin.txt': 'one\n' });
    place(world, [
      { path: 'docs/link', mode: '120000', content: Buffer.from('pin.txt') },
      { path: 'docs/away', mode: '120000', content: Buffer.from('../../else') },
    ]);

    const followed = await world.done('alice', 'GET /repos/acme/shop/contents/docs/link');
    const away = await world.done('alice', 'GET /repos/acme/shop/contents/docs/away');

    expect(followed).toMatchObject({ type: 'file', content: 'b25lCg==\n' });
    expect(away).toMatchObject({ type: 'symlink', target: '../../else' });
    expect(world.breaches()).toEqual([]);
  });
});

describe('a submodule', () => {
  it('says where it comes from', async () => {
    const { world } = await shopWorld();
    const commit = world.repo('shop').git.refs.read('refs/heads/main')!;
    const modules = '[submodule "lib"]\n\tpath = lib\n\turl = https://example.com/lib.git\n';
    place(world, [
      { path: '.gitmodules', content: Buffer.from(modules) },
      { path: 'lib', mode: '160000', content: null, oid: commit },
    ]);

    const found = await world.done('alice', 'GET /repos/acme/shop/contents/lib');

    expect(found).toMatchObject({ type: 'submodule', sha: commit, submodule_git_url: 'https://example.com/lib.git' });
    expect(world.breaches()).toEqual([]);
  });
});
