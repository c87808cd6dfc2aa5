import { describe, expect, it } from '@jest/globals';
import { commitForAccount } from '../../../src/forge/domain/commits.ts';
import type { Oid } from '../../../src/forge/git/storage.ts';
import { writeTree } from '../../../src/forge/git/tree.ts';
import { DomainWorld, type Json } from '../domain-world.ts';
import { call } from '../kernel.ts';

const mega = 1024 * 1024;

/** A repository whose main branch has a tree of these entries: a size in bytes, or a folder of that many small files. */
async function holding(entries: Record<string, { bytes: number } | { files: number }>) {
  const world = await DomainWorld.with([
    { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } },
  ]);
  const { objects } = world.repo('shop').git;
  const blob = objects.write('blob', Buffer.from('x\n'));
  const named = Object.entries(entries).map(([name, what]) =>
    'bytes' in what
      ? { mode: '100644', name, oid: objects.write('blob', Buffer.alloc(what.bytes, 'x')) }
      : { mode: '040000', name, oid: writeTree(objects, files(what.files, blob)) },
  );
  commits(world, writeTree(objects, named));
  return world;
}

function files(count: number, oid: Oid, prefix = 'f') {
  return Array.from({ length: count }, (_, index) => ({ mode: '100644', name: `${prefix}${index}`, oid }));
}

/** A commit of that tree by alice on top of a branch, which is made where it is missing. */
function commits(world: DomainWorld, tree: Oid, branch = 'main', message = 'Fill'): Oid {
  const { state } = world.forge;
  const repo = world.repo('shop');
  const ref = `refs/heads/${branch}`;
  const before = repo.git.refs.read(ref);
  const base = before ?? repo.git.refs.read('refs/heads/main')!;
  const account = state.accounts.get('alice')!;
  const after = commitForAccount(state, repo, { account, tree, parents: [base], message });
  repo.git.refs.compareAndSwap(ref, before, after);
  return after;
}

describe('the contents of a file', () => {
  it('come with it up to 1 MB, and without it above, but raw [13]', async () => {
    const world = await holding({ small: { bytes: mega }, large: { bytes: mega + 1 } });
    const get = async (path: string) => world.done('alice', `GET /repos/acme/shop/contents/${path}`);

    const [small, large] = [await get('small'), await get('large')];
    const raw = await call(world.forge, 'GET /repos/acme/shop/contents/large', {
      as: world.forge.personToken('alice'),
      headers: { accept: 'application/vnd.github.raw+json' },
    });

    expect([small.encoding, Buffer.from(small.content, 'base64').length]).toEqual(['base64', mega]);
    expect([large.encoding, large.content, large.size]).toEqual(['none', '', mega + 1]);
    expect((await raw.arrayBuffer()).byteLength).toBe(mega + 1);
    expect(world.breaches()).toEqual([]);
  });

  it('are to be had raw up to 100 MB, and not at all above [13]', async () => {
    const world = await holding({ most: { bytes: 100 * mega }, huge: { bytes: 100 * mega + 1 } });
    const raw = async (path: string) =>
      call(world.forge, `GET /repos/acme/shop/contents/${path}`, {
        as: world.forge.personToken('alice'),
        headers: { accept: 'application/vnd.github.raw+json' },
      });

    const [most, beyond] = [await raw('most'), await raw('huge')];
    const { status, body } = await world.rest('alice', 'GET /repos/acme/shop/contents/huge');

    expect([most.status, (await most.arrayBuffer()).byteLength]).toEqual([200, 100 * mega]);
    expect([beyond.status, status]).toEqual([403, 403]);
    expect(body.errors).toEqual([{ resource: 'Blob', field: 'data', code: 'too_large' }]);
    expect(world.breaches()).toEqual([]);
  });

  it('of a folder are its first 1,000 entries [13]', async () => {
    const world = await holding({ folder: { files: 1001 } });

    const entries = await world.done('alice', 'GET /repos/acme/shop/contents/folder');

    expect(entries).toHaveLength(1000);
    expect(entries.at(-1)).toMatchObject({ name: 'f998', type: 'file' });
    expect(world.breaches()).toEqual([]);
  });
});

describe('a tree', () => {
  it('is cut after 100,000 entries, and says so [14]', async () => {
    const world = await holding({ exact: { files: 100_000 }, beyond: { files: 100_001 } });
    const { objects } = world.repo('shop').git;
    const oid = objects.write('blob', Buffer.from('x\n'));
    const look = async (count: number) =>
      world.done('alice', `GET /repos/acme/shop/git/trees/${writeTree(objects, files(count, oid))}?recursive=1`);

    const [exact, beyond] = [await look(100_000), await look(100_001)];

    expect([exact, beyond].map(({ tree, truncated }) => [tree.length, truncated])).toEqual([
      [100_000, false],
      [100_000, true],
    ]);
  });

  it('is cut after 7 MB when its folders are asked for too [14]', async () => {
    const world = await holding({});
    const { objects } = world.repo('shop').git;
    const oid = objects.write('blob', Buffer.from('x\n'));
    const folder = writeTree(objects, files(10_000, oid, 'long'.repeat(50)));
    const tree = writeTree(
      objects,
      ['a', 'b', 'c'].map((name) => ({ mode: '040000', name, oid: folder })),
    );
    const path = `GET /repos/acme/shop/git/trees/${tree}`;

    const [whole, deep] = [await world.done('alice', path), await world.done('alice', `${path}?recursive=1`)];

    expect([whole.tree.length, whole.truncated, deep.truncated]).toEqual([3, false, true]);
    expect(deep.tree.length).toBeGreaterThan(20_000);
    expect(deep.tree.length).toBeLessThan(30_003);
  });
});

describe('what differs', () => {
  /** Commits on a branch of their own, the last of them with that many files. */
  async function withTopic(count: number, fileCount: number) {
    const world = await holding({});
    const { objects } = world.repo('shop').git;
    const oid = objects.write('blob', Buffer.from('x\n'));
    for (let made = 1; made < count; made += 1) commits(world, writeTree(objects, []), 'topic', `Commit ${made}`);
    const head = commits(world, writeTree(objects, files(fileCount, oid)), 'topic', `Commit ${count}`);
    return { world, head };
  }
  const titles = (listed: Json[]) => listed.map(({ commit }) => commit.message);

  it('is compared with the newest 250 commits and 300 files, and pages have all commits [14]', async () => {
    const { world } = await withTopic(251, 301);

    const compared = await world.done('alice', 'GET /repos/acme/shop/compare/main...topic');
    const page = await world.done('alice', 'GET /repos/acme/shop/compare/main...topic?per_page=100&page=3');

    expect([compared.total_commits, compared.commits.length, compared.files.length]).toEqual([251, 250, 300]);
    expect([titles(compared.commits)[0], titles(compared.commits).at(-1)]).toEqual(['Commit 2', 'Commit 251']);
    expect(titles(page.commits).at(-1)).toBe('Commit 251');
    expect(world.breaches()).toEqual([]);
  });

  it('is listed in a pull request with 250 commits and 3,000 files at most [14]', async () => {
    const { world, head } = await withTopic(251, 3001);
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Much', head: 'topic', base: 'main' });
    const lastPage = async (what: string) => {
      const { headers } = await world.rest('alice', `GET /repos/acme/shop/pulls/1/${what}?per_page=100`);
      const last = /page=(\d+)>; rel="last"/.exec(headers.get('link') ?? '')?.[1];
      return [
        last,
        (await world.done('alice', `GET /repos/acme/shop/pulls/1/${what}?per_page=100&page=${last}`)).length,
      ];
    };

    const pull = await world.done('alice', 'GET /repos/acme/shop/pulls/1');

    expect([pull.head.sha, pull.commits, pull.changed_files]).toEqual([head, 251, 3001]);
    expect(await lastPage('commits')).toEqual(['3', 50]);
    expect(await lastPage('files')).toEqual(['30', 100]);
    expect(world.breaches()).toEqual([]);
  });
});
