import { accountOf } from '../../domain/accounts.ts';
import { pullListJson, requestedJson } from '../../domain/json/pull.ts';
import { teamNamed } from '../../domain/organisations/teams.ts';
import { notCollaborator, removeRequests, requestReviews } from '../../domain/pulls/review-requests.ts';
import type { Repo, Reviewer } from '../../domain/state.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { actorOf, pullOf, repoOf, writableRepoOf } from '../call.ts';

interface Named {
  reviewers?: string[];
  team_reviewers?: string[];
}

/** The people and teams that a body names; a name that leads nowhere is no collaborator. */
function reviewersOf({ state, ...call }: Call, repo: Repo): Reviewer[] {
  const { reviewers = [], team_reviewers: teams = [] } = (call.body ?? {}) as Named;
  const found = (reviewer: Reviewer | undefined): Reviewer => {
    if (reviewer !== undefined) return reviewer;
    throw notCollaborator(repo);
  };
  return [
    ...reviewers.map((login) => {
      const account = accountOf(state, login);
      return found(account && { account });
    }),
    ...teams.map((slug) => {
      const team = teamNamed(state, repo.owner.login, slug);
      return found(team && { team });
    }),
  ];
}

function request(call: Call): Reply {
  const repo = writableRepoOf(call);
  const pull = pullOf(repo, call.params['pull_number']);
  requestReviews(call.state, repo, pull, { reviewers: reviewersOf(call, repo), actor: actorOf(call) });
  return { status: 201, body: pullListJson(call.state, repo, pull, call.origin) };
}

function remove(call: Call): Reply {
  const repo = writableRepoOf(call);
  const pull = pullOf(repo, call.params['pull_number']);
  removeRequests(call.state, repo, pull, { reviewers: reviewersOf(call, repo), actor: actorOf(call) });
  return { status: 200, body: pullListJson(call.state, repo, pull, call.origin) };
}

export const reviewRequestHandlers: Handlers = {
  'pulls/list-requested-reviewers': (call) => {
    const asked = requestedJson(pullOf(repoOf(call), call.params['pull_number']), call.origin);
    const teams = asked.requested_teams.map((team) => ({ ...team, parent: null }));
    return { status: 200, body: { users: asked.requested_reviewers, teams } };
  },
  'pulls/request-reviewers': request,
  'pulls/remove-requested-reviewers': remove,
};
