import { Refusal } from '../../http/handler.ts';
import { emit } from '../json/event.ts';
import { commentJson, issueJson } from '../json/issue.ts';
import type { CommentAt } from '../json/issue.ts';
import { hasRole } from '../repos.ts';
import type { Account, Comment, ForgeState, Issue, Pull, Repo } from '../state.ts';
import { checkBody, longestBody } from './text.ts';

/** Adds a comment. A locked thread takes comments only from people who may write; Apps are refused. */
export function addComment(
  state: ForgeState,
  repo: Repo,
  issue: Issue | Pull,
  { body, author }: { body: string; author: Account },
): Comment {
  if (issue.locked && !hasRole(repo, author, 'write')) {
    throw new Refusal(403, 'Unable to create comment because issue is locked.');
  }
  checkNotEmpty(body);
  if (body.length > longestBody) throw tooLong();
  const at = state.clock.now();
  const comment = { id: state.nextId(), author, body, createdAt: at, updatedAt: at };
  issue.comments.push(comment);
  issue.updatedAt = at;
  announceComment(state, { repo, issue, comment }, { action: 'created', sender: author });
  return comment;
}

/** Changes a comment's body; the same body is no event. */
export function editComment(
  state: ForgeState,
  where: CommentAt,
  { body, actor }: { body: string; actor: Account },
): void {
  checkNotEmpty(body);
  checkBody(body, 'IssueComment');
  const { comment } = where;
  if (comment.body === body) return;
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = state.clock.now();
  comment.edited = { by: actor, at: comment.updatedAt };
  announceComment(state, where, { action: 'edited', sender: actor, fields: { changes } });
}

/** Removes a comment for good. */
export function deleteComment(state: ForgeState, where: CommentAt, actor: Account): void {
  const { issue, comment } = where;
  issue.comments = issue.comments.filter((one) => one !== comment);
  announceComment(state, where, { action: 'deleted', sender: actor });
}

/** Folds a comment away for a reason; no event tells of it. */
export function minimizeComment(comment: Comment, reason: string): void {
  comment.minimized = reason;
}

/** Finds a comment anywhere in a repository. */
export function commentOf(repo: Repo, id: number): CommentAt | undefined {
  for (const issue of repo.issues.values()) {
    const comment = issue.comments.find((one) => one.id === id);
    if (comment !== undefined) return { repo, issue, comment };
  }
  return undefined;
}

/** Said of a new comment since 2021; edited comments, issues and pull requests have other words (reg-viz/reg-actions#123). */
function tooLong(): Refusal {
  const message = `Body is too long (maximum is ${longestBody} characters)`;
  return new Refusal(422, 'Validation Failed', {
    errors: [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }],
  });
}

function checkNotEmpty(body: string): void {
  if (body.trim() !== '') return;
  throw new Refusal(422, 'Validation Failed', {
    errors: [{ resource: 'IssueComment', code: 'missing_field', field: 'body' }],
  });
}

function announceComment(
  state: ForgeState,
  where: CommentAt,
  what: { action: string; sender: Account; fields?: Record<string, unknown> },
): void {
  const { repo, issue } = where;
  const fields = {
    issue: issueJson(state, repo, issue, state.origin),
    comment: commentJson(state, where, state.origin),
    ...what.fields,
  };
  emit(state, { event: 'issue_comment', action: what.action, repo, sender: what.sender, fields });
}
