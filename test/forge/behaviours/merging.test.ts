import { describe, expect, it } from '@jest/globals';
import { readCommit } from '../../../src/forge/git/commit.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'a.txt': 'a\n', 'b.txt': 'b\n' },
  roles: { ada: 'admin', alice: 'write' },
};
const tipOf = (world: DomainWorld, branch: string) => world.repo('shop').git.refs.read(`refs/heads/${branch}`) ?? '';

describe('merging one branch into another', () => {
  const merges = async (world: DomainWorld, head: string, base = 'main') =>
    world.rest('alice', 'POST /repos/acme/shop/merges', { base, head });

  it('answers 201 with the commit, and 204 when there is nothing to merge [10]', async () => {
    const world = await DomainWorld.with([shop]);
    const head = await world.branch('alice', 'shop', { name: 'topic', path: 'a.txt', text: 'other\n' });
    const base = tipOf(world, 'main');

    const made = await merges(world, 'topic');
    const again = await merges(world, 'topic');

    expect([made.status, made.body.sha, again.status]).toEqual([201, tipOf(world, 'main'), 204]);
    expect(readCommit(world.repo('shop').git.objects, made.body.sha).parents).toEqual([base, head]);
    expect(world.breaches()).toEqual([]);
  });

  it('answers 409 for a conflict, and changes nothing [10]', async () => {
    const world = await DomainWorld.with([shop]);
    await world.branch('alice', 'shop', { name: 'one', path: 'a.txt', text: 'one\n' });
    await world.branch('alice', 'shop', { name: 'two', path: 'a.txt', text: 'two\n' });
    await merges(world, 'one');
    const before = tipOf(world, 'main');

    const { status, body } = await merges(world, 'two');

    expect([status, body.message]).toEqual([409, 'Merge conflict']);
    expect(tipOf(world, 'main')).toBe(before);
  });
});

describe('a merge of a pull request', () => {
  it('that somebody else overtakes is refused once, and goes when it is asked again [4]', async () => {
    const world = await DomainWorld.with([shop]);
    await world.branch('alice', 'shop', { name: 'topic', path: 'a.txt', text: 'other\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Change a', head: 'topic', base: 'main' });
    world.forge.faults.add({ operation: 'pulls/merge', nth: 1, when: 'between', do: { moved: 'base' } });
    const merge = async () => world.rest('alice', 'PUT /repos/acme/shop/pulls/1/merge', {});

    const [first, second] = [await merge(), await merge()];

    expect([first.status, first.body.message]).toEqual([
      405,
      'Base branch was modified. Review and try the merge again.',
    ]);
    expect([second.status, second.body.merged]).toEqual([200, true]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the message of a merge', () => {
  /** A pull request of two commits by alice, merged; answers the message on the base. */
  async function merged(settings: object, merge_method: string): Promise<string> {
    const world = await DomainWorld.with([shop]);
    await world.branch('alice', 'shop', { name: 'topic', path: 'a.txt', text: 'other\n', message: 'First\n\nWhy' });
    const { sha } = await world.done('alice', 'GET /repos/acme/shop/contents/b.txt?ref=topic');
    const put = { message: 'Second', content: 'eAo=', sha, branch: 'topic' };
    await world.done('alice', 'PUT /repos/acme/shop/contents/b.txt', put);
    const pull = { title: 'Both', body: 'The reason', head: 'topic', base: 'main' };
    await world.done('alice', 'POST /repos/acme/shop/pulls', pull);
    await world.done('ada', 'PATCH /repos/acme/shop', settings);
    const { sha: commit } = await world.done('alice', 'PUT /repos/acme/shop/pulls/1/merge', { merge_method });
    expect(await world.done('ada', 'GET /repos/acme/shop')).toMatchObject(settings);
    expect(world.breaches()).toEqual([]);
    return readCommit(world.repo('shop').git.objects, commit).message;
  }

  it('of a squash of many commits is the title with the number, and a list [34]', async () => {
    expect(await merged({}, 'squash')).toBe('Both (#1)\n\n* First\n\nWhy\n\n* Second');
  });

  it.each([
    ['merge', { merge_commit_title: 'PR_TITLE', merge_commit_message: 'PR_BODY' }, 'Both (#1)\n\nThe reason'],
    ['merge', { merge_commit_message: 'BLANK' }, 'Merge pull request #1 from acme/topic'],
    ['squash', { squash_merge_commit_message: 'PR_BODY' }, 'Both (#1)\n\nThe reason'],
    ['squash', { squash_merge_commit_message: 'BLANK' }, 'Both (#1)'],
  ])('of a %s follows the settings %j [34]', async (method, settings, message) => {
    expect(await merged(settings, method)).toBe(message);
  });

  it('of a squash of one commit may be told to take the title of the pull request [34]', async () => {
    const world = await DomainWorld.with([shop]);
    await world.branch('alice', 'shop', { name: 'topic', path: 'a.txt', text: 'other\n', message: 'wip' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Change a', head: 'topic', base: 'main' });

    await world.done('ada', 'PATCH /repos/acme/shop', { squash_merge_commit_title: 'PR_TITLE' });
    await world.done('alice', 'PUT /repos/acme/shop/pulls/1/merge', { merge_method: 'squash' });

    expect(readCommit(world.repo('shop').git.objects, tipOf(world, 'main')).message).toBe('Change a (#1)');
  });
});
