import { Refusal } from '../../http/handler.ts';
import { issueJson } from '../json/issue.ts';
import { pushRepositoryJson } from '../json/repository.ts';
import type { Account, ForgeState, Issue, Repo } from '../state.ts';
import { announce } from './announce.ts';
import { labelNamed, setLabels } from './labels.ts';
import { startThread } from './issues.ts';

export interface Transfer {
  to: Repo;
  /** Make the labels that the other repository lacks; without it they stay behind. */
  createLabels: boolean;
  actor: Account;
}

/** Moves an issue to another repository of the same owner: it gets the next number there, its old number leads to it. */
export function transferIssue(
  state: ForgeState,
  from: Repo,
  issue: Issue,
  { to, createLabels, actor }: Transfer,
): Issue {
  checkTarget(from, to);
  const { title, body, author } = issue;
  const before = issueJson(state, from, issue, state.origin);
  const labels = [...issue.labels].map((id) => from.labels.get(id)?.name ?? '');
  const moved: Issue = {
    ...issue,
    ...startThread(state, to, { title, body, author }),
    state: issue.state,
    stateReason: issue.stateReason,
    locked: issue.locked,
    comments: issue.comments,
    assignees: issue.assignees,
    // Events about labels name those of the repository they were set in.
    timeline: issue.timeline.filter((event) => event.label === undefined),
    createdAt: issue.createdAt,
  };
  to.issues.set(moved.number, moved);
  from.issues.delete(issue.number);
  from.transferredIssues.set(issue.number, { repo: to, number: moved.number });
  announceMove(state, { from, issue, to, moved, before, actor });
  setLabels(state, to, moved, {
    add: labels.filter((name) => createLabels || labelNamed(to, name) !== undefined),
    actor,
  });
  return moved;
}

function checkTarget(from: Repo, to: Repo): void {
  if (from === to) throw new Refusal(422, 'Issue is already in this repository');
  if (from.owner !== to.owner) throw new Refusal(422, 'Issues can only be transferred within one owner');
  // "You can't transfer an issue from a private repository to a public repository."
  if (from.private && !to.private) throw new Refusal(422, 'Issues cannot be transferred to a public repository');
}

interface Move {
  from: Repo;
  issue: Issue;
  to: Repo;
  moved: Issue;
  before: unknown;
  actor: Account;
}

function announceMove(state: ForgeState, { from, issue, to, moved, before, actor }: Move): void {
  const { origin } = state;
  const gone = { new_issue: issueJson(state, to, moved, origin), new_repository: pushRepositoryJson(to, origin) };
  announce(state, from, issue, { action: 'transferred', sender: actor, fields: { changes: gone } });
  const come = { old_issue: before, old_repository: pushRepositoryJson(from, origin) };
  announce(state, to, moved, { action: 'opened', sender: actor, fields: { changes: come } });
}

/** Where an issue is now that had this number here; it may have moved more than once. */
export function movedTo(repo: Repo, number: number): { repo: Repo; number: number } | undefined {
  const next = repo.transferredIssues.get(number);
  return next === undefined ? undefined : (movedTo(next.repo, next.number) ?? next);
}

/** Removes an issue for good; its number stays taken. */
export function deleteIssue(state: ForgeState, repo: Repo, issue: Issue, actor: Account): void {
  repo.issues.delete(issue.number);
  repo.deletedIssues.add(issue.number);
  announce(state, repo, issue, { action: 'deleted', sender: actor });
}
