import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';
import type { Json } from '../domain-world.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n' },
  roles: { alice: 'write', rita: 'read', tom: 'triage' },
};
const thread = '/repos/acme/shop/issues/1';

async function worldWithIssue(): Promise<DomainWorld> {
  const world = await DomainWorld.with([shop]);
  await world.done('rita', 'POST /repos/acme/shop/issues', { title: 'Broken' });
  world.heard();
  return world;
}

function loginsOf(issue: Json): string[] {
  return issue.assignees.map(({ login }: Json) => login);
}

describe('assignees', () => {
  it('are added to those there are, each with an event of its own', async () => {
    const world = await worldWithIssue();

    await world.rest('bot', `POST ${thread}/assignees`, { assignees: ['alice'] });
    const answer = await world.rest('bot', `POST ${thread}/assignees`, { assignees: ['ALICE', { login: 'rita' }] });

    expect(answer.status).toBe(201);
    expect(loginsOf(answer.body)).toEqual(['alice', 'rita']);
    expect(answer.body.assignee.login).toBe('alice');
    expect(world.emitted.map(({ payload }: Json) => [payload.action, payload.assignee.login])).toEqual([
      ['assigned', 'alice'],
      ['assigned', 'rita'],
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('are taken away, and who had no part in it is passed over', async () => {
    const world = await worldWithIssue();
    await world.done('alice', `POST ${thread}/assignees`, { assignees: ['alice', 'rita'] });
    world.heard();

    const answer = await world.rest('alice', `DELETE ${thread}/assignees`, { assignees: ['alice', 'tom'] });

    expect(answer.status).toBe(200);
    expect(loginsOf(answer.body)).toEqual(['rita']);
    expect(world.heard()).toEqual(['issues.unassigned']);
    expect(world.breaches()).toEqual([]);
  });

  it('that cannot be are passed over without a word, bots and strangers among them', async () => {
    const world = await worldWithIssue();
    const assignees = ['eve', 'nobody-at-all', 'sluice[bot]', 'tom'];

    expect(loginsOf(await world.done('bot', `POST ${thread}/assignees`, { assignees }))).toEqual(['tom']);
    expect(world.breaches()).toEqual([]);
  });

  it('may be whoever has spoken on the issue', async () => {
    const world = await DomainWorld.with([{ ...shop, private: false }]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Broken' });
    await world.done('eve', `POST ${thread}/comments`, { body: 'I can do it.' });

    expect(loginsOf(await world.done('alice', `POST ${thread}/assignees`, { assignees: ['eve'] }))).toEqual(['eve']);
    expect(world.breaches()).toEqual([]);
  });

  it('are ten at most', async () => {
    const many = Array.from({ length: 12 }, (_, index) => `dev-${index}`);
    const roles = Object.fromEntries(many.map((login) => [login, 'read' as const]));
    const world = await DomainWorld.with([{ ...shop, roles }]);
    await world.done('bot', 'POST /repos/acme/shop/issues', { title: 'Broken' });

    const issue = await world.done('bot', `POST ${thread}/assignees`, { assignees: many });

    expect(loginsOf(issue)).toEqual(many.slice(0, 10));
    expect(world.breaches()).toEqual([]);
  });

  it('are left as they are by people who may not assign', async () => {
    const world = await worldWithIssue();

    const answer = await world.rest('rita', `POST ${thread}/assignees`, { assignees: ['rita'] });

    expect([answer.status, loginsOf(answer.body)]).toEqual([201, []]);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('come with a new issue, replace each other in an edit, and narrow the list', async () => {
    const world = await worldWithIssue();
    const list = async (query: string) =>
      (await world.done('bot', `GET /repos/acme/shop/issues?assignee=${query}`)).map(({ number }: Json) => number);

    const made = await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Mine', assignees: ['alice'] });
    expect(loginsOf(made)).toEqual(['alice']);
    expect(await list('alice')).toEqual([2]);
    expect(await list('none')).toEqual([1]);
    expect(await list('*')).toEqual([2]);

    const edited = await world.done('alice', 'PATCH /repos/acme/shop/issues/2', { assignees: ['tom', 'rita'] });
    expect(loginsOf(edited)).toEqual(['tom', 'rita']);
    expect(world.breaches()).toEqual([]);
  });

  it('that cannot be are refused where they come with the rest of the issue', async () => {
    const world = await worldWithIssue();

    for (const asked of ['POST /repos/acme/shop/issues', `PATCH ${thread}`]) {
      const answer = await world.rest('alice', asked, { title: 'Other', assignees: ['alice', 'eve'] });
      expect(answer).toMatchObject({
        status: 422,
        body: { errors: [{ value: 'eve', resource: 'Issue', field: 'assignees', code: 'invalid' }] },
      });
    }
    expect((await world.done('bot', `GET ${thread}`)).title).toBe('Broken');
    expect(world.breaches()).toEqual([]);
  });

  it('stand in pull requests too, over REST and GraphQL', async () => {
    const world = await DomainWorld.with([shop]);
    await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Topic', head: 'topic', base: 'main' });
    world.heard();

    await world.done('bot', `POST ${thread}/assignees`, { assignees: ['tom'] });

    expect(world.heard()).toEqual(['pull_request.assigned']);
    expect(loginsOf(await world.done('bot', 'GET /repos/acme/shop/pulls/1'))).toEqual(['tom']);
    const query = `{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) {
      assignees(first: 5) { totalCount nodes { login } } } } }`;
    const { repository } = await world.query('bot', query);
    expect(repository.pullRequest.assignees).toEqual({ totalCount: 1, nodes: [{ login: 'tom' }] });
    expect(world.breaches()).toEqual([]);
  });
});
