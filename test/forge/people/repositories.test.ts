import { describe, expect, it } from '@jest/globals';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { personIn } from '../deployments/deploying.ts';
import { DomainWorld } from '../domain-world.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n' },
  labels: ['ready'],
  roles: { ada: 'admin', alice: 'write' },
};
const readOnly = 'Repository was archived so is read-only.';

async function shopWorld() {
  const world = await DomainWorld.with([shop]);
  world.forge.state.app.events.push('repository');
  await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault' });
  world.heard();
  return world;
}

describe('an archived repository', () => {
  it.each([
    ['POST /repos/acme/shop/issues', { title: 'Another' }],
    ['PATCH /repos/acme/shop/issues/1', { state: 'closed' }],
    ['POST /repos/acme/shop/issues/1/comments', { body: 'Released' }],
    ['POST /repos/acme/shop/issues/1/labels', { labels: ['ready'] }],
    ['PUT /repos/acme/shop/issues/1/lock', undefined],
    ['POST /repos/acme/shop/labels', { name: 'new' }],
  ])('refuses %s, and is read as before', async (asked, body) => {
    const world = await shopWorld();
    await personIn(world, 'ada').archives('acme/shop');

    const answer = await world.rest('bot', asked, body);
    const issue = await world.rest('bot', 'GET /repos/acme/shop/issues/1');

    expect([answer.status, answer.body.message]).toEqual([403, readOnly]);
    expect([issue.status, issue.body.state]).toEqual([200, 'open']);
    expect(world.heard()).toEqual(['repository.archived']);
    expect(world.breaches()).toEqual([]);
  });

  it('refuses mutations too', async () => {
    const world = await shopWorld();
    const { node_id: id } = await world.done('bot', 'GET /repos/acme/shop/issues/1');
    await personIn(world, 'ada').archives('acme/shop');

    const { errors } = await world.graphql(
      'bot',
      'mutation($id: ID!) { closeIssue(input: { issueId: $id }) { clientMutationId } }',
      { id },
    );

    expect(errors).toMatchObject([{ type: 'FORBIDDEN', message: readOnly }]);
  });

  it('takes no change but its return', async () => {
    const world = await shopWorld();
    await personIn(world, 'ada').archives('acme/shop');

    const other = await world.rest('ada', 'PATCH /repos/acme/shop', { allow_auto_merge: true });
    await personIn(world, 'ada').unarchives('acme/shop');
    const comment = await world.rest('bot', 'POST /repos/acme/shop/issues/1/comments', { body: 'Released' });

    expect([other.status, comment.status]).toEqual([403, 201]);
    expect(world.heard()).toEqual(['repository.archived', 'repository.unarchived', 'issue_comment.created']);
  });
});

describe('the settings of a repository', () => {
  it('do not take the name of another one', async () => {
    const world = await DomainWorld.with([shop, { fullName: 'acme/store', roles: { ada: 'read' } }]);
    const asked = (name: string) => world.rest('ada', 'PATCH /repos/acme/shop', { name });

    const { status, body } = await asked('Store');

    expect([status, body.errors]).toMatchObject([422, [{ message: 'name already exists on this account' }]]);
    expect((await world.done('ada', 'GET /repos/acme/store')).name).toBe('store');
    expect((await asked('SHOP')).body.full_name).toBe('acme/SHOP');
    expect(world.breaches()).toEqual([]);
  });

  it('are for its admins, and for no App without administration', async () => {
    const world = await shopWorld();

    const writer = await world.rest('alice', 'PATCH /repos/acme/shop', { archived: true });
    const bot = await world.rest('bot', 'PATCH /repos/acme/shop', { archived: true });

    expect([writer.status, bot.status]).toEqual([403, 403]);
    expect(world.repo('shop').archived).toBe(false);
  });

  it('say how pull requests merge and which branch is the default', async () => {
    const world = await shopWorld();
    await world.branch('alice', 'shop', { name: 'next', path: 'pin.txt', text: 'two\n' });

    const changed = await world.done('ada', 'PATCH /repos/acme/shop', {
      allow_merge_commit: false,
      allow_auto_merge: true,
      default_branch: 'next',
    });
    const missing = await world.rest('ada', 'PATCH /repos/acme/shop', { default_branch: 'none' });

    expect(changed).toMatchObject({
      allow_merge_commit: false,
      allow_squash_merge: true,
      allow_auto_merge: true,
      default_branch: 'next',
    });
    expect(missing.status).toBe(422);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a renamed repository', () => {
  it('sends callers of its old name to where it is now [23]', async () => {
    const world = await shopWorld();
    await personIn(world, 'ada').renames('acme/shop', 'store');

    const read = await world.rest('bot', 'GET /repos/acme/shop/issues/1');
    const written = await world.rest('bot', 'PATCH /repos/acme/shop/issues/1', { state: 'closed' });
    const { repository } = await world.query('bot', '{ repository(owner: "acme", name: "shop") { nameWithOwner } }');
    const followed = await world.done('bot', `GET ${new URL(read.headers.get('location')!).pathname}`);

    const address = `/repositories/${world.repo('store').id}/issues/1`;
    expect([read.status, written.status]).toEqual([301, 307]);
    expect(read.body).toMatchObject({ message: 'Moved Permanently', url: expect.stringMatching(`${address}$`) });
    expect(repository).toEqual({ nameWithOwner: 'acme/store' });
    expect(followed).toMatchObject({ number: 1, state: 'open' });
    expect(world.heard()).toEqual(['repository.renamed']);
    expect(world.breaches()).toEqual([]);
  });

  it('is unknown to strangers under both names', async () => {
    const world = await shopWorld();
    await personIn(world, 'ada').renames('acme/shop', 'store');

    expect((await world.rest('eve', 'GET /repos/acme/shop')).status).toBe(404);
    expect((await world.rest('eve', 'GET /repos/acme/store')).status).toBe(404);
  });
});
