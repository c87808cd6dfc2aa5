import { describe, expect, it } from '@jest/globals';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';

const shop: RepoSpec = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } };
const zero = '0'.repeat(40);

async function start() {
  const world = await DomainWorld.with([shop]);
  const { refs, objects } = world.repo('shop').git;
  const main = refs.read('refs/heads/main')!;
  const tree = /^tree (\w+)/.exec(objects.read(main)!.body.toString())![1]!;
  const { repository } = await world.query('bot', '{ repository(owner: "acme", name: "shop") { id } }');
  const names = () => [...refs.list('refs/').keys()];
  const repo = repository.id as string;
  return { world, refs, main, tree, repo, names };
}

const updateRefs = 'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';
const createRef = 'mutation($input: CreateRefInput!) { createRef(input: $input) { ref { name } } }';

describe('several refs in one update', () => {
  it.each([
    ['a name twice', ['refs/heads/one', 'refs/heads/one'], 'refs/heads/one is updated more than once.'],
    ['a name git refuses', ['refs/heads/one', 'refs/heads/a..b'], 'refs/heads/a..b is not a valid ref name.'],
    ['a branch below another one', ['refs/heads/one', 'refs/heads/main/sub'], 'Reference update failed'],
    ['two that exclude each other', ['refs/heads/one/two', 'refs/heads/one'], 'Reference update failed'],
  ])('move none when there is %s', async (_, asked, message) => {
    const { world, main, repo, names } = await start();
    const refUpdates = asked.map((name) => ({ name, afterOid: main }));

    const { errors } = await world.graphql('bot', updateRefs, { input: { repositoryId: repo, refUpdates } });

    expect(errors).toMatchObject([{ type: 'UNPROCESSABLE', message }]);
    expect(names()).toEqual(['refs/heads/main']);
    expect(world.breaches()).toEqual([]);
  });

  it('move together otherwise', async () => {
    const { world, main, repo, names } = await start();
    const refUpdates = ['refs/heads/one', 'refs/heads/two/three'].map((name) => ({ name, afterOid: main }));

    await world.query('bot', updateRefs, { input: { repositoryId: repo, refUpdates } });

    expect(names()).toEqual(['refs/heads/main', 'refs/heads/one', 'refs/heads/two/three']);
  });
});

describe('a branch that points to no commit', () => {
  it('is refused by REST', async () => {
    const { world, tree, names } = await start();

    const created = await world.rest('bot', 'POST /repos/acme/shop/git/refs', { ref: 'refs/heads/odd', sha: tree });
    const moved = await world.rest('bot', 'PATCH /repos/acme/shop/git/refs/heads/main', { sha: tree, force: true });

    expect([created.status, moved.status]).toEqual([422, 422]);
    expect(created.body.message).toBe('Reference update failed');
    expect(names()).toEqual(['refs/heads/main']);
    expect(world.breaches()).toEqual([]);
  });

  it('is refused by GraphQL, while a tag may point to a tree', async () => {
    const { world, tree, repo, names } = await start();
    const ask = async (name: string) =>
      world.graphql('bot', createRef, { input: { repositoryId: repo, name, oid: tree } });

    expect((await ask('refs/heads/odd')).errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
    expect((await ask('refs/tags/odd')).errors).toBeUndefined();
    expect(names()).toEqual(['refs/heads/main', 'refs/tags/odd']);
  });
});

describe('a ref name', () => {
  it.each(['main', 'refs/heads/a b', 'refs/heads/x.lock'])(
    'like "%s" is refused, not answered with 500',
    async (name) => {
      const { world, main, repo } = await start();

      const asked = { input: { repositoryId: repo, name, oid: main } };
      const { errors } = await world.graphql('bot', createRef, asked);
      const { status } = await world.rest('bot', 'POST /repos/acme/shop/git/refs', { ref: name, sha: main });

      expect(errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
      expect(status).toBe(422);
      expect(world.breaches()).toEqual([]);
    },
  );
});

describe('the default branch', () => {
  it('cannot be deleted, by REST or by GraphQL', async () => {
    const { world, main, repo, names } = await start();

    const { status } = await world.rest('bot', 'DELETE /repos/acme/shop/git/refs/heads/main');
    const refUpdates = [{ name: 'refs/heads/main', beforeOid: main, afterOid: zero }];
    const { errors } = await world.graphql('bot', updateRefs, { input: { repositoryId: repo, refUpdates } });

    expect(status).toBe(422);
    expect(errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
    expect(names()).toEqual(['refs/heads/main']);
  });
});
