import { describe, expect, it } from '@jest/globals';
import { fsck } from '../../../src/forge/git/fsck.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';
import { freshDisk, runGit } from '../git/oracle.ts';
import { call } from '../kernel.ts';

const shop: RepoSpec = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } };

async function shopWorld() {
  const world = await DomainWorld.with([shop, { fullName: 'acme/empty' }]);
  const main = world.repo('shop').git.refs.read('refs/heads/main')!;
  return { world, main };
}

describe('refs that begin alike', () => {
  it('are listed by the beginning of their name', async () => {
    const { world, main } = await shopWorld();
    for (const ref of ['refs/heads/feature-a', 'refs/heads/feature-b', 'refs/tags/feature'])
      await world.done('bot', 'POST /repos/acme/shop/git/refs', { ref, sha: main });

    const found = await world.done('bot', 'GET /repos/acme/shop/git/matching-refs/heads/feature');
    const none = await world.done('bot', 'GET /repos/acme/shop/git/matching-refs/heads/fix');

    expect(found.map(({ ref }: { ref: string }) => ref)).toEqual(['refs/heads/feature-a', 'refs/heads/feature-b']);
    expect(found[0].object).toMatchObject({ type: 'commit', sha: main });
    expect(none).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('cannot be asked for in an empty repository', async () => {
    const { world } = await shopWorld();

    const { status, body } = await world.rest('bot', 'GET /repos/acme/empty/git/matching-refs/heads/main');

    expect([status, body.message]).toEqual([409, 'Git Repository is empty.']);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a blob', () => {
  it('comes in base64 with its size, or as it is', async () => {
    const { world } = await shopWorld();
    const { sha } = await world.done('bot', 'POST /repos/acme/shop/git/blobs', { content: 'two\n' });

    const blob = await world.done('bot', `GET /repos/acme/shop/git/blobs/${sha}`);
    const raw = await call(world.forge, `GET /repos/acme/shop/git/blobs/${sha}`, {
      as: world.forge.personToken('alice'),
      headers: { accept: 'application/vnd.github.raw+json' },
    });

    expect(blob).toMatchObject({ sha, size: 4, encoding: 'base64', content: 'dHdvCg==\n' });
    expect(await raw.text()).toBe('two\n');
    expect(world.breaches()).toEqual([]);
  });

  it('is not found when it is missing or something else, and a short name is none', async () => {
    const { world, main } = await shopWorld();
    const status = async (sha: string) => (await world.rest('bot', `GET /repos/acme/shop/git/blobs/${sha}`)).status;

    expect(await status('1'.repeat(40))).toBe(404);
    expect(await status(main)).toBe(404);
    expect(await status('abc')).toBe(422);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the text of a new blob', () => {
  it('is refused when it is said to be base64 and is not', async () => {
    const { world } = await shopWorld();
    const made = async (content: string) =>
      world.rest('bot', 'POST /repos/acme/shop/git/blobs', { content, encoding: 'base64' });

    expect((await made('dHdvCg==')).status).toBe(201);
    expect((await made('two words')).body.message).toBe('content is not valid Base64');
    expect(world.breaches()).toEqual([]);
  });
});

describe('an annotated tag', () => {
  it('is an object first and a ref when somebody makes one', async () => {
    const { world, main } = await shopWorld();
    const wish = { tag: 'v1', message: 'First', object: main, type: 'commit' };

    const made = await world.rest('bot', 'POST /repos/acme/shop/git/tags', wish);
    const before = await world.done('bot', 'GET /repos/acme/shop/tags');
    await world.done('bot', 'POST /repos/acme/shop/git/refs', { ref: 'refs/tags/v1', sha: made.body.sha });
    const after = await world.done('bot', 'GET /repos/acme/shop/tags');
    const read = await world.done('bot', `GET /repos/acme/shop/git/tags/${made.body.sha}`);

    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ tag: 'v1', message: 'First', object: { sha: main, type: 'commit' } });
    expect(made.body.tagger.name).toBe('sluice[bot]');
    expect(read).toEqual(made.body);
    expect(before).toEqual([]);
    expect(after).toMatchObject([{ name: 'v1', commit: { sha: main } }]);
    expect(world.breaches()).toEqual([]);
  });

  it('needs an object of the type that it says', async () => {
    const { world, main } = await shopWorld();
    const tag = async (wish: object) =>
      world.rest('bot', 'POST /repos/acme/shop/git/tags', { tag: 'v1', message: 'First', ...wish });

    const wrong = await tag({ object: main, type: 'blob' });
    const missing = await tag({ object: '1'.repeat(40), type: 'commit' });
    const found = await world.rest('bot', `GET /repos/acme/shop/git/tags/${main}`);

    expect([wrong.status, missing.status, found.status]).toEqual([422, 422, 404]);
    expect(wrong.body.message).toBe('Could not verify object');
    expect(world.breaches()).toEqual([]);
  });

  it('is one that git accepts', async () => {
    const disk = freshDisk();
    const world = await DomainWorld.with([shop], { storage: () => disk });
    const main = disk.refs.read('refs/heads/main')!;
    const tagger = { name: 'Ada', email: 'ada@example.com', date: '2026-05-04T10:00:00Z' };

    const wish = { tag: 'v1', message: 'First\n', object: main, type: 'commit', tagger };
    const { sha } = await world.done('bot', 'POST /repos/acme/shop/git/tags', wish);
    await world.done('bot', 'POST /repos/acme/shop/git/refs', { ref: 'refs/tags/v1', sha });

    expect(runGit(disk.directory, ['fsck', '--strict'])).toMatchObject({
      status: 0,
      stderr: expect.not.stringMatching(/error|warning/),
    });
    expect(runGit(disk.directory, ['cat-file', '-p', 'v1']).stdout).toMatch(
      /^object \w+\ntype commit\ntag v1\ntagger Ada <ada@example.com> 1777888800 \+0000\n\nFirst\n$/,
    );
    expect(world.breaches()).toEqual([]);
  });
});

describe('a tree', () => {
  const trees = 'POST /repos/acme/shop/git/trees';

  it('is refused before it is written when an entry names something else than its mode says', async () => {
    const disk = freshDisk();
    const world = await DomainWorld.with([shop], { storage: () => disk });
    const main = disk.refs.read('refs/heads/main')!;
    const { tree } = await world.done('bot', `GET /repos/acme/shop/git/commits/${main}`);
    const blob = await world.done('bot', 'POST /repos/acme/shop/git/blobs', { content: 'two\n' });
    const refused = async (entry: object) => {
      const { status, body } = await world.rest('bot', trees, { tree: [{ path: 'x', ...entry }] });
      return [status, body.message];
    };

    const folder = await refused({ mode: '100644', type: 'blob', sha: tree.sha });
    const file = await refused({ mode: '040000', type: 'tree', sha: blob.sha });
    const short = await refused({ mode: '160000', type: 'commit', sha: 'abc' });
    const text = await refused({ mode: '040000', type: 'tree', content: 'two\n' });

    expect(folder).toEqual([422, `tree.sha ${tree.sha} is not a valid blob`]);
    expect(file).toEqual([422, `tree.sha ${blob.sha} is not a valid tree`]);
    expect(short).toEqual([422, 'tree.sha abc is not a valid commit']);
    expect(text[0]).toBe(422);
    expect(await fsck([disk.directory])).toBe('');
    expect(world.breaches()).toEqual([]);
  });

  it('takes each entry from an object or from a text, not from both and not from neither', async () => {
    const { world } = await shopWorld();
    const { sha } = await world.done('bot', 'POST /repos/acme/shop/git/blobs', { content: 'two\n' });
    const entry = { path: 'pin.txt', mode: '100644', type: 'blob' };

    const neither = await world.rest('bot', trees, { tree: [entry] });
    const both = await world.rest('bot', trees, { tree: [{ ...entry, sha, content: 'two\n' }] });

    expect([neither.status, both.status]).toEqual([422, 422]);
    expect(neither.body.message).toBe(
      'Must supply either tree.sha or tree.content. Request will be rejected if both are present.',
    );
    expect(both.body.message).toBe(neither.body.message);
    expect(world.breaches()).toEqual([]);
  });

  it('loses a path that its base has, and no other', async () => {
    const { world, main } = await shopWorld();
    const without = (path: string, base?: string) =>
      world.rest('bot', trees, { tree: [{ path, mode: '100644', type: 'blob', sha: null }], base_tree: base });

    const gone = await without('pin.txt', main);
    const missing = await without('none.txt', main);
    const baseless = await without('pin.txt');

    expect([gone.status, gone.body.tree]).toEqual([201, []]);
    expect([missing.status, missing.body.message]).toEqual([422, 'GitRPC::BadObjectState']);
    expect([baseless.status, baseless.body.message]).toEqual([422, 'GitRPC::BadObjectState']);
    expect(world.breaches()).toEqual([]);
  });
});

describe('an empty repository', () => {
  const nowhere = '1'.repeat(40);

  it.each([
    ['GET', `blobs/${nowhere}`, undefined],
    ['GET', `commits/${nowhere}`, undefined],
    ['GET', `tags/${nowhere}`, undefined],
    ['POST', 'commits', { message: 'x', tree: nowhere, parents: [] }],
    ['POST', 'tags', { tag: 'v1', message: 'x', object: nowhere, type: 'commit' }],
    ['PATCH', 'refs/heads/main', { sha: nowhere }],
    ['DELETE', 'refs/heads/main', undefined],
  ])('answers %s git/%s with a conflict', async (method, path, sent) => {
    const { world } = await shopWorld();

    const { status, body } = await world.rest('bot', `${method} /repos/acme/empty/git/${path}`, sent);

    expect([status, body.message]).toEqual([409, 'Git Repository is empty.']);
    expect(world.breaches()).toEqual([]);
  });

  it('takes neither blobs nor trees', async () => {
    const { world } = await shopWorld();
    const tree = [{ path: 'a', mode: '100644', type: 'blob', content: 'one\n' }];

    const blob = await world.rest('bot', 'POST /repos/acme/empty/git/blobs', { content: 'one\n' });
    const made = await world.rest('bot', 'POST /repos/acme/empty/git/trees', { tree });

    expect([blob.status, blob.body.message]).toEqual([409, 'Git Repository is empty.']);
    expect([made.status, made.body.message]).toEqual([409, 'Git Repository is empty.']);
    expect(world.breaches()).toEqual([]);
  });
});
