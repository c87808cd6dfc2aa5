import { describe, expect, it } from '@jest/globals';
import { setCollaborator } from '../../../src/forge/domain/organisations/collaborators.ts';
import { personIn } from '../deployments/deploying.ts';
import type { DomainWorld } from '../domain-world.ts';
import { castOf, pullSeen, reviewedWorld } from './reviewed.ts';

const opinionFields = `latestOpinionatedReviews(first: 10) {
  nodes { author { __typename login } state commit { oid } submittedAt authorCanPushToRepository } }`;

async function opinions(world: DomainWorld) {
  const { latestOpinionatedReviews } = await pullSeen(world, opinionFields);
  return latestOpinionatedReviews.nodes;
}

const statesOf = (nodes: { author: { login: string }; state: string }[]) =>
  nodes.map(({ author, state }) => `${author.login} ${state}`);

describe('the latest opinions on a pull request', () => {
  it('say who, when, about which commit, and whether they may push', async () => {
    const world = await reviewedWorld();
    const { alice, rita } = castOf(world);
    const head = world.repo('shop').git.refs.read('refs/heads/bump');

    await alice.reviews('acme/shop', 1, 'APPROVE');
    world.clock.advance(1000);
    await rita.reviews('acme/shop', 1, 'REQUEST_CHANGES', { body: 'Not yet' });

    expect(await opinions(world)).toEqual([
      {
        author: { __typename: 'User', login: 'alice' },
        state: 'APPROVED',
        commit: { oid: head },
        submittedAt: '2026-05-04T12:00:00Z',
        authorCanPushToRepository: true,
      },
      {
        author: { __typename: 'User', login: 'rita' },
        state: 'CHANGES_REQUESTED',
        commit: { oid: head },
        submittedAt: '2026-05-04T12:00:01Z',
        authorCanPushToRepository: false,
      },
    ]);
    expect(world.heard()).toEqual(['pull_request_review.submitted', 'pull_request_review.submitted']);
    expect(world.breaches()).toEqual([]);
  });

  it('outlive a comment by the same person, and yield to a new opinion', async () => {
    const world = await reviewedWorld();
    const { alice } = castOf(world);

    await alice.reviews('acme/shop', 1, 'APPROVE');
    await alice.reviews('acme/shop', 1, 'COMMENT', { body: 'By the way' });
    const commented = statesOf(await opinions(world));
    await alice.reviews('acme/shop', 1, 'REQUEST_CHANGES', { body: 'Wait' });

    expect(commented).toEqual(['alice APPROVED']);
    expect(statesOf(await opinions(world))).toEqual(['alice CHANGES_REQUESTED']);
    expect(await world.done('bot', 'GET /repos/acme/shop/pulls/1/reviews')).toMatchObject([
      { state: 'APPROVED' },
      { state: 'COMMENTED' },
      { state: 'CHANGES_REQUESTED' },
    ]);
  });

  it('follow the role of their author as it is now', async () => {
    const world = await reviewedWorld();
    const { alice, ada } = castOf(world);
    await alice.reviews('acme/shop', 1, 'APPROVE');

    await ada.setsRole('acme/shop', 'alice', 'read');

    expect(await opinions(world)).toMatchObject([{ state: 'APPROVED', authorCanPushToRepository: false }]);
  });

  it('lose their weight when their author leaves the team that gave them the role', async () => {
    const world = await reviewedWorld({ requiredApprovals: 1 });
    const { carol, ada } = castOf(world);
    await carol.reviews('acme/shop', 1, 'APPROVE');
    const [before] = await opinions(world);

    await ada.removesFromTeam('acme', 'release', 'carol');

    expect(before.authorCanPushToRepository).toBe(true);
    expect(await opinions(world)).toMatchObject([{ state: 'APPROVED', authorCanPushToRepository: false }]);
    expect(await pullSeen(world, 'reviewDecision')).toEqual({ reviewDecision: 'REVIEW_REQUIRED' });
  });

  it('name bots as bots, the App itself by what it was granted', async () => {
    const world = await reviewedWorld();
    const head = world.repo('shop').git.refs.read('refs/heads/main')!;
    await world.done('alice', 'POST /repos/acme/shop/git/refs', { ref: 'refs/heads/mine', sha: head });
    const change = { branch: 'mine', path: 'pin.txt', text: 'three\n', message: 'Mine' };
    await personIn(world, 'alice').commits('acme/shop', change);
    await world.done('alice', 'POST /repos/acme/shop/pulls', { title: 'Mine', head: 'mine', base: 'main' });

    await world.done('bot', 'POST /repos/acme/shop/pulls/2/reviews', { event: 'APPROVE' });
    await personIn(world, 'renovate[bot]').reviews('acme/shop', 2, 'APPROVE');
    setCollaborator(world.forge.state, world.repo('shop'), {
      member: world.forge.state.accounts.get('renovate[bot]')!,
      role: 'read',
      sender: world.forge.state.app.owner,
    });

    const query = `{ repository(owner: "acme", name: "shop") { pullRequest(number: 2) { ${opinionFields} } } }`;
    const { nodes } = (await world.query('bot', query)).repository.pullRequest.latestOpinionatedReviews;
    expect(nodes).toMatchObject([
      { author: { __typename: 'Bot', login: 'sluice' }, authorCanPushToRepository: true },
      { author: { __typename: 'Bot', login: 'renovate' }, authorCanPushToRepository: false },
    ]);
  });

  it('are not given by the author of the pull request', async () => {
    const world = await reviewedWorld();

    const approval = await world.rest('bot', 'POST /repos/acme/shop/pulls/1/reviews', { event: 'APPROVE' });

    expect([approval.status, approval.body.errors]).toEqual([422, ['Can not approve your own pull request']]);
  });
});

describe('a dismissed review', () => {
  it('stays as dismissed, and the App hears who dismissed it', async () => {
    const world = await reviewedWorld({ requiredApprovals: 1 });
    const { alice, bob } = castOf(world);
    const review = await alice.reviews('acme/shop', 1, 'APPROVE');
    const approved = await pullSeen(world, 'reviewDecision');
    world.heard();

    await bob.dismissesReview('acme/shop', 1, review, 'It changed');

    const event = world.emitted.at(-1)!;
    expect(statesOf(await opinions(world))).toEqual(['alice DISMISSED']);
    expect([event.action, event.sender.login]).toEqual(['dismissed', 'bob']);
    expect(approved).toEqual({ reviewDecision: 'APPROVED' });
    expect(await pullSeen(world, 'reviewDecision')).toEqual({ reviewDecision: 'REVIEW_REQUIRED' });
    expect(world.breaches()).toEqual([]);
  });

  it('is neither a comment nor one dismissed before, and needs somebody who may write', async () => {
    const world = await reviewedWorld();
    const { alice, bob, rita } = castOf(world);
    const comment = await alice.reviews('acme/shop', 1, 'COMMENT');
    const approval = await alice.reviews('acme/shop', 1, 'APPROVE');

    await expect(rita.dismissesReview('acme/shop', 1, approval)).rejects.toThrow('403');
    await expect(bob.dismissesReview('acme/shop', 1, comment)).rejects.toThrow('commented pull request review');
    await bob.dismissesReview('acme/shop', 1, approval);
    await expect(bob.dismissesReview('acme/shop', 1, approval)).rejects.toThrow('dismissed pull request review');
    await expect(bob.dismissesReview('acme/shop', 1, 1)).rejects.toThrow('404');
  });

  it('comes of a push where the protection says so, and nowhere else', async () => {
    const states = [];
    for (const protection of [{ dismissesStaleReviews: true } as const, {}]) {
      const world = await reviewedWorld(protection);
      const { alice } = castOf(world);
      await alice.approves('acme/shop', 1);

      await alice.commits('acme/shop', { branch: 'bump', path: 'pin.txt', text: 'three\n', message: 'More' });

      states.push(statesOf(await opinions(world)));
      expect(world.breaches()).toEqual([]);
    }
    expect(states).toEqual([['alice DISMISSED'], ['alice APPROVED']]);
  });
});
