import { describe, expect, it } from '@jest/globals';
import { handlers } from '../../../src/forge/rest/index.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';
import { addRepo, call, install, startKernel, tokenOf } from '../kernel.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n' },
  roles: { alice: 'write', bob: 'write' },
};
const merge = 'PUT /repos/acme/shop/pulls/1/merge';

async function withPull(more: Partial<RepoSpec> = {}, { draft = false, message = 'Bump' } = {}) {
  const world = await DomainWorld.with([{ ...shop, ...more }]);
  const head = await world.branch('alice', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n', message });
  await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main', draft });
  return { world, head };
}

describe('a merge', () => {
  it('is refused for a draft', async () => {
    const { world } = await withPull({}, { draft: true });

    const { status, body } = await world.rest('bob', merge, {});

    expect([status, body.message]).toEqual([405, 'Pull Request is still a draft']);
  });

  it('is refused for a head behind its base where the base asks for that, and only there', async () => {
    for (const [strict, expected] of [
      [true, 405],
      [false, 200],
    ] as const) {
      const { world } = await withPull({ protection: { main: { strict, requiredChecks: [] } } });
      await world.branch('alice', 'shop', { name: 'other', path: 'other.txt', text: 'x\n' });
      await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Other', head: 'other', base: 'main' });
      await world.done('bob', 'PUT /repos/acme/shop/pulls/2/merge', {});

      expect((await world.rest('bob', merge, {})).status).toBe(expected);
    }
  });

  it("does not count the author's own approval", async () => {
    const { world } = await withPull({ protection: { main: { requiredApprovals: 1 } } });

    const own = await world.rest('alice', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });
    const early = await world.rest('alice', merge, {});
    await world.done('bob', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });

    expect([own.status, early.status]).toEqual([422, 405]);
    expect((await world.rest('alice', merge, {})).status).toBe(200);
  });

  it.each([
    ['neutral', 200],
    ['skipped', 200],
    ['cancelled', 405],
  ])('goes by a required check that ended %s with %i', async (conclusion, expected) => {
    const { world, head } = await withPull({ protection: { main: { requiredChecks: ['lint'] } } });
    await world.done('bot', 'POST /repos/acme/shop/check-runs', { name: 'lint', head_sha: head, conclusion });

    expect((await world.rest('bob', merge, {})).status).toBe(expected);
  });

  it('is told to try again when the base moves under it [4]', async () => {
    const { world, head } = await withPull();
    const { refs } = world.repo('shop').git;
    // A push of git has moved the branch, and the forge has not yet heard of it.
    const base = refs.read('refs/heads/main');
    refs.compareAndSwap('refs/heads/main', base, head);

    const { status, body } = await world.rest('bob', merge, {});

    expect([status, body.message]).toEqual([405, 'Base branch was modified. Review and try the merge again.']);
    refs.compareAndSwap('refs/heads/main', head, base);
    expect((await world.rest('bob', merge, {})).status).toBe(200);
  });
});

describe('a closing keyword in a commit', () => {
  it('acts on the default branch and on no other [16]', async () => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault' });
    const stateOf = async () => (await world.done('alice', 'GET /repos/acme/shop/issues/1')).state;
    const put = { message: 'Mend\n\nFixes #1', content: 'eAo=' };
    await world.branch('alice', 'shop', { name: 'mend', path: 'a.txt', text: 'a\n' });

    await world.done('alice', 'PUT /repos/acme/shop/contents/mended.txt', { ...put, branch: 'mend' });
    expect(await stateOf()).toBe('open');
    await world.done('alice', 'PUT /repos/acme/shop/contents/mended.txt', put);
    expect(await stateOf()).toBe('closed');
  });
});

describe('the pull requests of a commit', () => {
  it('are the merged ones alone once it is on the default branch [37]', async () => {
    const { world, head } = await withPull();
    const base = world.repo('shop').git.refs.read('refs/heads/main');
    // Into a branch that stays behind, so that the commit is still one of those that it brings.
    await world.done('alice', 'POST /repos/acme/shop/git/refs', { ref: 'refs/heads/next', sha: base });
    await world.done('alice', 'POST /repos/acme/shop/git/refs', { ref: 'refs/heads/more', sha: head });
    const put = { message: 'More', content: 'eAo=', branch: 'more' };
    await world.done('alice', 'PUT /repos/acme/shop/contents/more.txt', put);
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'More', head: 'more', base: 'next' });
    const numbers = async () =>
      (await world.done('bot', `GET /repos/acme/shop/commits/${head}/pulls`)).map(
        ({ number }: { number: number }) => number,
      );

    expect((await numbers()).sort()).toEqual([1, 2]);
    await world.done('bob', merge, {});
    expect(await numbers()).toEqual([1]);
  });
});

describe('an installation', () => {
  it('writes by GraphQL only to the repositories it has', async () => {
    const world = await DomainWorld.with([{ ...shop, private: false }]);
    const { repository } = await world.query('bot', '{ repository(owner: "acme", name: "shop") { id } }');
    const [installation] = world.forge.state.installations.values();
    installation!.repositories.clear();
    const { git } = world.repo('shop');
    const input = { repositoryId: repository.id, name: 'refs/heads/new', oid: git.refs.read('refs/heads/main') };

    const { errors } = await world.graphql(
      'bot',
      'mutation($input: CreateRefInput!) { createRef(input: $input) { ref { id } } }',
      { input },
    );

    expect(errors).toMatchObject([{ type: 'FORBIDDEN' }]);
    expect(git.refs.read('refs/heads/new')).toBeUndefined();
  });

  it('loses a repository at once, also for tokens given out before', async () => {
    const kernel = startKernel({ handlers });
    const [one, two] = [addRepo(kernel.forge, 'acme/one'), addRepo(kernel.forge, 'acme/two')];
    const installation = install(kernel.forge, [one, two]);
    const tokens = [
      await tokenOf(kernel, installation),
      await tokenOf(kernel, installation, { repository_ids: [one.id, two.id] }),
    ];
    const statuses = async (name: string) =>
      Promise.all(tokens.map(async (as) => (await call(kernel.forge, `GET /repos/acme/${name}`, { as })).status));
    expect(await statuses('one')).toEqual([200, 200]);

    installation.repositories.delete(one.id);

    expect(await statuses('one')).toEqual([404, 404]);
    expect(await statuses('two')).toEqual([200, 200]);
  });
});
