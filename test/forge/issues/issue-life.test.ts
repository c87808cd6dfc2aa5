import { describe, expect, it } from '@jest/globals';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { personIn } from '../deployments/deploying.ts';
import { DomainWorld } from '../domain-world.ts';

const roles = { alice: 'write', ada: 'admin', rita: 'read' } as const;
const shop: RepoSpec = { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, labels: ['ready'], roles };
const ledger: RepoSpec = { fullName: 'acme/ledger', labels: ['Ready'], roles };
const open: RepoSpec = { fullName: 'acme/open', private: false, roles };
const secret: RepoSpec = { fullName: 'acme/secret', roles: { alice: 'write' } };

/** An issue of rita's in the shop, with a label and a comment. */
async function withIssue() {
  const world = await DomainWorld.with([shop, ledger, open]);
  await world.done('rita', 'POST /repos/acme/shop/issues', { title: 'A fault', body: 'It is broken' });
  await world.done('alice', 'POST /repos/acme/shop/issues/1/labels', { labels: ['ready'] });
  await world.done('alice', 'POST /repos/acme/shop/issues/1/comments', { body: 'I see' });
  world.heard();
  return world;
}

const issueAt = (repo: string, number: number) =>
  `{ repository(owner: "acme", name: "${repo}") { issue(number: ${number}) { id title state stateReason locked activeLockReason
    repository { nameWithOwner } comments(first: 5) { nodes { id databaseId body isMinimized minimizedReason author { login } } } } } }`;

describe('a transferred issue', () => {
  it('gets a number in the other repository, and its old address leads there [26]', async () => {
    const world = await withIssue();

    const number = await personIn(world, 'alice').transfersIssue('acme/shop', 1, 'acme/ledger');
    const heard = world.emitted.map(({ event, action, repo }) => `${repo?.name} ${event}.${action}`);
    const old = await world.rest('bot', 'GET /repos/acme/shop/issues/1');
    const now = await world.done('bot', `GET ${new URL(old.headers.get('location')!).pathname}`);

    expect([old.status, old.body]).toMatchObject([301, { message: 'Moved Permanently' }]);
    expect(old.body.url).toMatch(new RegExp(`/repositories/${world.repo('ledger').id}/issues/${number}$`));
    expect(now).toMatchObject({ number: 1, title: 'A fault', comments: 1, labels: [{ name: 'Ready' }] });
    expect(heard).toEqual(['shop issues.transferred', 'ledger issues.opened', 'ledger issues.labeled']);
    expect(world.breaches()).toEqual([]);
  });

  it('leaves labels behind that the other repository lacks', async () => {
    const world = await DomainWorld.with([shop, { ...ledger, labels: [] }]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault', labels: ['ready'] });

    await personIn(world, 'alice').transfersIssue('acme/shop', 1, 'acme/ledger');

    expect((await world.done('bot', 'GET /repos/acme/ledger/issues/1')).labels).toEqual([]);
  });

  it('is not there for comments, and over GraphQL it is where it went', async () => {
    const world = await withIssue();
    await personIn(world, 'alice').transfersIssue('acme/shop', 1, 'acme/ledger');

    const comment = await world.rest('bot', 'POST /repos/acme/shop/issues/1/comments', { body: 'Released' });
    const label = await world.rest('bot', 'POST /repos/acme/shop/issues/1/labels', { labels: ['ready'] });
    const close = await world.rest('bot', 'PATCH /repos/acme/shop/issues/1', { state: 'closed' });
    const { data, errors } = await world.graphql('bot', issueAt('shop', 1));
    const there = await world.query('bot', issueAt('ledger', 1));

    expect([comment.status, label.status, close.status]).toEqual([404, 301, 301]);
    expect(label.headers.get('location')).toMatch(/\/issues\/1\/labels$/);
    expect(errors).toBeUndefined();
    expect(data.repository.issue.repository).toEqual({ nameWithOwner: 'acme/ledger' });
    expect(there.repository.issue.repository).toEqual({ nameWithOwner: 'acme/ledger' });
  });

  it('is 404 to who cannot see where it went', async () => {
    const world = await DomainWorld.with([shop, secret]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A fault' });
    await personIn(world, 'alice').transfersIssue('acme/shop', 1, 'acme/secret');

    expect((await world.rest('rita', 'GET /repos/acme/shop/issues/1')).status).toBe(404);
  });

  it('stays where it is for readers, and never becomes public', async () => {
    const world = await withIssue();

    await expect(personIn(world, 'rita').transfersIssue('acme/shop', 1, 'acme/ledger')).rejects.toThrow('permissions');
    await expect(personIn(world, 'alice').transfersIssue('acme/shop', 1, 'acme/open')).rejects.toThrow('public');
    expect((await world.rest('bot', 'GET /repos/acme/shop/issues/1')).status).toBe(200);
  });
});

describe('a deleted issue', () => {
  it('is gone over REST and not found over GraphQL [26]', async () => {
    const world = await withIssue();
    const { repository } = await world.query('bot', issueAt('shop', 1));

    await personIn(world, 'ada').deletesIssue('acme/shop', 1);
    const events = world.heard();
    const rest = await world.rest('bot', 'GET /repos/acme/shop/issues/1');
    const { errors } = await world.graphql('bot', 'query($id: ID!) { node(id: $id) { id } }', {
      id: repository.issue.id,
    });

    expect([events, rest.status, errors?.[0]?.type]).toEqual([['issues.deleted'], 410, 'NOT_FOUND']);
    expect(world.breaches()).toEqual([]);
  });

  it('is deleted by admins only', async () => {
    const world = await withIssue();

    await expect(personIn(world, 'alice').deletesIssue('acme/shop', 1)).rejects.toThrow('DeleteIssue');
  });
});

describe('a locked conversation', () => {
  it('takes comments of writers only, over REST and GraphQL, and none of the App', async () => {
    const world = await withIssue();
    await personIn(world, 'alice').locksIssue('acme/shop', 1, 'too heated');
    const { repository } = await world.query('bot', issueAt('shop', 1));
    const comments = '/repos/acme/shop/issues/1/comments';
    const add = 'mutation($id: ID!) { addComment(input: { subjectId: $id, body: "hm" }) { clientMutationId } }';

    const byBot = await world.rest('bot', `POST ${comments}`, { body: 'Released' });
    const byReader = await world.rest('rita', `POST ${comments}`, { body: 'But' });
    const byWriter = await world.rest('alice', `POST ${comments}`, { body: 'No' });
    const { errors } = await world.graphql('bot', add, { id: repository.issue.id });

    const message = 'Unable to create comment because issue is locked.';
    expect(repository.issue).toMatchObject({ locked: true, activeLockReason: 'TOO_HEATED' });
    expect([byBot.status, byBot.body.message]).toEqual([403, message]);
    expect([byReader.status, byWriter.status]).toEqual([403, 201]);
    expect(errors).toMatchObject([{ type: 'FORBIDDEN', message }]);
  });

  it('is opened again, and each change is one event', async () => {
    const world = await withIssue();
    const lock = '/repos/acme/shop/issues/1/lock';

    const answers = [];
    for (const method of ['PUT', 'PUT', 'DELETE', 'DELETE']) answers.push(await world.rest('bot', `${method} ${lock}`));
    const refused = await world.rest('rita', `PUT ${lock}`);

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect(world.heard()).toEqual(['issues.locked', 'issues.unlocked']);
    expect(refused.status).toBe(403);
    expect((await world.rest('rita', 'POST /repos/acme/shop/issues/1/comments', { body: 'So' })).status).toBe(201);
    expect(world.breaches()).toEqual([]);
  });

  it('may be that of a pull request', async () => {
    const world = await DomainWorld.with([shop]);
    await world.branch('alice', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main' });
    world.heard();

    await personIn(world, 'alice').locksIssue('acme/shop', 1, 'resolved');

    expect(world.heard()).toEqual(['pull_request.locked']);
    expect(await world.done('bot', 'GET /repos/acme/shop/pulls/1')).toMatchObject({
      locked: true,
      active_lock_reason: 'resolved',
    });
    expect(world.breaches()).toEqual([]);
  });
});

describe('an issue over GraphQL', () => {
  it('is closed for a reason and opened again, by its author too', async () => {
    const world = await withIssue();
    const { repository } = await world.query('bot', issueAt('shop', 1));
    const { id } = repository.issue;
    const close =
      'mutation($id: ID!) { closeIssue(input: { issueId: $id, stateReason: NOT_PLANNED }) { issue { state stateReason } } }';
    const reopen = 'mutation($id: ID!) { reopenIssue(input: { issueId: $id }) { issue { state stateReason } } }';

    const closed = await world.query('bot', close, { id });
    const reopened = await world.query('rita', reopen, { id });

    expect(closed.closeIssue.issue).toEqual({ state: 'CLOSED', stateReason: 'NOT_PLANNED' });
    expect(reopened.reopenIssue.issue).toEqual({ state: 'OPEN', stateReason: 'REOPENED' });
    expect(world.heard()).toEqual(['issues.closed', 'issues.reopened']);
  });

  it('is closed by nobody else who only reads', async () => {
    const world = await withIssue();
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Another' });
    const { repository } = await world.query('bot', issueAt('shop', 2));
    const close = 'mutation($id: ID!) { closeIssue(input: { issueId: $id }) { issue { state } } }';

    const { errors } = await world.graphql('rita', close, { id: repository.issue.id });

    expect(errors).toMatchObject([{ type: 'FORBIDDEN' }]);
  });

  it('has comments that are edited and folded away', async () => {
    const world = await withIssue();
    await world.done('bot', 'POST /repos/acme/shop/issues/1/comments', { body: 'Released in staging' });
    const [, comment] = (await world.query('bot', issueAt('shop', 1))).repository.issue.comments.nodes;
    world.heard();

    await world.query(
      'bot',
      `mutation($id: ID!) { updateIssueComment(input: { id: $id, body: "Released" }) { issueComment { body } }
        minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized minimizedReason } } }`,
      { id: comment.id },
    );

    const [, after] = (await world.query('bot', issueAt('shop', 1))).repository.issue.comments.nodes;
    expect(after).toMatchObject({
      databaseId: comment.databaseId,
      body: 'Released',
      isMinimized: true,
      minimizedReason: 'outdated',
      author: { login: 'sluice' },
    });
    expect(world.heard()).toEqual(['issue_comment.edited']);
    expect((await world.done('bot', `GET /repos/acme/shop/issues/comments/${comment.databaseId}`)).body).toBe(
      'Released',
    );
  });

  it('refuses a comment longer than GitHub stores [18]', async () => {
    const world = await withIssue();
    const { repository } = await world.query('bot', issueAt('shop', 1));
    const [comment] = repository.issue.comments.nodes;
    const update =
      'mutation($id: ID!, $body: String!) { updateIssueComment(input: { id: $id, body: $body }) { clientMutationId } }';

    const body = 'x'.repeat(65_537);
    const made = await world.rest('bot', 'POST /repos/acme/shop/issues/1/comments', { body });
    const edited = await world.rest('bot', `PATCH /repos/acme/shop/issues/comments/${comment.databaseId}`, { body });
    const { errors } = await world.graphql('bot', update, { id: comment.id, body });
    const most = await world.rest('bot', 'POST /repos/acme/shop/issues/1/comments', { body: body.slice(1) });

    const message = 'Body is too long (maximum is 65536 characters)';
    expect([made.status, made.body.errors[0]]).toEqual([
      422,
      { resource: 'IssueComment', code: 'unprocessable', field: 'data', message },
    ]);
    expect([edited.status, edited.body.errors[0].message]).toEqual([422, message.replace('B', 'b')]);
    expect(errors).toMatchObject([{ type: 'UNPROCESSABLE', message }]);
    expect(most.status).toBe(201);
  });
});

describe('the issues of a repository', () => {
  it('are listed with pull requests among them, by state and labels, newest first', async () => {
    const world = await withIssue();
    await world.branch('alice', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main' });
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Old' });
    await world.done('alice', 'PATCH /repos/acme/shop/issues/3', { state: 'closed', state_reason: 'duplicate' });
    const list = async (query: string) =>
      (await world.done('bot', `GET /repos/acme/shop/issues${query}`)).map(({ number }: { number: number }) => number);

    expect(await list('')).toEqual([2, 1]);
    expect(await list('?state=closed')).toEqual([3]);
    expect(await list('?labels=READY&state=all')).toEqual([1]);
    expect(await list('?creator=rita')).toEqual([1]);
    expect(await list('?state=all&sort=comments')).toEqual([1, 3, 2]);
    expect(world.breaches()).toEqual([]);
  });
});
