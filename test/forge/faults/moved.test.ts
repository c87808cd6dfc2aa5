import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';

async function withPull() {
  const world = await DomainWorld.with([
    { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } },
  ]);
  const head = await world.branch('alice', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
  const pull = await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main' });
  const tip = (branch: string) => world.repo('shop').git.refs.read(`refs/heads/${branch}`) ?? '';
  world.heard();
  return { world, head, pullId: pull.node_id as string, tip };
}
const merge = 'PUT /repos/acme/shop/pulls/1/merge';

describe("somebody else's commit", () => {
  it('on the base makes a merge answer that it is to be tried again, once', async () => {
    const { world, tip } = await withPull();
    world.forge.faults.add({ operation: 'pulls/merge', nth: 1, do: { moved: 'base' } });
    const before = tip('main');

    const { status, body } = await world.rest('bot', merge, {});

    expect([status, body.message]).toEqual([405, 'Base branch was modified. Review and try the merge again.']);
    expect(tip('main')).not.toBe(before);
    expect(world.heard()).toEqual(['push']);
    expect((await world.rest('bot', merge, {})).status).toBe(200);
    expect(world.breaches()).toEqual([]);
  });

  it('on the head makes a merge answer that the head was modified', async () => {
    const { world, head } = await withPull();
    world.forge.faults.add({ operation: 'pulls/merge', nth: 1, do: { moved: 'head' } });

    const { status, body } = await world.rest('bot', merge, { sha: head });

    expect([status, body.message]).toEqual([409, 'Head branch was modified. Review and try the merge again.']);
    expect(world.heard()).toEqual(expect.arrayContaining(['push', 'pull_request.synchronize']));
  });

  it('is found by a mutation too, through the node id of its pull request', async () => {
    const { world, head, pullId } = await withPull();
    world.forge.faults.add({ operation: 'graphql:Merge', nth: 1, do: { moved: 'head' } });
    const mutation = `mutation Merge($id: ID!, $head: GitObjectID) {
      mergePullRequest(input: { pullRequestId: $id, expectedHeadOid: $head }) { pullRequest { merged } } }`;

    const { errors } = await world.graphql('bot', mutation, { id: pullId, head });

    expect(errors).toMatchObject([{ message: expect.stringContaining('Head branch was modified') }]);
  });

  it('makes createCommitOnBranch answer with stale data', async () => {
    const { world, tip } = await withPull();
    world.forge.faults.add({ operation: 'graphql:Commit', nth: 1, do: { moved: 'main' } });
    const expectedHeadOid = tip('main');
    const input = {
      branch: { repositoryNameWithOwner: 'acme/shop', branchName: 'main' },
      expectedHeadOid,
      message: { headline: 'Mine' },
      fileChanges: { additions: [{ path: 'mine.txt', contents: 'eA==' }] },
    };
    const mutation = `mutation Commit($input: CreateCommitOnBranchInput!) {
      createCommitOnBranch(input: $input) { commit { oid } } }`;

    const { errors } = await world.graphql('bot', mutation, { input });

    expect(errors).toMatchObject([
      {
        type: 'STALE_DATA',
        message: `Expected branch to point to "${expectedHeadOid}" but it did not. Pull and try again.`,
      },
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('keeps a ref from being moved on, and from being made', async () => {
    const { world, head } = await withPull();
    world.forge.faults.add({ operation: 'git/update-ref', nth: 1, do: { moved: 'main' } });
    world.forge.faults.add({ operation: 'git/create-ref', nth: 1, do: { moved: 'new' } });

    const moved = await world.rest('bot', 'PATCH /repos/acme/shop/git/refs/heads/main', { sha: head });
    const made = await world.rest('bot', 'POST /repos/acme/shop/git/refs', { ref: 'refs/heads/new', sha: head });

    expect([moved.status, moved.body.message]).toEqual([422, 'Update is not a fast forward']);
    expect([made.status, made.body.message]).toEqual([422, 'Reference already exists']);
  });

  it('between a look and its write is a conflict of a file', async () => {
    const { world, tip } = await withPull();
    const before = tip('main');
    world.forge.faults.add({
      operation: 'repos/create-or-update-file-contents',
      nth: 1,
      when: 'between',
      do: { moved: 'main' },
    });

    const { status, body } = await world.rest('bot', 'PUT /repos/acme/shop/contents/mine.txt', {
      message: 'Mine',
      content: 'eA==',
      branch: 'main',
    });

    expect([status, body.message]).toEqual([409, expect.stringContaining(`but expected ${before}`)]);
  });

  it('that had no branch to land on strikes nothing', async () => {
    const { world } = await withPull();
    world.forge.faults.add({ operation: 'issues/create', do: { moved: 'base' } });

    await world.done('bot', 'POST /repos/acme/shop/issues', { title: 'A fault' });

    expect(world.forge.faults.records).toMatchObject([{ seen: 1, struck: 0 }]);
  });

  it('leaves no trace of two calls at once that it never met', async () => {
    const { world, tip } = await withPull();
    const { refs } = world.repo('shop').git;
    const before = tip('main');
    world.forge.faults.add({ operation: 'issues/create', do: { moved: 'main' } });

    await Promise.all(['One', 'Two'].map((title) => world.done('bot', 'POST /repos/acme/shop/issues', { title })));

    expect([world.repo('shop').git.refs === refs, tip('main')]).toEqual([true, before]);
    expect(world.forge.faults.records).toMatchObject([{ seen: 2, struck: 0 }]);
    expect(world.breaches()).toEqual([]);
  });
});
