import { describe, expect, it } from '@jest/globals';
import { reviewDecisionOf } from '../../src/forge/domain/policy.ts';
import { dismissReview } from '../../src/forge/domain/pulls/reviews.ts';
import type { Pull } from '../../src/forge/domain/state.ts';
import { readCommit } from '../../src/forge/git/commit.ts';
import type { RepoSpec } from '../../src/forge/seed/organisation.ts';
import { DomainWorld } from './domain-world.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n', 'other.txt': 'kept\n' },
  roles: { alice: 'write', bob: 'write', rita: 'read' },
};

async function withPull(more: Partial<RepoSpec> = {}): Promise<DomainWorld> {
  const world = await DomainWorld.with([{ ...shop, ...more }]);
  await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
  await world.done('bot', 'POST /repos/acme/shop/pulls', {
    title: 'Bump the pin',
    head: 'bump',
    base: 'main',
    body: 'Why',
  });
  world.heard();
  return world;
}

describe('opening a pull request', () => {
  it('answers unknown mergeability, which is known a moment after the first read [1]', async () => {
    const world = await DomainWorld.with([shop]);
    await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });

    const { status, body } = await world.rest('bot', 'POST /repos/acme/shop/pulls', {
      title: 'Bump',
      head: 'acme:bump',
      base: 'main',
    });
    world.clock.advance(60_000);
    const first = await world.done('bot', 'GET /repos/acme/shop/pulls/1');
    world.clock.advance(999);
    const soon = await world.done('bot', 'GET /repos/acme/shop/pulls/1');
    world.clock.advance(1);
    const read = await world.done('bot', 'GET /repos/acme/shop/pulls/1');

    expect([first, soon].map(({ mergeable, merge_commit_sha: sha }) => [mergeable, sha])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      mergeable: null,
      mergeable_state: 'unknown',
      merge_commit_sha: null,
      head: { ref: 'bump', label: 'acme:bump' },
    });
    expect(read).toMatchObject({ mergeable: true, mergeable_state: 'clean', commits: 1, additions: 1, deletions: 1 });
    expect(read.merge_commit_sha).toMatch(/^[0-9a-f]{40}$/);
    expect(world.breaches()).toEqual([]);
  });

  it('is refused a second time for the same head and base [5]', async () => {
    const world = await withPull();

    const { status, body } = await world.rest('bot', 'POST /repos/acme/shop/pulls', {
      title: 'Again',
      head: 'bump',
      base: 'main',
    });

    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { resource: 'PullRequest', code: 'custom', message: 'A pull request already exists for acme:bump.' },
    ]);
  });

  it('is refused when the head brings nothing [6]', async () => {
    const world = await DomainWorld.with([shop]);
    const sha = world.repo('shop').git.refs.read('refs/heads/main');
    await world.done('bot', 'POST /repos/acme/shop/git/refs', { ref: 'refs/heads/empty', sha });

    const { status, body } = await world.rest('bot', 'POST /repos/acme/shop/pulls', {
      title: 'Nothing',
      head: 'empty',
      base: 'main',
    });

    expect([status, body.errors[0].message]).toEqual([422, 'No commits between main and empty']);
  });

  it('makes refs/pull/N/head follow the head', async () => {
    const world = await withPull();
    const old = await world.done('alice', 'GET /repos/acme/shop/contents/pin.txt?ref=bump');

    const put = { message: 'More', content: 'dGhyZWUK', sha: old.sha, branch: 'bump' };
    const { commit } = await world.done('alice', 'PUT /repos/acme/shop/contents/pin.txt', put);

    expect(world.repo('shop').git.refs.read('refs/pull/1/head')).toBe(commit.sha);
    expect(world.heard()).toEqual(['push', 'pull_request.synchronize']);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the life of a head', () => {
  it('a head moved to its base closes the pull request', async () => {
    const world = await withPull();
    const sha = world.repo('shop').git.refs.read('refs/heads/main');

    await world.done('bot', 'PATCH /repos/acme/shop/git/refs/heads/bump', { sha, force: true });

    expect(await world.done('bot', 'GET /repos/acme/shop/pulls/1')).toMatchObject({ state: 'closed', merged: false });
    expect(world.heard()).toEqual(['push', 'pull_request.synchronize', 'pull_request.closed']);
  });

  it('a base that comes to hold the head marks the pull request merged', async () => {
    const world = await withPull();
    const sha = world.repo('shop').git.refs.read('refs/heads/bump');

    await world.done('alice', 'PATCH /repos/acme/shop/git/refs/heads/main', { sha });

    expect(await world.done('bot', 'GET /repos/acme/shop/pulls/1')).toMatchObject({
      state: 'closed',
      merged: true,
      merged_by: { login: 'alice' },
    });
  });

  it('a deleted head closes the pull request, which cannot be opened again', async () => {
    const world = await withPull();

    await world.done('alice', 'DELETE /repos/acme/shop/git/refs/heads/bump');
    const { status, body } = await world.rest('bot', 'PATCH /repos/acme/shop/pulls/1', { state: 'open' });

    expect(world.heard()).toEqual(['delete', 'push', 'pull_request.closed']);
    expect([status, body.errors[0].message]).toEqual([
      422,
      'state cannot be changed. The bump branch has been deleted.',
    ]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('merging', () => {
  it('pushes, closes the pull request, then the issues its keywords name [33]', async () => {
    const world = await withPull();
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Broken' });
    await world.done('bot', 'PATCH /repos/acme/shop/pulls/1', { body: 'Fixes #2, not `closes #1`' });
    world.heard();

    const merged = await world.done('bot', 'PUT /repos/acme/shop/pulls/1/merge', {});

    expect(world.heard()).toEqual(['push', 'pull_request.closed', 'issues.closed']);
    expect(await world.done('bot', 'GET /repos/acme/shop/pulls/1')).toMatchObject({
      merged: true,
      merged_by: { login: 'sluice[bot]', type: 'Bot' },
      merge_commit_sha: merged.sha,
    });
    expect(await world.done('bot', 'GET /repos/acme/shop/issues/2')).toMatchObject({
      state: 'closed',
      state_reason: 'completed',
    });
    expect(world.breaches()).toEqual([]);
  });

  it('leaves issues open when the base is not the default branch [16]', async () => {
    const world = await DomainWorld.with([shop]);
    const sha = world.repo('shop').git.refs.read('refs/heads/main');
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Broken' });
    await world.done('bot', 'POST /repos/acme/shop/git/refs', { ref: 'refs/heads/next', sha });
    await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    await world.done('bot', 'POST /repos/acme/shop/pulls', {
      title: 'Bump',
      head: 'bump',
      base: 'next',
      body: 'Fixes #1',
    });

    await world.done('bot', 'PUT /repos/acme/shop/pulls/2/merge', {});

    expect((await world.done('bot', 'GET /repos/acme/shop/issues/1')).state).toBe('open');
  });

  it.each([
    ['merge', 'Merge pull request #1 from acme/bump\n\nBump the pin', 2],
    ['squash', 'Change pin.txt (#1)', 1],
    ['rebase', 'Change pin.txt', 1],
  ])('writes the message and the parents of a %s [34]', async (merge_method, message, parents) => {
    const world = await withPull();

    const { sha } = await world.done('alice', 'PUT /repos/acme/shop/pulls/1/merge', { merge_method });

    const commit = readCommit(world.repo('shop').git.objects, sha);
    expect([commit.message, commit.parents.length, commit.signed]).toEqual([
      message,
      parents,
      merge_method !== 'rebase',
    ]);
  });

  it('takes the title and message it is given', async () => {
    const world = await withPull();

    const given = { merge_method: 'squash', commit_title: 'Own title', commit_message: 'Own: trailer' };
    const { sha } = await world.done('bot', 'PUT /repos/acme/shop/pulls/1/merge', given);

    expect(readCommit(world.repo('shop').git.objects, sha).message).toBe('Own title\n\nOwn: trailer');
  });

  it('answers 409 for a head the caller has not seen and 405 for everything else [3]', async () => {
    const world = await withPull({ mergeMethods: ['squash'] });

    const stale = await world.rest('bot', 'PUT /repos/acme/shop/pulls/1/merge', {
      sha: 'a'.repeat(40),
      merge_method: 'squash',
    });
    const disabled = await world.rest('bot', 'PUT /repos/acme/shop/pulls/1/merge', { merge_method: 'merge' });

    expect([stale.status, stale.body.message]).toEqual([
      409,
      'Head branch was modified. Review and try the merge again.',
    ]);
    expect([disabled.status, disabled.body.message]).toEqual([
      405,
      'Merge commits are not allowed on this repository.',
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('refuses a conflict [3]', async () => {
    const world = await withPull();
    const old = await world.done('alice', 'GET /repos/acme/shop/contents/pin.txt');
    await world.done('alice', 'PUT /repos/acme/shop/contents/pin.txt', {
      message: 'Race',
      content: 'bmluZQo=',
      sha: old.sha,
    });

    const { status, body } = await world.rest('bot', 'PUT /repos/acme/shop/pulls/1/merge', {});

    expect([status, body.message]).toEqual([405, 'Pull Request is not mergeable']);
    await world.done('bot', 'GET /repos/acme/shop/pulls/1');
    world.clock.advance(1_000);
    expect(await world.done('bot', 'GET /repos/acme/shop/pulls/1')).toMatchObject({
      mergeable: false,
      mergeable_state: 'dirty',
    });
  });
});

describe('a protected branch', () => {
  const protection = { main: { requiredChecks: ['validate'], requiredApprovals: 1 } };

  it('refuses direct pushes', async () => {
    const world = await withPull({ protection });
    const sha = world.repo('shop').git.refs.read('refs/heads/bump');

    const { status, body } = await world.rest('alice', 'PATCH /repos/acme/shop/git/refs/heads/main', { sha });

    expect([status, body.message]).toEqual([422, 'Protected branch update failed for refs/heads/main.']);
  });

  it('merges only with its checks and approvals [3]', async () => {
    const world = await withPull({ protection });
    const head = world.repo('shop').git.refs.read('refs/heads/bump')!;
    const merge = async () => {
      const { status, body } = await world.rest('bot', 'PUT /repos/acme/shop/pulls/1/merge', {});
      return [status, body.message];
    };

    const first = await merge();
    await world.done('alice', `POST /repos/acme/shop/statuses/${head}`, { state: 'success', context: 'validate' });
    const second = await merge();
    await world.done('rita', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });
    const third = await merge();
    await world.done('bob', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });
    const fourth = await merge();

    const missingReview = 'At least 1 approving review is required by reviewers with write access.';
    expect([first, second, third, fourth]).toEqual([
      [405, `Required status check "validate" is expected. ${missingReview}`],
      [405, missingReview],
      [405, missingReview],
      [200, 'Pull Request successfully merged'],
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('counts a dismissed approval no longer', async () => {
    const world = await withPull({ protection: { main: { requiredApprovals: 1 } } });
    await world.done('bob', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });
    const pull = world.repo('shop').issues.get(1) as Pull;
    const approved = reviewDecisionOf(world.repo('shop'), pull);

    const actor = world.forge.state.accounts.get('alice')!;
    dismissReview(world.forge.state, world.repo('shop'), pull, { review: pull.reviews[0]!, actor });

    expect([approved, reviewDecisionOf(world.repo('shop'), pull)]).toEqual(['APPROVED', 'REVIEW_REQUIRED']);
    expect(world.heard()).toEqual(['pull_request_review.submitted', 'pull_request_review.dismissed']);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a pull request shows', () => {
  it('its files and its reviews, over REST and GraphQL', async () => {
    const world = await withPull();
    await world.done('bob', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'COMMENT', body: 'hm' });
    await world.done('bob', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });

    const files = await world.done('alice', 'GET /repos/acme/shop/pulls/1/files');
    const reviews = await world.rest('alice', 'GET /repos/acme/shop/pulls/1/reviews?per_page=1&page=2');
    const { repository } = await world.query(
      'bot',
      `{ repository(owner: "acme", name: "shop") {
        pullRequest(number: 1) { files(first: 5) { nodes { path changeType } } }
        pullRequests(last: 5, baseRefName: "main", headRefName: "bump", states: OPEN) { nodes { number } }
        others: pullRequests(last: 5, headRefName: "other") { totalCount } } }`,
    );

    expect(files).toMatchObject([{ filename: 'pin.txt', status: 'modified', additions: 1, deletions: 1, changes: 2 }]);
    expect(reviews.body).toMatchObject([{ state: 'APPROVED', user: { login: 'bob' } }]);
    expect(repository.pullRequest.files.nodes).toEqual([{ path: 'pin.txt', changeType: 'MODIFIED' }]);
    expect([repository.pullRequests.nodes, repository.others.totalCount]).toEqual([[{ number: 1 }], 0]);
    expect(world.breaches()).toEqual([]);
  });
});
