import { checkThread } from '../../auth/access.ts';
import { addComment, commentOf, deleteComment, editComment } from '../../domain/issues/comments.ts';
import { commentJson } from '../../domain/json/issue.ts';
import type { CommentAt } from '../../domain/json/issue.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { actorOf, bodyOf, mustOwnOr, repoOf, writableRepoOf } from '../call.ts';
import { threadOf } from './thread.ts';

function listComments(call: Call): Reply {
  const repo = repoOf(call);
  const issue = threadOf(call, repo);
  const since = call.query.get('since');
  const from = since === null ? -Infinity : Date.parse(since);
  const { page, headers } = pageOf(
    call,
    issue.comments.filter((comment) => comment.updatedAt >= from),
  );
  const body = page.map((comment) => commentJson(call.state, { repo, issue, comment }, call.origin));
  return { status: 200, body, headers };
}

function createComment(call: Call): Reply {
  const repo = writableRepoOf(call);
  const issue = threadOf(call, repo);
  const { body } = bodyOf<{ body: string }>(call);
  const comment = addComment(call.state, repo, issue, { body, author: actorOf(call) });
  return { status: 201, body: commentJson(call.state, { repo, issue, comment }, call.origin) };
}

function updateComment(call: Call): Reply {
  const where = commentAt(call, writableRepoOf(call));
  mustOwnOr(call, { repo: where.repo, author: where.comment.author, least: 'write' });
  editComment(call.state, where, { ...bodyOf<{ body: string }>(call), actor: actorOf(call) });
  return { status: 200, body: commentJson(call.state, where, call.origin) };
}

function commentAt(call: Call, repo: Repo): CommentAt {
  const where = commentOf(repo, Number(call.params['comment_id']));
  if (where === undefined) throw new Refusal(404, 'Not Found');
  checkThread(call.operationId, call.caller, where);
  return where;
}

function removeComment(call: Call): Reply {
  const where = commentAt(call, writableRepoOf(call));
  mustOwnOr(call, { repo: where.repo, author: where.comment.author, least: 'write' });
  deleteComment(call.state, where, actorOf(call));
  return { status: 204 };
}

export const commentHandlers: Handlers = {
  'issues/list-comments': listComments,
  'issues/create-comment': createComment,
  'issues/get-comment': (call) => ({
    status: 200,
    body: commentJson(call.state, commentAt(call, repoOf(call)), call.origin),
  }),
  'issues/update-comment': updateComment,
  'issues/delete-comment': removeComment,
};
