import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';

/** What gh does with a pull request. */

const repo = '/repos/acme/shop';

interface Opened {
  world: DomainWorld;
  id: string;
}

async function opened(): Promise<Opened> {
  const world = await DomainWorld.with([
    {
      fullName: 'acme/shop',
      files: { 'pin.txt': 'one\n' },
      labels: ['ready'],
      roles: { alice: 'write', rita: 'read' },
    },
  ]);
  await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
  const { node_id: id } = await world.done('bot', `POST ${repo}/pulls`, { title: 'Bump', head: 'bump', base: 'main' });
  world.heard();
  return { world, id };
}

const mutate = (
  { world }: Opened,
  name: string,
  answer: string,
  { as = 'alice', input }: { as?: string; input: object },
) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return world.graphql(as, `mutation ($input: ${type}!) { ${name}(input: $input) { ${answer} } }`, { input });
};

describe('a pull request by GraphQL', () => {
  it('is merged as it is asked for', async () => {
    const pull = await opened();
    const input = { pullRequestId: pull.id, mergeMethod: 'SQUASH', commitHeadline: 'Bump it', commitBody: 'Now' };

    const { data } = await mutate(pull, 'mergePullRequest', 'pullRequest { state mergeCommit { message } }', { input });

    expect(data.mergePullRequest.pullRequest).toEqual({ state: 'MERGED', mergeCommit: { message: 'Bump it\n\nNow' } });
    expect(pull.world.heard()).toEqual(expect.arrayContaining(['push', 'pull_request.closed']));
  });

  it('is not merged by who may only read, nor with another head than the one that was seen', async () => {
    const pull = await opened();
    const stale = { pullRequestId: pull.id, expectedHeadOid: '0'.repeat(40) };

    const reader = await mutate(pull, 'mergePullRequest', 'clientMutationId', {
      as: 'rita',
      input: { pullRequestId: pull.id },
    });
    const other = await mutate(pull, 'mergePullRequest', 'clientMutationId', { input: stale });

    expect(reader.errors?.[0]?.type).toBe('FORBIDDEN');
    expect(other.errors?.[0]?.message).toMatch(/^Head branch was modified/);
    expect(pull.world.heard()).toEqual([]);
  });

  it('goes into draft and out of it, each once', async () => {
    const pull = await opened();
    const input = { pullRequestId: pull.id };

    for (const name of ['convertPullRequestToDraft', 'convertPullRequestToDraft', 'markPullRequestReadyForReview'])
      await mutate(pull, name, 'pullRequest { isDraft }', { input });

    expect(pull.world.heard()).toEqual(['pull_request.converted_to_draft', 'pull_request.ready_for_review']);
    expect(pull.world.breaches()).toEqual([]);
  });

  it('takes a review with its event; without one it would stay pending, which the forge does not keep', async () => {
    const pull = await opened();
    const review = { pullRequestId: pull.id, event: 'APPROVE', body: 'Fine' };

    const { data } = await mutate(pull, 'addPullRequestReview', 'pullRequestReview { state body }', { input: review });
    const pending = await mutate(pull, 'addPullRequestReview', 'clientMutationId', {
      input: { pullRequestId: pull.id },
    });

    expect(data.addPullRequestReview.pullRequestReview).toEqual({ state: 'APPROVED', body: 'Fine' });
    expect(pending.errors?.[0]?.type).toBe('UNPROCESSABLE');
  });

  it('gets the labels and assignees that an update names', async () => {
    const pull = await opened();
    const { repository, user } = await pull.world.query(
      'alice',
      '{ repository(owner: "acme", name: "shop") { label(name: "ready") { id } } user(login: "alice") { id } }',
    );
    const input = { pullRequestId: pull.id, labelIds: [repository.label.id], assigneeIds: [user.id] };

    await mutate(pull, 'updatePullRequest', 'clientMutationId', { input });

    expect(pull.world.heard()).toEqual(['pull_request.labeled', 'pull_request.assigned']);
    expect(pull.world.breaches()).toEqual([]);
  });
});
