import { describe, expect, it } from '@jest/globals';
import { writeCommit } from '../../../src/forge/git/commit.ts';
import { editTree, treeOf } from '../../../src/forge/git/tree.ts';
import { DomainWorld } from '../domain-world.ts';

async function shopWorld() {
  return DomainWorld.with([{ fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } }]);
}

/** A branch `next` with so many commits of so many files each. */
function grow(world: DomainWorld, { commits, files }: { commits: number; files: number }): string {
  const { objects, refs } = world.repo('shop').git;
  let tip = refs.read('refs/heads/main')!;
  for (let number = 1; number <= commits; number += 1) {
    const content = Buffer.from(`${number}\n`);
    const changes = Array.from({ length: files }, (_, index) => ({ path: `all/${number}-${index}`, content }));
    const tree = editTree(objects, treeOf(objects, tip), changes);
    const author = { name: 'Ada', email: 'ada@example.com', at: number * 1000 };
    tip = writeCommit(objects, { tree, parents: [tip], author, committer: author, message: `Number ${number}` });
  }
  refs.compareAndSwap('refs/heads/next', undefined, tip);
  return tip;
}

const messages = (commits: { commit: { message: string } }[]) => commits.map(({ commit }) => commit.message);

describe('the files of a commit', () => {
  it('come with their patch', async () => {
    const world = await shopWorld();
    const sha = await world.branch('alice', 'shop', { name: 'next', path: 'pin.txt', text: 'two\n' });

    const { files, stats } = await world.done('bot', `GET /repos/acme/shop/commits/${sha}`);

    expect(files).toMatchObject([{ filename: 'pin.txt', changes: 2, patch: '@@ -1 +1 @@\n-one\n+two' }]);
    expect(stats).toEqual({ additions: 1, deletions: 1, total: 2 });
    expect(world.breaches()).toEqual([]);
  });

  it('come three hundred at a time, while the numbers are those of the whole commit', async () => {
    const world = await shopWorld();
    const sha = grow(world, { commits: 1, files: 301 });

    const first = await world.rest('bot', `GET /repos/acme/shop/commits/${sha}`);
    const second = await world.done('bot', `GET /repos/acme/shop/commits/${sha}?page=2`);

    expect([first.body.files.length, second.files.length]).toEqual([300, 1]);
    expect(first.headers.get('link')).toContain('rel="next"');
    expect([first.body.stats.additions, second.stats.additions]).toEqual([301, 301]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the commits of what is no branch', () => {
  it('are not found', async () => {
    const world = await shopWorld();

    const { status, body } = await world.rest('bot', 'GET /repos/acme/shop/commits?sha=nope');

    expect([status, body.message]).toEqual([404, 'Not Found']);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a comparison', () => {
  it('goes from the oldest commit in pages, with the files on the first', async () => {
    const world = await shopWorld();
    grow(world, { commits: 5, files: 1 });
    const path = 'GET /repos/acme/shop/compare/main...next?per_page=3';

    const first = await world.rest('bot', path);
    const second = await world.done('bot', `${path}&page=2`);

    expect(messages(first.body.commits)).toEqual(['Number 1', 'Number 2', 'Number 3']);
    expect(messages(second.commits)).toEqual(['Number 4', 'Number 5']);
    expect([first.body.files.length, second.files.length]).toEqual([5, 0]);
    expect([first.body.total_commits, second.total_commits]).toEqual([5, 5]);
    expect(first.headers.get('link')).toContain('rel="next"');
    expect(world.breaches()).toEqual([]);
  });
});
