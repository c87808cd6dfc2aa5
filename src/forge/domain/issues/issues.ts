import type { Account, CloseReason, ForgeState, Issue, LockReason, Pull, Repo } from '../state.ts';
import { announce } from './announce.ts';
import { checkAssignable, setAssignees } from './assignees.ts';
import { checkNames, setLabels } from './labels.ts';
import { checkText } from './text.ts';
import type { TimelineEvent } from './timeline-event.ts';

export interface NewIssue {
  title: string;
  body?: string | null;
  labels?: string[];
  /** Logins. */
  assignees?: string[];
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
    assignees: [],
    comments: [],
    timeline: [],
    locked: false,
    createdAt: at,
    updatedAt: at,
  };
}

/** Opens an issue. */
export function openIssue(state: ForgeState, repo: Repo, spec: NewIssue): Issue {
  checkText(spec, 'Issue');
  checkNames(repo, spec.labels ?? []);
  checkAssignable(state, repo, spec.assignees ?? []);
  const issue: Issue = { kind: 'issue', ...startThread(state, repo, spec) };
  repo.issues.set(issue.number, issue);
  announce(state, repo, issue, { action: 'opened', sender: spec.author });
  if (spec.labels !== undefined) setLabels(state, repo, issue, { add: spec.labels, actor: spec.author });
  if (spec.assignees !== undefined) setAssignees(state, repo, issue, { add: spec.assignees, actor: spec.author });
  return issue;
}

/** Changes title and body of an issue or a pull request; no change is no event. */
export function editText(
  state: ForgeState,
  repo: Repo,
  issue: Issue | Pull,
  edit: { title?: string | undefined; body?: string | null | undefined; actor: Account },
): void {
  checkText(edit, issue.kind === 'pull' ? 'PullRequest' : 'Issue');
  const at = state.clock.now();
  const changes: Record<string, { from: string }> = {};
  if (edit.title !== undefined && edit.title !== issue.title) {
    changes['title'] = { from: issue.title };
    const rename = { from: issue.title, to: edit.title };
    issue.timeline.push({ id: state.nextId(), kind: 'renamed', actor: edit.actor, at, rename });
    issue.title = edit.title;
  }
  if (edit.body !== undefined && edit.body !== issue.body) {
    changes['body'] = { from: issue.body ?? '' };
    issue.body = edit.body;
    issue.edited = { by: edit.actor, at };
  }
  if (Object.keys(changes).length === 0) return;
  issue.updatedAt = at;
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
  const why = { stateReason: issue.stateReason, ...(closer !== undefined && { closer }) };
  issue.timeline.push({ id: state.nextId(), kind: 'closed', actor, at, ...why });
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
  if (wasLocked) return;
  const at = state.clock.now();
  issue.timeline.push({ id: state.nextId(), kind: 'locked', actor, at, lockReason: reason ?? null });
  announce(state, repo, issue, { action: 'locked', sender: actor });
}

/** Opens a locked conversation again. */
export function unlockThread(state: ForgeState, repo: Repo, issue: Issue | Pull, actor: Account): void {
  if (!issue.locked) return;
  issue.locked = false;
  delete issue.lockReason;
  issue.timeline.push({ id: state.nextId(), kind: 'unlocked', actor, at: state.clock.now() });
  announce(state, repo, issue, { action: 'unlocked', sender: actor });
}
