import { describe, expect, it } from '@jest/globals';
import type { Protection } from '../../../src/forge/domain/state.ts';
import { readCommit } from '../../../src/forge/git/commit.ts';
import {
  asks,
  enqueues,
  idOf,
  mergingWorld,
  mutates,
  opens,
  queued,
  refusalOf,
  reports,
  seen,
  tipOf,
} from './merging.ts';

const entryFields = 'isMergeQueueEnabled isInMergeQueue mergeQueueEntry { position state headCommit { oid } }';

describe('a branch with a merge queue', () => {
  it('says so, in its rules too', async () => {
    const world = await mergingWorld(queued);
    await opens(world, 'a');

    const { repository } = await world.query(
      'bot',
      `{ repository(owner: "acme", name: "shop") {
        mergeQueue(branch: "main") { id entries(first: 5) { totalCount } } other: mergeQueue(branch: "next") { id }
        ref(qualifiedName: "main") { rules(first: 10) { nodes { type parameters {
          ... on MergeQueueParameters { mergeMethod groupingStrategy checkResponseTimeoutMinutes } } } } } } }`,
    );

    expect(repository.mergeQueue).toEqual({ id: expect.stringMatching(/^MQ_/), entries: { totalCount: 0 } });
    expect(repository.other).toBeNull();
    expect(repository.ref.rules.nodes).toEqual([
      { type: 'REQUIRED_STATUS_CHECKS', parameters: {} },
      { type: 'PULL_REQUEST', parameters: {} },
      {
        type: 'MERGE_QUEUE',
        parameters: { mergeMethod: 'MERGE', groupingStrategy: 'ALLGREEN', checkResponseTimeoutMinutes: 60 },
      },
    ]);
    expect(await seen(world, 'bot', entryFields)).toEqual({
      isMergeQueueEnabled: true,
      isInMergeQueue: false,
      mergeQueueEntry: null,
    });
  });

  it.each<[string, Partial<Protection>, string]>([
    ['a ruleset', queued, 'Repository rule violations found\n\nChanges must be made through the merge queue'],
    ['classic protection', { mergeQueue: { method: 'merge' } }, 'Changes must be made through the merge queue'],
  ])('takes no merge and no push past the queue: %s', async (_kind, protection, expected) => {
    const world = await mergingWorld(protection);
    const head = await opens(world, 'a');
    await reports(world, head);

    const merge = await world.rest('bob', 'PUT /repos/acme/shop/pulls/1/merge', {});
    const push = await world.rest('bob', 'PATCH /repos/acme/shop/git/refs/heads/main', { sha: head });

    expect([merge.status, merge.body.message]).toEqual([405, expected]);
    expect([push.status, push.body.message]).toEqual([422, 'Protected branch update failed for refs/heads/main.']);
    expect(world.breaches()).toEqual([]);
  });

  it('takes no pull request that is not ready, is already there, has another head, or comes from who may not merge', async () => {
    const world = await mergingWorld({ ...queued, requiredApprovals: 1 }, { private: false });
    const head = await opens(world, 'a');
    const pullRequestId = await idOf(world);
    const refused = async (as = 'bob', wish: object = {}) =>
      refusalOf(world, as, { enqueuePullRequest: { pullRequestId, ...wish } });

    const early = await refused();
    await reports(world, head);
    await world.done('bob', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });
    const stale = await refused('bob', { expectedHeadOid: 'a'.repeat(40) });
    const reader = await refused('rita');
    const taken = await refused('bob', { expectedHeadOid: head });
    const twice = await refused();

    const missing = 'At least 1 approving review is required by reviewers with write access.';
    expect(early).toEqual(['UNPROCESSABLE', `Pull request Required status check "ci" is expected. ${missing}`]);
    expect([stale?.[0], reader?.[0], taken]).toEqual(['STALE_DATA', 'FORBIDDEN', undefined]);
    expect(twice).toEqual(['UNPROCESSABLE', 'Pull request is already in the queue']);
  });
});

describe('a queued pull request', () => {
  it('is merged onto its base on a branch of the queue, whose checks are asked for', async () => {
    const world = await mergingWorld(queued);
    const base = tipOf(world)!;
    const head = await opens(world, 'a');
    await reports(world, head);
    const pullRequestId = await idOf(world);
    world.heard();

    const answer = await mutates(
      world,
      'bob',
      { enqueuePullRequest: { pullRequestId, expectedHeadOid: head } },
      'mergeQueueEntry { id position state enqueuer { login } headCommit { oid } pullRequest { number } }',
    );

    const branch = `gh-readonly-queue/main/pr-1-${base}`;
    const group = tipOf(world, branch)!;
    expect(answer.mergeQueueEntry).toMatchObject({
      position: 1,
      state: 'QUEUED',
      enqueuer: { login: 'bob' },
      pullRequest: { number: 1 },
    });
    expect(readCommit(world.repo('shop').git.objects, group)).toMatchObject({
      parents: [base, head],
      message: 'Merge pull request #1 from acme/a\n\nChange a',
    });
    expect(await seen(world, 'bot', entryFields)).toEqual({
      isMergeQueueEnabled: true,
      isInMergeQueue: true,
      mergeQueueEntry: { position: 1, state: 'AWAITING_CHECKS', headCommit: { oid: group } },
    });
    expect(world.emitted.at(-1)).toMatchObject({
      event: 'merge_group',
      action: 'checks_requested',
      sender: { login: 'github-merge-queue[bot]' },
      payload: {
        merge_group: {
          head_sha: group,
          head_ref: `refs/heads/${branch}`,
          base_sha: base,
          base_ref: 'refs/heads/main',
          head_commit: { id: group },
        },
      },
    });
    expect(world.heard()).toEqual(['pull_request.enqueued', 'create', 'push', 'merge_group.checks_requested']);
    expect(world.breaches()).toEqual([]);
  });

  it('is merged when the checks of that commit have succeeded, and the base moves to it', async () => {
    const world = await mergingWorld(queued);
    const base = tipOf(world)!;
    await enqueues(world, 'a', 1);
    const branch = `gh-readonly-queue/main/pr-1-${base}`;
    const group = tipOf(world, branch)!;
    world.heard();

    await reports(world, group);

    expect([tipOf(world), tipOf(world, branch)]).toEqual([group, undefined]);
    expect(await seen(world, 'bot', 'state isInMergeQueue mergedBy { login } mergeCommit { oid }')).toEqual({
      state: 'MERGED',
      isInMergeQueue: false,
      mergedBy: { login: 'github-merge-queue' },
      mergeCommit: { oid: group },
    });
    expect(world.emitted.find(({ action }) => action === 'dequeued')?.payload).toMatchObject({ reason: 'MERGE' });
    expect(world.emitted.at(-1)?.payload).toMatchObject({ reason: 'merged', merge_group: { head_sha: group } });
    expect(world.heard()).toEqual([
      'status',
      'pull_request.dequeued',
      'push',
      'pull_request.closed',
      'delete',
      'push',
      'merge_group.destroyed',
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('closes the issues that its text names', async () => {
    const world = await mergingWorld(queued);
    await reports(world, await opens(world, 'a'));
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Broken' });
    await world.done('alice', 'PATCH /repos/acme/shop/pulls/1', { body: 'Fixes #2' });
    await mutates(world, 'bob', { enqueuePullRequest: { pullRequestId: await idOf(world) } });

    await reports(world, tipOf(world, `gh-readonly-queue/main/pr-1-${tipOf(world)!}`)!);

    expect((await world.done('alice', 'GET /repos/acme/shop/issues/2')).state).toBe('closed');
  });

  it('leaves when a check of that commit has failed, and does not come back by itself', async () => {
    const world = await mergingWorld(queued);
    const base = tipOf(world)!;
    await reports(world, await opens(world, 'a'));
    await mutates(world, 'bob', { enablePullRequestAutoMerge: { pullRequestId: await idOf(world) } });
    const group = tipOf(world, `gh-readonly-queue/main/pr-1-${base}`)!;
    world.heard();

    await reports(world, group, 'failure');

    expect(await seen(world, 'bot', 'state isInMergeQueue autoMergeRequest { enabledAt }')).toEqual({
      state: 'OPEN',
      isInMergeQueue: false,
      autoMergeRequest: null,
    });
    expect(tipOf(world)).toBe(base);
    expect(world.emitted.map(({ payload }) => payload['reason'])).toContain('CI_FAILURE');
    expect(world.emitted.at(-1)?.payload).toMatchObject({ action: 'destroyed', reason: 'dequeued' });
    expect(world.breaches()).toEqual([]);
  });

  it('leaves when a person takes it out', async () => {
    const world = await mergingWorld(queued);
    await enqueues(world, 'a', 1);
    const id = await idOf(world);
    world.heard();

    const answer = await mutates(world, 'bob', { dequeuePullRequest: { id } }, 'mergeQueueEntry { position }');
    const again = await refusalOf(world, 'bob', { dequeuePullRequest: { id } });

    expect(answer).toEqual({ mergeQueueEntry: { position: 0 } });
    expect(again).toEqual(['UNPROCESSABLE', 'Pull request is not in the queue']);
    expect(world.heard()).toEqual(['pull_request.dequeued', 'delete', 'push', 'merge_group.destroyed']);
    expect(world.breaches()).toEqual([]);
  });

  it.each<[string, string, (world: Awaited<ReturnType<typeof mergingWorld>>) => Promise<unknown>]>([
    [
      'is closed',
      'MANUAL',
      async (world) => world.done('alice', 'PATCH /repos/acme/shop/pulls/1', { state: 'closed' }),
    ],
    [
      'loses what it needs',
      'BRANCH_PROTECTIONS',
      async (world) =>
        world.done('bob', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'REQUEST_CHANGES', body: 'Stop' }),
    ],
  ])('leaves when it %s', async (_what, reason, act) => {
    const world = await mergingWorld({ ...queued, requiredApprovals: 1 });
    await reports(world, await opens(world, 'a'));
    await world.done('bob', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });
    await mutates(world, 'bob', { enqueuePullRequest: { pullRequestId: await idOf(world) } });

    await act(world);

    expect(await seen(world, 'bot', 'isInMergeQueue')).toEqual({ isInMergeQueue: false });
    expect(world.emitted.find(({ action }) => action === 'dequeued')?.payload).toMatchObject({ reason });
    expect(world.breaches()).toEqual([]);
  });

  it('keeps its head as it is, and is merged by nobody else', async () => {
    const world = await mergingWorld(queued);
    await enqueues(world, 'a', 1);
    const put = { message: 'More', content: 'eAo=', branch: 'a' };

    const push = await world.rest('alice', 'PUT /repos/acme/shop/contents/d.txt', put);
    const own = await world.rest('alice', 'POST /repos/acme/shop/git/refs', {
      ref: 'refs/heads/gh-readonly-queue/main/mine',
      sha: tipOf(world),
    });
    const merge = await world.rest('bob', 'PUT /repos/acme/shop/pulls/1/merge', {});

    expect([push.status, own.status]).toEqual([422, 422]);
    expect([merge.status, merge.body.message]).toEqual([405, 'Pull Request is in the merge queue']);
  });
});

describe('the ids of a queue and of its entries', () => {
  it('lead back to them, and an entry that has left is not found', async () => {
    const world = await mergingWorld(queued);
    await enqueues(world, 'a', 1);
    const { mergeQueueEntry: entry, mergeQueue: queue } = await seen(
      world,
      'bot',
      'mergeQueue { id } mergeQueueEntry { id }',
    );
    const query = `query($ids: [ID!]!) { nodes(ids: $ids) {
      ... on MergeQueue { entries(first: 5) { nodes { id } } } ... on MergeQueueEntry { pullRequest { number } } } }`;
    const read = async () => world.graphql('bot', query, { ids: [queue.id, entry.id] });

    const there = await read();
    await mutates(world, 'bob', { dequeuePullRequest: { id: await idOf(world) } });
    const left = await read();

    expect(there.data.nodes).toEqual([{ entries: { nodes: [{ id: entry.id }] } }, { pullRequest: { number: 1 } }]);
    expect(left.data.nodes).toEqual([{ entries: { nodes: [] } }, null]);
    expect(left.errors).toMatchObject([{ type: 'NOT_FOUND' }]);
  });
});

describe('automatic merge into a branch with a queue', () => {
  it('enters the queue once the pull request is ready', async () => {
    const world = await mergingWorld(queued);
    const head = await opens(world, 'a');
    await mutates(world, 'bob', { enablePullRequestAutoMerge: { pullRequestId: await idOf(world) } });
    const before = await seen(world, 'bot', 'isInMergeQueue');

    await reports(world, head);

    expect(before).toEqual({ isInMergeQueue: false });
    expect(await seen(world, 'bot', 'mergeQueueEntry { state enqueuer { login } }')).toEqual({
      mergeQueueEntry: { state: 'AWAITING_CHECKS', enqueuer: { login: 'bob' } },
    });
    expect(world.breaches()).toEqual([]);
  });
});

it('an App hears of merge groups only with the permission to read merge queues', async () => {
  const world = await mergingWorld(queued);
  const [installation] = world.forge.state.installations.values();
  const heard = () => world.forge.hooks.pending.filter(({ event }) => event === 'merge_group').length;
  const { merge_queues: _, ...fewer } = installation!.permissions;
  installation!.permissions = fewer;

  await enqueues(world, 'a', 1);
  const without = heard();
  installation!.permissions = { ...fewer, merge_queues: 'read' };
  await asks(world, 'bob', { dequeuePullRequest: { id: await idOf(world) } });

  expect([without, heard()]).toEqual([0, 1]);
});
