import { describe, expect, it } from '@jest/globals';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n' },
  description: 'Sells',
  roles: { ada: 'admin', alice: 'write' },
};

async function shopWorld() {
  const world = await DomainWorld.with([shop]);
  // What is delivered is held against the description.
  world.forge.state.app.events.push('repository');
  await world.branch('alice', 'shop', { name: 'next', path: 'pin.txt', text: 'two\n' });
  world.heard();
  const change = async (body: object) => world.rest('ada', 'PATCH /repos/acme/shop', body);
  return { world, change };
}

describe('what is changed of a repository', () => {
  it('is kept and told of, with what it was', async () => {
    const { world, change } = await shopWorld();

    const { body } = await change({ description: 'Buys', homepage: 'https://shop.test', default_branch: 'next' });
    const [edited] = world.emitted;
    await change({ description: 'Buys', default_branch: 'next' });

    const kept = { description: 'Buys', homepage: 'https://shop.test', default_branch: 'next' };
    expect(body).toMatchObject(kept);
    expect(await world.done('bot', 'GET /repos/acme/shop')).toMatchObject(kept);
    expect(edited?.payload['changes']).toEqual({
      description: { from: 'Sells' },
      homepage: { from: null },
      default_branch: { from: 'main' },
    });
    expect(world.heard()).toEqual(['repository.edited']);
    await world.forge.hooks.pump();
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    [{ visibility: 'public' }, false, 'repository.publicized'],
    [{ private: false }, false, 'repository.publicized'],
  ])('makes it visible to everybody: %j', async (wish, isPrivate, event) => {
    const { world, change } = await shopWorld();
    const before = await world.rest('eve', 'GET /repos/acme/shop');

    await change(wish);
    const after = await world.rest('eve', 'GET /repos/acme/shop');
    await change({ private: true });

    expect([before.status, after.status, after.body.private]).toEqual([404, 200, isPrivate]);
    expect(world.heard()).toEqual([event, 'repository.privatized']);
    expect((await world.rest('eve', 'GET /repos/acme/shop')).status).toBe(404);
    await world.forge.hooks.pump();
    expect(world.breaches()).toEqual([]);
  });

  it('is shown as it was said even where the forge does nothing about it', async () => {
    const { world, change } = await shopWorld();
    const wish = {
      has_issues: false,
      has_wiki: true,
      is_template: true,
      allow_update_branch: true,
      use_squash_pr_title_as_default: true,
      web_commit_signoff_required: true,
      security_and_analysis: { secret_scanning: { status: 'enabled' } },
    };

    await change(wish);

    expect(await world.done('ada', 'GET /repos/acme/shop')).toMatchObject(wish);
    expect(await world.done('ada', 'GET /orgs/acme/repos')).toMatchObject([{ has_issues: false, has_wiki: true }]);
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    [{ allow_squash_merge: false, default_branch: 'nope' }, 'default_branch', expect.any(String)],
    [
      { description: 'Buys', allow_merge_commit: false, allow_squash_merge: false, allow_rebase_merge: false },
      'merge_commit_allowed',
      'Sorry, you need to allow at least one merge strategy. (no_merge_method)',
    ],
    [{ description: 'Buys', name: 'taken' }, 'name', 'name already exists on this account'],
    [{ description: 'Buys', name: '..' }, 'name', 'name is reserved'],
    [{ archived: true, name: 'x'.repeat(101) }, 'name', 'name is too long (maximum is 100 characters)'],
  ])('is nothing when one part of it is refused: %j', async (wish, field, message) => {
    const { world, change } = await shopWorld();
    await world.done('ada', 'POST /orgs/acme/repos', { name: 'taken' });
    const before = await world.done('ada', 'GET /repos/acme/shop');
    world.heard();

    const { status, body } = await change(wish);

    expect([status, body.errors]).toMatchObject([422, [{ resource: 'Repository', field, message }]]);
    expect(await world.done('ada', 'GET /repos/acme/shop')).toEqual(before);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a repository whose merged heads go', () => {
  async function merged(body: object) {
    const { world, change } = await shopWorld();
    await change({ delete_branch_on_merge: true, ...body });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Next', head: 'next', base: 'main' });
    return world;
  }
  const merges = async (world: DomainWorld) => {
    await world.done('bot', 'GET /repos/acme/shop/pulls/1');
    world.clock.advance(5_000);
    world.heard();
    return world.done('alice', 'PUT /repos/acme/shop/pulls/1/merge');
  };

  it('deletes the head branch of a pull request that merges', async () => {
    const world = await merged({});
    await merges(world);

    expect(await world.done('ada', 'GET /repos/acme/shop')).toMatchObject({ delete_branch_on_merge: true });
    expect((await world.rest('bot', 'GET /repos/acme/shop/git/ref/heads/next')).status).toBe(404);
    expect(world.heard()).toEqual(['push', 'pull_request.closed', 'delete', 'push']);
    expect(world.breaches()).toEqual([]);
  });

  it('points what was to be merged into the head at its base', async () => {
    const world = await merged({});
    const { refs } = world.repo('shop').git;
    await world.done('alice', 'POST /repos/acme/shop/git/refs', {
      ref: 'refs/heads/top',
      sha: refs.read('refs/heads/next'),
    });
    await world.done('alice', 'PUT /repos/acme/shop/contents/top.txt', {
      message: 'Top',
      content: 'eA==',
      branch: 'top',
    });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Top', head: 'top', base: 'next' });
    await merges(world);

    expect(await world.done('bot', 'GET /repos/acme/shop/pulls/2')).toMatchObject({
      state: 'open',
      base: { ref: 'main' },
    });
    expect(world.breaches()).toEqual([]);
  });

  it('keeps a head that is protected', async () => {
    const world = await merged({});
    world.repo('shop').protection.set('next', { requiredChecks: [], requiredApprovals: 0, strict: false });
    await merges(world);

    expect(world.repo('shop').git.refs.read('refs/heads/next')).toBeDefined();
    expect(world.breaches()).toEqual([]);
  });
});

describe('a new repository', () => {
  it.each([
    ['', undefined],
    ['..', 'name is reserved'],
    ['x'.repeat(101), 'name is too long (maximum is 100 characters)'],
  ])('is not called %j', async (name, message) => {
    const { world } = await shopWorld();

    const { status, body } = await world.rest('ada', 'POST /orgs/acme/repos', { name });

    expect([status, body.errors[0].field, body.errors[0].message]).toEqual([422, 'name', message]);
    expect(world.forge.state.repos.size).toBe(1);
    expect(world.breaches()).toEqual([]);
  });

  it('can be merged into somehow', async () => {
    const { world } = await shopWorld();
    const none = { allow_merge_commit: false, allow_squash_merge: false, allow_rebase_merge: false };

    expect((await world.rest('ada', 'POST /orgs/acme/repos', { name: 'tool', ...none })).status).toBe(422);
    expect(world.forge.state.repos.size).toBe(1);
    expect(world.breaches()).toEqual([]);
  });
});
