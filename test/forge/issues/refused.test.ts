import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';

const shop = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' as const } };
const tooLong = 'x'.repeat(65_537);
const longName = 'z'.repeat(51);

/** A repository with the open pull request #1 of alice, and another branch to merge into. */
async function pullWorld() {
  const world = await DomainWorld.with([shop]);
  await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
  await world.branch('alice', 'shop', { name: 'other', path: 'new.txt', text: 'new\n' });
  await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Old', head: 'topic', base: 'main' });
  world.heard();
  return world;
}

describe('a refused call changes nothing and nobody hears of it', () => {
  it.each([
    ['a body that is too long', { title: 'New', body: tooLong }],
    ['a label that cannot be', { title: 'New', labels: ['good', longName] }],
    ['an assignee that cannot be', { title: 'New', assignees: ['nobody'] }],
  ])('where an issue is opened with %s', async (_, body) => {
    const world = await DomainWorld.with([shop]);

    const { status } = await world.rest('alice', 'POST /repos/acme/shop/issues', body);

    expect([status, world.repo('shop').issues.size, world.repo('shop').labels.size]).toEqual([422, 0, 0]);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    ['a body that is too long', { title: 'New', body: tooLong }],
    ['a label that cannot be', { title: 'New', labels: [longName] }],
  ])('where an issue is edited with %s', async (_, body) => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Old', labels: ['kept'] });
    world.heard();

    const { status } = await world.rest('alice', 'PATCH /repos/acme/shop/issues/1', body);

    const issue = await world.done('alice', 'GET /repos/acme/shop/issues/1');
    expect([status, issue.title, issue.labels.length]).toEqual([422, 'Old', 1]);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it.each(['POST', 'PUT'])('where one of several labels cannot be (%s)', async (method) => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Old', labels: ['kept'] });
    world.heard();

    const { status } = await world.rest('alice', `${method} /repos/acme/shop/issues/1/labels`, {
      labels: ['good', longName],
    });

    const labels = await world.done('alice', 'GET /repos/acme/shop/issues/1/labels');
    expect([status, labels.map(({ name }: { name: string }) => name)]).toEqual([422, ['kept']]);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('where a pull request is given another base and a body that is too long', async () => {
    const world = await pullWorld();

    const { status } = await world.rest('alice', 'PATCH /repos/acme/shop/pulls/1', { base: 'other', body: tooLong });

    const pull = await world.done('alice', 'GET /repos/acme/shop/pulls/1');
    expect([status, pull.base.ref]).toEqual([422, 'main']);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it.each(['pulls', 'issues'])('where a pull request is renamed and cannot be opened again (%s)', async (kind) => {
    const world = await pullWorld();
    await world.done('alice', 'PATCH /repos/acme/shop/pulls/1', { state: 'closed' });
    await world.done('alice', 'DELETE /repos/acme/shop/git/refs/heads/topic');
    world.heard();

    const wish = { title: 'New', state: 'open' };
    const { status } = await world.rest('alice', `PATCH /repos/acme/shop/${kind}/1`, wish);

    const pull = await world.done('alice', 'GET /repos/acme/shop/pulls/1');
    expect([status, pull.title, pull.state]).toEqual([422, 'Old', 'closed']);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('an App with pull_requests and without issues', () => {
  const asks: [string, object | undefined][] = [
    ['POST issues/{number}/comments', { body: 'Hm' }],
    ['PATCH issues/{number}', { title: 'New' }],
    ['POST issues/{number}/assignees', { assignees: ['alice'] }],
    ['POST issues/{number}/labels', { labels: ['ready'] }],
    ['PUT issues/{number}/lock', undefined],
    ['GET issues/{number}', undefined],
    ['GET issues/{number}/comments', undefined],
  ];

  it.each(asks)('may %s of a pull request and not of an issue', async (asked, body) => {
    const world = await DomainWorld.with([{ ...shop, labels: ['ready'] }], {
      permissions: { contents: 'write', pull_requests: 'write' },
    });
    await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Topic', head: 'topic', base: 'main' });
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault' });
    const ask = async (number: number) =>
      world.rest('bot', asked.replace(' ', ' /repos/acme/shop/').replace('{number}', String(number)), body);

    const [pull, issue] = [await ask(1), await ask(2)];

    expect(pull.status).toBeLessThan(300);
    expect([issue.status, issue.body.message]).toEqual([403, 'Resource not accessible by integration']);
    expect(world.breaches()).toEqual([]);
  });

  it('may not touch the comments of an issue, and no mutation helps it', async () => {
    const world = await DomainWorld.with([shop], { permissions: { contents: 'write', pull_requests: 'write' } });
    const { node_id: id } = await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault' });
    const comment = await world.done('alice', 'POST /repos/acme/shop/issues/1/comments', { body: 'Hm' });
    const path = `/repos/acme/shop/issues/comments/${comment.id}`;

    const statuses = [
      (await world.rest('bot', `PATCH ${path}`, { body: 'Mine' })).status,
      (await world.rest('bot', `DELETE ${path}`)).status,
    ];
    const mutations = [
      'mutation($id: ID!) { addComment(input: { subjectId: $id, body: "Hm" }) { clientMutationId } }',
      'mutation($id: ID!) { lockLockable(input: { lockableId: $id }) { clientMutationId } }',
    ];
    for (const mutation of mutations)
      expect((await world.graphql('bot', mutation, { id })).errors).toMatchObject([
        { type: 'FORBIDDEN', message: 'Resource not accessible by integration' },
      ]);

    expect(statuses).toEqual([403, 403]);
    expect(world.breaches()).toEqual([]);
  });
});
