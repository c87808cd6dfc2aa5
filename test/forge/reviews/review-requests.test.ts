import { describe, expect, it } from '@jest/globals';
import type { DomainWorld } from '../domain-world.ts';
import { castOf, pullSeen, reviewedWorld } from './reviewed.ts';

const who = '__typename ... on User { login } ... on Team { slug combinedSlug }';

async function requested(world: DomainWorld): Promise<string[]> {
  const { reviewRequests } = await pullSeen(
    world,
    `reviewRequests(first: 10) { nodes { requestedReviewer { ${who} } } }`,
  );
  return reviewRequests.nodes.map(
    ({ requestedReviewer: one }: { requestedReviewer: { login?: string; combinedSlug?: string } }) =>
      one.login ?? one.combinedSlug,
  );
}

const path = '/repos/acme/shop/pulls/1/requested_reviewers';

describe('a request for a review', () => {
  it('goes to people and teams, stands in the timeline, and is heard once', async () => {
    const world = await reviewedWorld();

    const answer = await world.rest('bot', `POST ${path}`, { reviewers: ['alice'], team_reviewers: ['release'] });
    const heard = world.emitted.map(({ action, payload }) => [action, payload['requested_team'] !== undefined]);
    world.heard();
    await world.done('bot', `POST ${path}`, { team_reviewers: ['release'] });

    expect([answer.status, answer.body.requested_teams]).toMatchObject([201, [{ slug: 'release' }]]);
    expect(heard).toEqual([
      ['review_requested', false],
      ['review_requested', true],
    ]);
    expect([await requested(world), world.heard()]).toEqual([['alice', 'acme/release'], []]);
    expect(await world.done('bot', `GET ${path}`)).toMatchObject({
      users: [{ login: 'alice' }],
      teams: [{ slug: 'release' }],
    });
    const { timelineItems } = await pullSeen(
      world,
      `timelineItems(last: 1, itemTypes: [REVIEW_REQUESTED_EVENT]) { filteredCount nodes { ... on ReviewRequestedEvent {
        actor { __typename login } createdAt requestedReviewer { ${who} } } } }`,
    );
    expect(timelineItems).toEqual({
      filteredCount: 2,
      nodes: [
        {
          actor: { __typename: 'Bot', login: 'sluice' },
          createdAt: '2026-05-04T12:00:00Z',
          requestedReviewer: { __typename: 'Team', slug: 'release', combinedSlug: 'acme/release' },
        },
      ],
    });
    expect(world.breaches()).toEqual([]);
  });

  it('is answered by a review of the person, and of any member of the team', async () => {
    const world = await reviewedWorld();
    const { alice, carol } = castOf(world);
    await alice.asksForReview('acme/shop', 1, { people: ['bob'], teams: ['release'] });

    await alice.reviews('acme/shop', 1, 'COMMENT');
    const before = await requested(world);
    await carol.reviews('acme/shop', 1, 'COMMENT');

    expect([before, await requested(world)]).toEqual([['bob', 'acme/release'], ['bob']]);
  });

  it('is taken back', async () => {
    const world = await reviewedWorld();
    const { alice } = castOf(world);
    await alice.asksForReview('acme/shop', 1, { people: ['bob'], teams: ['release'] });
    world.heard();

    await world.done('bot', `DELETE ${path}`, { reviewers: ['bob'], team_reviewers: ['release'] });

    expect([await requested(world), world.heard()]).toEqual([
      [],
      ['pull_request.review_request_removed', 'pull_request.review_request_removed'],
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('is refused to the author, to who cannot read, and to teams that may nothing here', async () => {
    const world = await reviewedWorld();
    const answers = [];

    for (const body of [
      { reviewers: ['sluice[bot]'] },
      { reviewers: ['eve'] },
      { team_reviewers: ['strangers'] },
      { team_reviewers: ['nobody'] },
    ])
      answers.push(await world.rest('bot', `POST ${path}`, body));

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    expect(answers[0]?.body.message).toBe('Review cannot be requested from pull request author.');
    expect(answers[3]?.body.message).toContain('not a collaborator of the acme/shop repository.');
    expect([await requested(world), world.heard()]).toEqual([[], []]);
  });

  it('is made by those who may triage', async () => {
    const world = await reviewedWorld();
    const { tim, rita } = castOf(world);

    await tim.asksForReview('acme/shop', 1, { people: ['alice'] });

    await expect(rita.asksForReview('acme/shop', 1, { people: ['bob'] })).rejects.toThrow('403');
  });
});

describe('requestReviews', () => {
  const asking = `mutation($input: RequestReviewsInput!) { requestReviews(input: $input) {
    actor { login } pullRequest { number reviewRequests(first: 5) { totalCount } } } }`;
  const ids = `{ organization(login: "acme") { team(slug: "release") { id combinedSlug } none: team(slug: "none") { id } }
    repository(owner: "acme", name: "shop") { owner { ... on Organization { team(slug: "Release") { slug } } } pullRequest(number: 1) { id } } }`;

  it('adds to who is asked, or replaces them', async () => {
    const world = await reviewedWorld();
    const { alice } = castOf(world);
    await alice.asksForReview('acme/shop', 1, { people: ['bob'] });
    const { organization, repository } = await world.query('bot', ids);
    const input = { pullRequestId: repository.pullRequest.id, teamIds: [organization.team.id] };

    const added = await world.query('bot', asking, { input: { ...input, union: true } });
    const both = await requested(world);
    await world.query('bot', asking, { input });

    expect(added.requestReviews.pullRequest).toEqual({ number: 1, reviewRequests: { totalCount: 2 } });
    expect([both, await requested(world)]).toEqual([['bob', 'acme/release'], ['acme/release']]);
    expect([organization.none, repository.owner.team]).toEqual([null, { slug: 'release' }]);
    expect(world.breaches()).toEqual([]);
  });

  it('finds no team for an App that may not read members', async () => {
    const world = await reviewedWorld();
    const { organization, repository } = await world.query('bot', ids);
    const [installation] = world.forge.state.installations.values();
    delete installation?.permissions['members'];
    const { data, errors } = await world.graphql('bot', ids);
    const input = { pullRequestId: repository.pullRequest.id, teamIds: [organization.team.id] };

    const asked = await world.graphql('bot', asking, { input });

    expect([data.organization.team, errors?.[0]?.type]).toEqual([null, 'FORBIDDEN']);
    expect(asked.errors).toMatchObject([{ type: 'NOT_FOUND' }]);
  });
});
