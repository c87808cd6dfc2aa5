import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';
import type { Json } from '../domain-world.ts';

const shop = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n' },
  roles: { alice: 'write' as const, bob: 'write' as const },
};
const timeline = 'GET /repos/acme/shop/issues/1/timeline';

async function eventsOf(world: DomainWorld, query = ''): Promise<Json[]> {
  return (await world.done('bot', timeline + query)) as Json[];
}

describe('the timeline', () => {
  it('of an issue holds its events and comments in their order', async () => {
    const world = await DomainWorld.with([shop]);
    const issue = '/repos/acme/shop/issues/1';
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Broken' });
    await world.done('alice', `POST ${issue}/labels`, { labels: ['bug'] });
    world.clock.advance(1_000);
    await world.done('bob', `POST ${issue}/comments`, { body: 'Why?' });
    world.clock.advance(1_000);
    await world.done('alice', `POST ${issue}/assignees`, { assignees: ['bob'] });
    await world.done('bob', `PATCH ${issue}`, { state: 'closed', state_reason: 'not_planned' });

    const events = await eventsOf(world);

    expect(events.map(({ event }) => event)).toEqual(['labeled', 'commented', 'assigned', 'closed']);
    expect(events).toMatchObject([
      { actor: { login: 'alice' }, label: { name: 'bug', color: 'ededed' }, commit_id: null },
      { actor: { login: 'bob' }, user: { login: 'bob' }, body: 'Why?' },
      { actor: { login: 'alice' }, assignee: { login: 'bob' } },
      { actor: { login: 'bob' }, state_reason: 'not_planned', performed_via_github_app: null },
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('keeps why an issue was closed each time, and tells of new titles and locks', async () => {
    const world = await DomainWorld.with([shop]);
    const issue = '/repos/acme/shop/issues/1';
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Broken' });
    await world.done('alice', `PATCH ${issue}`, { title: 'Broken again' });
    await world.done('alice', `PATCH ${issue}`, { state: 'closed', state_reason: 'not_planned' });
    await world.done('alice', `PATCH ${issue}`, { state: 'open' });
    await world.done('alice', `PATCH ${issue}`, { state: 'closed' });
    await world.done('alice', `PUT ${issue}/lock`, { lock_reason: 'resolved' });
    await world.done('alice', `DELETE ${issue}/lock`);

    expect(await eventsOf(world)).toMatchObject([
      { event: 'renamed', rename: { from: 'Broken', to: 'Broken again' } },
      { event: 'closed', state_reason: 'not_planned' },
      { event: 'reopened', state_reason: 'reopened' },
      { event: 'closed', state_reason: 'completed' },
      { event: 'locked', lock_reason: 'resolved' },
      { event: 'unlocked', lock_reason: null },
    ]);
    const items = 'timelineItems(first: 9) { nodes { __typename ... on ClosedEvent { stateReason } } }';
    const { repository } = await world.query(
      'bot',
      `{ repository(owner: "acme", name: "shop") { issue(number: 1) { ${items} } } }`,
    );
    expect(repository.issue.timelineItems.nodes.map((one: Json) => one.stateReason ?? one.__typename)).toEqual([
      'NOT_PLANNED',
      'ReopenedEvent',
      'COMPLETED',
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('of a pull request holds its commits, requests, reviews and its merge too', async () => {
    const world = await DomainWorld.with([shop]);
    const sha = await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Topic', head: 'topic', base: 'main' });
    const pull = '/repos/acme/shop/pulls/1';
    await world.done('alice', `POST ${pull}/requested_reviewers`, { reviewers: ['bob'] });
    world.clock.advance(1_000);
    await world.done('bob', `POST ${pull}/reviews`, { event: 'APPROVE', body: 'Good.' });
    await world.done('bot', 'GET /repos/acme/shop/pulls/1');
    world.clock.advance(5_000);
    const { sha: merge } = await world.done('alice', `PUT ${pull}/merge`);

    const events = await eventsOf(world);

    expect(events).toMatchObject([
      { event: 'committed', sha, message: 'Change pin.txt' },
      { event: 'review_requested', review_requester: { login: 'alice' }, requested_reviewer: { login: 'bob' } },
      { event: 'reviewed', state: 'approved', user: { login: 'bob' }, commit_id: sha },
      { event: 'merged', commit_id: merge, commit_url: expect.stringMatching(merge as string) },
      { event: 'closed', actor: { login: 'alice' } },
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('names the App where its bot acted', async () => {
    const world = await DomainWorld.with([shop]);
    await world.done('bot', 'POST /repos/acme/shop/issues', { title: 'Broken' });
    await world.done('bot', 'POST /repos/acme/shop/issues/1/labels', { labels: ['bug'] });

    expect(await eventsOf(world)).toMatchObject([{ performed_via_github_app: { slug: 'sluice' } }]);
    expect(world.breaches()).toEqual([]);
  });

  it('comes in pages, and is hidden from an App that may read neither issues nor pull requests', async () => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Broken', labels: ['a', 'b', 'c'] });

    const page = await world.rest('bot', `${timeline}?per_page=2&page=2`);

    expect(page.body).toMatchObject([{ label: { name: 'c' } }]);
    expect(page.headers.get('link')).toContain('rel="prev"');
    const blind = await DomainWorld.with([shop], { permissions: { contents: 'write' } });
    await blind.done('alice', 'POST /repos/acme/shop/issues', { title: 'Broken' });
    expect((await blind.rest('bot', timeline)).status).toBe(403);
    expect([...world.breaches(), ...blind.breaches()]).toEqual([]);
  });
});
