import { Refusal } from '../../http/handler.ts';
import { announce } from '../issues/announce.ts';
import { accountJson } from '../json/account.ts';
import { teamJson } from '../json/team.ts';
import { hasRole } from '../repos.ts';
import type { Account, ForgeState, Pull, Repo, Reviewer } from '../state.ts';

/** A change of who is asked. */
export interface Asking {
  reviewers: Reviewer[];
  actor: Account;
}

/** Asks people and teams for a review; who is asked already is not asked twice. */
export function requestReviews(state: ForgeState, repo: Repo, pull: Pull, { reviewers, actor }: Asking): void {
  for (const reviewer of reviewers) checkReviewer(repo, pull, reviewer);
  for (const reviewer of reviewers) {
    if (pull.reviewRequests.some((one) => isSame(one, reviewer))) continue;
    pull.reviewRequests.push(reviewer);
    record(state, repo, pull, { kind: 'review_requested', reviewer, actor });
  }
}

/** Takes requests back; who was not asked is passed over. */
export function removeRequests(state: ForgeState, repo: Repo, pull: Pull, { reviewers, actor }: Asking): void {
  for (const reviewer of reviewers) {
    const kept = pull.reviewRequests.filter((one) => !isSame(one, reviewer));
    if (kept.length === pull.reviewRequests.length) continue;
    pull.reviewRequests = kept;
    record(state, repo, pull, { kind: 'review_request_removed', reviewer, actor });
  }
}

/** A review answers the request to its author and those to their teams; nothing tells of that but the review itself. */
export function settleRequests(pull: Pull, author: Account): void {
  pull.reviewRequests = pull.reviewRequests.filter((one) =>
    'team' in one ? !one.team.members.has(author.login) : one.account.login !== author.login,
  );
}

function isSame(a: Reviewer, b: Reviewer): boolean {
  if ('team' in a) return 'team' in b && a.team === b.team;
  return 'account' in b && a.account === b.account;
}

function checkReviewer(repo: Repo, pull: Pull, reviewer: Reviewer): void {
  if ('account' in reviewer && reviewer.account.login === pull.author.login)
    throw new Refusal(422, 'Review cannot be requested from pull request author.');
  const isCollaborator =
    'team' in reviewer ? repo.teamRoles.has(reviewer.team) : hasRole(repo, reviewer.account, 'read');
  if (!isCollaborator) throw notCollaborator(repo);
}

/** GitHub's words for a reviewer who is unknown to the repository or to everybody. */
export function notCollaborator(repo: Repo): Refusal {
  const name = `${repo.owner.login}/${repo.name}`;
  return new Refusal(
    422,
    `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${name} repository.`,
  );
}

function record(
  state: ForgeState,
  repo: Repo,
  pull: Pull,
  change: { kind: 'review_requested' | 'review_request_removed'; reviewer: Reviewer; actor: Account },
): void {
  const { kind, reviewer, actor } = change;
  const at = state.clock.now();
  pull.updatedAt = at;
  pull.timeline.push({ id: state.nextId(), kind, actor, at, reviewer });
  const { origin } = state;
  const fields =
    'team' in reviewer
      ? { requested_team: teamJson(reviewer.team, origin) }
      : { requested_reviewer: accountJson(reviewer.account, origin) };
  announce(state, repo, pull, { action: kind, sender: actor, fields });
}
