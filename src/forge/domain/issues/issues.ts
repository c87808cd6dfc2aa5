import type { Account, CloseReason, ForgeState, Issue, LockReason, Pull, Repo, TimelineEvent } from '../state.ts';
import { announce } from './announce.ts';
import { setLabels } from './labels.ts';
import { checkBody, checkTitle } from './text.ts';

export interface NewIssue {
  title: string;
  body?: string | null;
  labels?: string[];
  author: Account;
}

/** The members that issues and pull requests start with; takes the next number of their common sequence. */
export function startThread(state: ForgeState, repo: Repo, { title, body, author }: NewIssue) {
  const at = state.clock.now();
  const number = repo.nextNumber;
  repo.nextNumber += 1;
  return {
    id: state.nextId(),
    number,
    title,
    body: body ?? null,
    author,
    state: 'open' as const,
    stateReason: null,
    labels: new Set<number>(),
    comments: [],
    timeline: [],
    locked: false,
    createdAt: at,
    updatedAt: at,
  };
}

/** Opens an issue. */
export function openIssue(state: ForgeState, repo: Repo, spec: NewIssue): Issue {
  checkTitle(spec.title, 'Issue');
  checkBody(spec.body, 'Issue');
  const issue: Issue = { kind: 'issue', ...startThread(state, repo, spec) };
  repo.issues.set(issue.number, issue);
  announce(state, repo, issue, { action: 'opened', sender: spec.author });
  if (spec.labels !== undefined) setLabels(state, repo, issue, { add: spec.labels, actor: spec.author });
  return issue;
}

/** Changes title and body of an issue or a pull request; no change is no event. */
export function editText(
  state: ForgeState,
  repo: Repo,
  issue: Issue | Pull,
  edit: { title?: string | undefined; body?: string | null | undefined; actor: Account },
): void {
  const resource = issue.kind === 'pull' ? 'PullRequest' : 'Issue';
  const changes: Record<string, { from: string }> = {};
  if (edit.title !== undefined && edit.title !== issue.title) {
    changes['title'] = { from: issue.title };
    issue.title = checkTitle(edit.title, resource);
  }
  if (edit.body !== undefined && edit.body !== issue.body) {
    checkBody(edit.body, resource);
    changes['body'] = { from: issue.body ?? '' };
    issue.body = edit.body;
    issue.edited = { by: edit.actor, at: state.clock.now() };
  }
  if (Object.keys(changes).length === 0) return;
  issue.updatedAt = state.clock.now();
  announce(state, repo, issue, { action: 'edited', sender: edit.actor, fields: { changes } });
}

export interface Closing {
  actor: Account;
  reason?: CloseReason;
  closer?: NonNullable<TimelineEvent['closer']>;
}

/** Closes an open issue or pull request. */
export function closeThread(
  state: ForgeState,
  repo: Repo,
  issue: Issue | Pull,
  { actor, reason, closer }: Closing,
): void {
  if (issue.state === 'closed') return;
  const at = state.clock.now();
  issue.state = 'closed';
  issue.closedAt = at;
  issue.closedBy = actor;
  issue.updatedAt = at;
  if (issue.kind === 'issue') issue.stateReason = reason ?? 'completed';
  issue.timeline.push({ id: state.nextId(), kind: 'closed', actor, at, ...(closer !== undefined && { closer }) });
  announce(state, repo, issue, { action: 'closed', sender: actor });
}

/** Opens a closed issue or pull request again. */
export function reopenThread(state: ForgeState, repo: Repo, issue: Issue | Pull, actor: Account): void {
  if (issue.state === 'open') return;
  const at = state.clock.now();
  issue.state = 'open';
  delete issue.closedAt;
  delete issue.closedBy;
  issue.updatedAt = at;
  if (issue.kind === 'issue') issue.stateReason = 'reopened';
  issue.timeline.push({ id: state.nextId(), kind: 'reopened', actor, at });
  announce(state, repo, issue, { action: 'reopened', sender: actor });
}

/** Locks a conversation, so that only people who may write can comment; locking it again changes at most the reason. */
export function lockThread(
  state: ForgeState,
  repo: Repo,
  issue: Issue | Pull,
  { actor, reason }: { actor: Account; reason?: LockReason | undefined },
): void {
  const wasLocked = issue.locked;
  issue.locked = true;
  delete issue.lockReason;
  if (reason !== undefined) issue.lockReason = reason;
  if (!wasLocked) announce(state, repo, issue, { action: 'locked', sender: actor });
}

/** Opens a locked conversation again. */
export function unlockThread(state: ForgeState, repo: Repo, issue: Issue | Pull, actor: Account): void {
  if (!issue.locked) return;
  issue.locked = false;
  delete issue.lockReason;
  announce(state, repo, issue, { action: 'unlocked', sender: actor });
}
