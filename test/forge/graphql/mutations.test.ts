import { describe, expect, it } from '@jest/globals';
import { isAncestor } from '../../../src/forge/git/history.ts';
import { fileAt } from '../../../src/forge/git/tree.ts';
import type { DomainWorld } from '../domain-world.ts';
import { base64, open, opened, tip, withShop, zero } from './shop-world.ts';

describe('one document of mutations', () => {
  it('opens a branch, a signed commit and a pull request in turn', async () => {
    const world = await withShop();

    const { b, c } = await opened(world);

    const { id } = world.forge.state.app.bot;
    expect(b.commit.author).toEqual({
      name: 'sluice[bot]',
      email: `${id}+sluice[bot]@users.noreply.github.com`,
      user: null,
    });
    expect(b.commit.signature).toEqual({ isValid: true, wasSignedByGitHub: true, state: 'VALID' });
    expect(c.pullRequest).toMatchObject({
      number: 1,
      headRefOid: b.commit.oid,
      author: { login: 'sluice', __typename: 'Bot' },
    });
    expect(world.heard()).toEqual(['create', 'push', 'push', 'pull_request.opened']);
    expect(world.emitted.every(({ sender }) => sender.type === 'Bot')).toBe(true);
    expect(world.breaches()).toEqual([]);
  });

  it('keeps earlier effects when a later field fails', async () => {
    const world = await withShop();
    await opened(world);
    const { repository } = await world.query('bot', '{ repository(owner: "acme", name: "shop") { id } }');
    const files = { additions: [{ path: 'pin.txt', contents: base64('three\n') }] };
    const variables = {
      repo: repository.id,
      name: 'refs/heads/other',
      branch: 'bump',
      at: tip(world),
      files,
      body: '',
    };

    const { data, errors } = await world.graphql('bot', open, variables);

    expect(data).toMatchObject({ a: { ref: { name: 'other' } }, b: null, c: null });
    expect(errors?.map(({ type, path }) => [type, path?.[0]])).toEqual([
      ['STALE_DATA', 'b'],
      ['UNPROCESSABLE', 'c'],
    ]);
    expect(errors?.[1]?.message).toBe('A pull request already exists for acme:bump.');
    expect(tip(world, 'other')).toBe(tip(world));
  });
});

describe('createCommitOnBranch', () => {
  const commit = `mutation($at: GitObjectID!, $files: FileChanges!) { createCommitOnBranch(input: {branch: {repositoryNameWithOwner: "acme/shop", branchName: "bump"},
    expectedHeadOid: $at, message: {headline: "Next"}, fileChanges: $files}) { commit { oid } } }`;

  it('refuses a head that has moved and writes nothing', async () => {
    const world = await withShop();
    await opened(world);
    const before = tip(world, 'bump');

    const { errors } = await world.graphql('bot', commit, { at: tip(world), files: {} });

    expect(errors?.[0]?.type).toBe('STALE_DATA');
    expect(tip(world, 'bump')).toBe(before);
  });

  it('adds and deletes files, and refuses to delete what is not there', async () => {
    const world = await withShop();
    await opened(world);
    const files = { additions: [{ path: 'a/b.txt', contents: base64('b\n') }], deletions: [{ path: 'run.sh' }] };

    await world.query('bot', commit, { at: tip(world, 'bump'), files });
    const { errors } = await world.graphql('bot', commit, {
      at: tip(world, 'bump'),
      files: { deletions: [{ path: 'run.sh' }] },
    });

    const { objects } = world.repo('shop').git;
    const at = (path: string) => fileAt(objects, tip(world, 'bump')!, path)?.bytes.toString();
    expect([at('a/b.txt'), at('run.sh'), at('pin.txt')]).toEqual(['b\n', undefined, 'two\n']);
    expect(errors?.[0]?.message).toContain('run.sh');
  });
});

describe('updateRefs', () => {
  const update = `mutation($repo: ID!, $updates: [RefUpdate!]!) { updateRefs(input: {repositoryId: $repo, refUpdates: $updates}) { clientMutationId } }`;

  async function updating(world: DomainWorld, updates: object[]) {
    const { repository } = await world.query('bot', '{ repository(owner: "acme", name: "shop") { id } }');
    return world.graphql('bot', update, { repo: repository.id, updates });
  }

  it('creates, rewrites and deletes by compare and swap', async () => {
    const world = await withShop();
    await opened(world);
    await opened(world, { branch: 'twin', text: 'three\n' });
    const [bump, twin, main] = [tip(world, 'bump')!, tip(world, 'twin')!, tip(world)!];
    world.heard();

    const { errors } = await updating(world, [
      { name: 'refs/heads/bump', beforeOid: bump, afterOid: twin, force: true },
      { name: 'refs/heads/new', beforeOid: zero, afterOid: main },
      { name: 'refs/heads/twin', beforeOid: twin, afterOid: zero },
    ]);

    expect(errors).toBeUndefined();
    expect([tip(world, 'bump'), tip(world, 'new'), tip(world, 'twin')]).toEqual([twin, main, undefined]);
    expect(world.heard()).toEqual([
      'push',
      'pull_request.synchronize',
      'create',
      'push',
      'delete',
      'push',
      'pull_request.closed',
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    [
      'a value that is not there any more',
      (world: DomainWorld) => ({ beforeOid: tip(world), afterOid: tip(world), force: true }),
    ],
    ['a rewrite without force', (world: DomainWorld) => ({ afterOid: tip(world) })],
    ['an object that does not exist', () => ({ afterOid: 'a'.repeat(40), force: true })],
  ])('moves nothing at all for %s', async (_, bad) => {
    const world = await withShop();
    await opened(world);
    const before = tip(world, 'bump')!;

    const { errors } = await updating(world, [
      { name: 'refs/heads/new', beforeOid: zero, afterOid: before },
      { name: 'refs/heads/bump', ...bad(world) },
    ]);

    expect(errors).toHaveLength(1);
    expect([tip(world, 'bump'), tip(world, 'new')]).toEqual([before, undefined]);
    expect(isAncestor(world.repo('shop').git.objects, tip(world)!, before)).toBe(true);
  });

  it('closes the pull request whose head is moved to its base', async () => {
    const world = await withShop();
    await opened(world);

    await updating(world, [{ name: 'refs/heads/bump', afterOid: tip(world), force: true }]);

    const { repository } = await world.query(
      'alice',
      `{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { state merged
         timelineItems(itemTypes: [CLOSED_EVENT], last: 1) { nodes { ... on ClosedEvent { actor { login __typename } } } } } } }`,
    );
    expect(repository.pullRequest).toEqual({
      state: 'CLOSED',
      merged: false,
      timelineItems: { nodes: [{ actor: { login: 'sluice', __typename: 'Bot' } }] },
    });
  });
});

describe('comments, labels and reviews', () => {
  it('are written by id and read back', async () => {
    const world = await withShop();
    const { c } = await opened(world);
    const { id } = c.pullRequest;
    const found = await world.query(
      'bot',
      '{ repository(owner: "acme", name: "shop") { label(name: "READY") { id } } }',
    );
    const label = found.repository.label.id;

    const written = await world.query(
      'bot',
      `mutation($id: ID!, $labels: [ID!]!) { addComment(input: {subjectId: $id, body: "first"}) { commentEdge { node { id databaseId author { login } } } }
        addLabelsToLabelable(input: {labelableId: $id, labelIds: $labels}) { labelable { labels(first: 5) { nodes { name } } } }
        updatePullRequest(input: {pullRequestId: $id, title: "New title"}) { pullRequest { title } } }`,
      { id, labels: [label] },
    );
    await world.query(
      'bot',
      'mutation($id: ID!) { updateIssueComment(input: {id: $id, body: "second"}) { issueComment { body } } }',
      {
        id: written.addComment.commentEdge.node.id,
      },
    );
    await world.done('alice', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });
    await world.done('rita', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });

    const { node } = await world.query(
      'bot',
      `query($id: ID!) { node(id: $id) { ... on PullRequest { title labels(first: 5) { nodes { name } } comments(last: 5) { nodes { body author { login } } }
        latestOpinionatedReviews(first: 5, writersOnly: true) { nodes { state author { login } authorCanPushToRepository } } } } }`,
      { id },
    );
    expect(node).toEqual({
      title: 'New title',
      labels: { nodes: [{ name: 'ready' }] },
      comments: { nodes: [{ body: 'second', author: { login: 'sluice' } }] },
      latestOpinionatedReviews: {
        nodes: [{ state: 'APPROVED', author: { login: 'alice' }, authorCanPushToRepository: true }],
      },
    });
    expect(world.breaches()).toEqual([]);
  });

  it('on a locked thread are refused to the App, and the rest of the document stands', async () => {
    const world = await withShop();
    const { c } = await opened(world);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Open' });
    world.repo('shop').issues.get(1)!.locked = true;
    const { repository } = await world.query(
      'bot',
      '{ repository(owner: "acme", name: "shop") { issue(number: 2) { id } } }',
    );

    const { data, errors } = await world.graphql(
      'bot',
      `mutation($a: ID!, $b: ID!) { a: addComment(input: {subjectId: $a, body: "x"}) { clientMutationId }
        b: addComment(input: {subjectId: $b, body: "x", clientMutationId: "m"}) { clientMutationId } }`,
      { a: c.pullRequest.id, b: repository.issue.id },
    );

    expect(data).toEqual({ a: null, b: { clientMutationId: 'm' } });
    expect(errors).toMatchObject([{ path: ['a'], message: 'Unable to create comment because issue is locked.' }]);
  });
});
