import { describe, expect, it } from '@jest/globals';
import { followRef } from '../../../src/forge/domain/push.ts';
import { readCommit } from '../../../src/forge/git/commit.ts';
import { idOf, mergingWorld, mutates, opens, pullIn, refusalOf, reports, seen, tipOf } from './merging.ts';

const fields = `state viewerCanEnableAutoMerge viewerCanDisableAutoMerge
  autoMergeRequest { enabledAt enabledBy { login } mergeMethod commitHeadline commitBody }`;

async function enabled(
  protection: Parameters<typeof mergingWorld>[0] = { requiredChecks: ['ci'] },
  wish: object = {},
  as = 'bob',
) {
  const world = await mergingWorld(protection);
  const head = await opens(world, 'a');
  const enablePullRequestAutoMerge = { pullRequestId: await idOf(world), ...wish };
  await mutates(world, as, { enablePullRequestAutoMerge });
  return { world, head };
}

describe('automatic merge', () => {
  it('is shown with who asked for it, over GraphQL and REST', async () => {
    const { world } = await enabled(undefined, { mergeMethod: 'SQUASH', commitHeadline: 'Head', commitBody: 'Body' });

    const pull = await seen(world, 'bob', fields);
    const rest = await world.done('bob', 'GET /repos/acme/shop/pulls/1');

    expect(pull).toEqual({
      state: 'OPEN',
      viewerCanEnableAutoMerge: false,
      viewerCanDisableAutoMerge: true,
      autoMergeRequest: {
        enabledAt: '2026-05-04T12:00:00Z',
        enabledBy: { login: 'bob' },
        mergeMethod: 'SQUASH',
        commitHeadline: 'Head',
        commitBody: 'Body',
      },
    });
    expect(rest.auto_merge).toMatchObject({
      enabled_by: { login: 'bob' },
      merge_method: 'squash',
      commit_title: 'Head',
      commit_message: 'Body',
    });
    expect(world.heard()).toContain('pull_request.auto_merge_enabled');
    expect(world.breaches()).toEqual([]);
  });

  it('merges when the last requirement is met, in the name of who asked, as asked', async () => {
    const protection = { requiredChecks: ['ci'], requiredApprovals: 1 };
    const { world, head } = await enabled(protection, { mergeMethod: 'SQUASH', commitHeadline: 'Own title' });
    await reports(world, head);
    const before = pullIn(world).state;
    world.heard();

    await world.done('bob', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });

    expect(before).toBe('open');
    expect(await seen(world, 'bob', 'state mergedBy { login } mergeCommit { oid message }')).toEqual({
      state: 'MERGED',
      mergedBy: { login: 'bob' },
      mergeCommit: { oid: tipOf(world), message: 'Own title' },
    });
    expect(readCommit(world.repo('shop').git.objects, tipOf(world)!).parents).toHaveLength(1);
    expect(world.heard()).toEqual(['pull_request_review.submitted', 'push', 'pull_request.closed']);
    expect(world.breaches()).toEqual([]);
  });

  it("merges for an App too, by the App's bot, after a check run", async () => {
    const { world, head } = await enabled(undefined, {}, 'bot');

    const run = { name: 'ci', head_sha: head, conclusion: 'success' };
    await world.done('bot', 'POST /repos/acme/shop/check-runs', run);

    expect(await seen(world, 'bob', 'state mergedBy { __typename login }')).toEqual({
      state: 'MERGED',
      mergedBy: { __typename: 'Bot', login: 'sluice' },
    });
    expect(world.breaches()).toEqual([]);
  });

  it('waits for a head that is up to date where the base asks for that', async () => {
    const { world, head } = await enabled({ requiredChecks: ['ci'], strict: true });
    await reports(world, await opens(world, 'b'));
    await world.done('bob', 'PUT /repos/acme/shop/pulls/2/merge', {});

    await reports(world, head);

    expect(await seen(world, 'bob', 'state autoMergeRequest { mergeMethod }')).toEqual({
      state: 'OPEN',
      autoMergeRequest: { mergeMethod: 'MERGE' },
    });
  });

  it.each([
    ['CLEAN', 'success', 'Pull request Pull request is in clean status'],
    ['UNSTABLE', 'failure', 'Pull request Pull request is in unstable status'],
  ])('is refused for what could be merged now: %s', async (_state, optional, expected) => {
    const world = await mergingWorld({ requiredChecks: ['ci'] });
    const head = await opens(world, 'a');
    await reports(world, head);
    await reports(world, head, optional, 'optional');

    const wish = { enablePullRequestAutoMerge: { pullRequestId: await idOf(world) } };

    expect(await refusalOf(world, 'bob', wish)).toEqual(['UNPROCESSABLE', expected]);
    expect(await seen(world, 'bob', fields)).toMatchObject({ autoMergeRequest: null, viewerCanEnableAutoMerge: false });
  });

  it('is refused where the repository does not allow it, for another head, and for who may not merge [39]', async () => {
    const world = await mergingWorld({ requiredChecks: ['ci'] }, { private: false, mergeMethods: ['squash'] });
    await opens(world, 'a');
    const pullRequestId = await idOf(world);
    const refused = async (as: string, wish: object) =>
      refusalOf(world, as, { enablePullRequestAutoMerge: { pullRequestId, ...wish } });

    const reader = await refused('rita', {});
    const stale = await refused('bob', { expectedHeadOid: 'a'.repeat(40) });
    const method = await refused('bob', { mergeMethod: 'MERGE' });
    world.repo('shop').autoMergeAllowed = false;
    const off = await refused('bob', { mergeMethod: 'SQUASH' });

    expect(reader?.[0]).toBe('FORBIDDEN');
    expect(stale?.[0]).toBe('STALE_DATA');
    expect(method).toEqual(['UNPROCESSABLE', 'Pull request Merge commits are not allowed on this repository.']);
    expect(off).toEqual(['UNPROCESSABLE', 'Pull request Auto merge is not allowed for this repository']);
    expect(pullIn(world).autoMerge).toBeUndefined();
  });

  it('takes both permissions of an App, and a third one for workflows, which people need not have', async () => {
    const world = await mergingWorld({ requiredChecks: ['ci'] });
    await opens(world, 'a');
    const change = { name: 'flow', path: '.github/workflows/ci.yml', text: 'on: push\n' };
    await world.branch('alice', 'shop', change);
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Flow', head: 'flow', base: 'main' });
    const refused = async (number: number, as = 'bot') =>
      refusalOf(world, as, { enablePullRequestAutoMerge: { pullRequestId: await idOf(world, number) } });
    const [installation] = world.forge.state.installations.values();
    const { permissions } = installation!;

    const workflow = await refused(2);
    installation!.permissions = { ...permissions, contents: 'read' };
    const reader = await refused(1);

    expect([workflow?.[0], workflow?.[1]]).toEqual(['FORBIDDEN', expect.stringContaining('workflows')]);
    expect(reader).toEqual(['FORBIDDEN', 'Resource not accessible by integration']);
    expect(await refused(2, 'bob')).toBeUndefined();
  });

  it('is taken back by a person, and then nothing merges', async () => {
    const { world, head } = await enabled();
    const pullRequestId = await idOf(world);
    world.heard();

    const fieldsOfAnswer = 'actor { login } pullRequest { autoMergeRequest { enabledAt } }';
    const answer = await mutates(world, 'alice', { disablePullRequestAutoMerge: { pullRequestId } }, fieldsOfAnswer);
    await reports(world, head);

    expect(answer).toEqual({ actor: { login: 'alice' }, pullRequest: { autoMergeRequest: null } });
    expect(world.heard()).toEqual(['pull_request.auto_merge_disabled', 'status']);
    expect(pullIn(world).state).toBe('open');
    expect(await refusalOf(world, 'alice', { disablePullRequestAutoMerge: { pullRequestId } })).toEqual([
      'UNPROCESSABLE',
      "Pull request Can't disable auto-merge for this pull request.",
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it.each<[string, (world: Awaited<ReturnType<typeof mergingWorld>>) => Promise<unknown>, string]>([
    [
      'the base changes',
      async (world) => world.done('alice', 'PATCH /repos/acme/shop/pulls/1', { base: 'next' }),
      'Base branch was changed',
    ],
    [
      'the pull request is closed',
      async (world) => world.done('alice', 'PATCH /repos/acme/shop/pulls/1', { state: 'closed' }),
      'Pull request was closed',
    ],
  ])('ends when %s', async (_what, act, reason) => {
    const { world } = await enabled();
    await world.done('alice', 'POST /repos/acme/shop/git/refs', { ref: 'refs/heads/next', sha: tipOf(world) });

    await act(world);

    expect(pullIn(world).autoMerge).toBeUndefined();
    const last = world.emitted.findLast(({ event }) => event === 'pull_request');
    expect(last).toMatchObject({ action: 'auto_merge_disabled', payload: { reason }, sender: { login: 'alice' } });
    expect(world.breaches()).toEqual([]);
  });

  it('survives a push by who may write, and ends with one by who may not', async () => {
    const { world, head: before } = await enabled();
    const put = { message: 'More', content: 'eAo=', branch: 'a' };
    const { commit } = await world.done('alice', 'PUT /repos/acme/shop/contents/d.txt', put);
    const after = { ...pullIn(world) };

    const reader = world.forge.state.accounts.get('rita')!;
    followRef(world.forge.state, world.repo('shop'), { ref: 'refs/heads/a', before, after: commit.sha }, reader);

    expect(after.autoMerge).toBeDefined();
    expect(pullIn(world).autoMerge).toBeUndefined();
    expect(world.heard()).toContain('pull_request.auto_merge_disabled');
  });
});
