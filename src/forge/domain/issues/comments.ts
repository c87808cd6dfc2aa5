import { Refusal } from '../../http/handler.ts';
import { emit } from '../json/event.ts';
import { commentJson, issueJson } from '../json/issue.ts';
import type { CommentAt } from '../json/issue.ts';
import { hasRole } from '../repos.ts';
import type { Account, Comment, ForgeState, Issue, Pull, Repo } from '../state.ts';
import { checkBody } from './text.ts';

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
  checkText(body);
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
  checkText(body);
  const { comment } = where;
  if (comment.body === body) return;
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = state.clock.now();
  announceComment(state, where, { action: 'edited', sender: actor, fields: { changes } });
}

/** Finds a comment anywhere in a repository. */
export function commentOf(repo: Repo, id: number): CommentAt | undefined {
  for (const issue of repo.issues.values()) {
    const comment = issue.comments.find((one) => one.id === id);
    if (comment !== undefined) return { repo, issue, comment };
  }
  return undefined;
}

function checkText(body: string): void {
  checkBody(body, 'IssueComment');
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
