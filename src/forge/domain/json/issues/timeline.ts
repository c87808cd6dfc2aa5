import { changesOf } from '../../pulls/test-merge.ts';
import type { TimelineEvent } from '../../issues/timeline-event.ts';
import type { Account, ForgeState, Issue, Pull, Repo, Reviewer } from '../../state.ts';
import { accountJson } from '../account.ts';
import { gitCommitJson } from '../commit.ts';
import { nodeId } from '../ids.ts';
import { iso } from '../instant.ts';
import { commentJson, performedBy } from '../issue.ts';
import { reviewJson } from '../pull.ts';
import { repoApi } from '../repository.ts';
import { typedTeamJson } from '../team.ts';

interface Entry {
  at: number;
  json: object;
}

/** Everything that happened to an issue or pull request, oldest first: its events, comments and reviews, and what its head brings. */
export function timelineJson(state: ForgeState, repo: Repo, issue: Issue | Pull, origin: string): object[] {
  const entries = [
    ...committed(repo, issue, origin),
    ...issue.timeline.map((event) => ({ at: event.at, json: eventJson(state, repo, event, { issue, origin }) })),
    ...issue.comments.map((comment) => {
      const json = commentJson(state, { repo, issue, comment }, origin);
      return { at: comment.createdAt, json: { ...json, event: 'commented', actor: json.user } };
    }),
    ...reviewed(repo, issue, origin),
  ];
  // Equal times keep this order: a commit comes before what was said of it.
  return entries.sort((a, b) => a.at - b.at).map(({ json }) => json);
}

function committed(repo: Repo, issue: Issue | Pull, origin: string): Entry[] {
  if (issue.kind !== 'pull') return [];
  return changesOf(repo, issue).commits.map((commit) => ({
    at: commit.committer.at,
    json: { ...gitCommitJson(repo, commit, origin), event: 'committed' },
  }));
}

function reviewed(repo: Repo, issue: Issue | Pull, origin: string): Entry[] {
  if (issue.kind !== 'pull') return [];
  return issue.reviews.map((review) => {
    const json = reviewJson(repo, issue, review, origin);
    return { at: review.submittedAt, json: { ...json, state: review.state.toLowerCase(), event: 'reviewed' } };
  });
}

/** One event; those about a commit name it. */
function eventJson(
  state: ForgeState,
  repo: Repo,
  event: TimelineEvent,
  { issue, origin }: { issue: Issue | Pull; origin: string },
) {
  const commit = commitOf(event, issue);
  const there = event.closer?.repo ?? repo;
  return {
    id: event.id,
    node_id: nodeId('EV', repo.id, issue.number, event.id),
    url: `${repoApi(repo, origin)}/issues/events/${event.id}`,
    actor: accountJson(event.actor, origin),
    event: event.kind,
    commit_id: commit,
    commit_url: commit === null ? null : `${repoApi(there, origin)}/commits/${commit}`,
    created_at: iso(event.at),
    ...aboutJson(event, { issue, origin }),
    performed_via_github_app: performedBy(state, event.actor, origin),
  };
}

function commitOf({ kind, closer }: TimelineEvent, issue: Issue | Pull): string | null {
  if (closer !== undefined && 'commit' in closer) return closer.commit;
  return kind === 'merged' && issue.kind === 'pull' ? (issue.merged?.commit ?? null) : null;
}

/** What an event is about, beside whom it is by. */
function aboutJson(
  { kind, actor, label, assignee, reviewer, stateReason, rename, lockReason }: TimelineEvent,
  { issue, origin }: { issue: Issue | Pull; origin: string },
) {
  switch (kind) {
    case 'closed':
      return { state_reason: stateReason ?? null };
    case 'reopened':
      return { state_reason: issue.kind === 'issue' ? 'reopened' : null };
    case 'labeled':
    case 'unlabeled':
      return { label: label === undefined ? { name: '', color: '' } : { name: label.name, color: label.color } };
    case 'assigned':
    case 'unassigned':
      return { assignee: accountJson(assignee ?? actor, origin) };
    case 'renamed':
      return { rename };
    case 'locked':
    case 'unlocked':
      return { lock_reason: lockReason ?? null };
    case 'review_requested':
    case 'review_request_removed':
      return requestJson(actor, reviewer, origin);
    case 'merged':
      return {};
  }
}

function requestJson(actor: Account, reviewer: Reviewer | undefined, origin: string) {
  const requester = { review_requester: accountJson(actor, origin) };
  if (reviewer === undefined) return requester;
  return 'team' in reviewer
    ? { ...requester, requested_team: typedTeamJson(reviewer.team, origin) }
    : { ...requester, requested_reviewer: accountJson(reviewer.account, origin) };
}
