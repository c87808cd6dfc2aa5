import { addComment, deleteComment, editComment, minimizeComment } from '../../domain/issues/comments.ts';
import { mustWrite, permissionsFor } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { commentAt, threadOf } from '../lookup.ts';
import type { Input } from './input.ts';

export function commentMutations(graph: Graph): Fields {
  const { view } = graph;
  const actor = view.caller.account;
  return {
    addComment: ({ input }: Input<{ subjectId: string; body: string }>) => {
      const { repo, issue } = threadOf(view, input.subjectId);
      const permissions = permissionsFor(issue);
      mustWrite(view, repo, { permissions, role: 'read', mutation: 'AddComment' });
      const comment = addComment(view.state, repo, issue, { body: input.body, author: actor });
      const cursor = Buffer.from(`cursor:v2:${issue.comments.length - 1}`).toString('base64');
      return {
        commentEdge: { cursor, node: graph.comment({ repo, issue, comment }) },
        subject: graph.thread(repo, issue),
      };
    },
    updateIssueComment: ({ input }: Input<{ id: string; body: string }>) => {
      const where = commentAt(view, input.id);
      const isOwn = where.comment.author.login === actor.login;
      const permissions = permissionsFor(where.issue);
      mustWrite(view, where.repo, { permissions, role: isOwn ? 'read' : 'write', mutation: 'UpdateIssueComment' });
      editComment(view.state, where, { body: input.body, actor });
      return { issueComment: graph.comment(where) };
    },
    deleteIssueComment: ({ input }: Input<{ id: string }>) => {
      const where = commentAt(view, input.id);
      const isOwn = where.comment.author.login === actor.login;
      const permissions = permissionsFor(where.issue);
      mustWrite(view, where.repo, { permissions, role: isOwn ? 'read' : 'write', mutation: 'DeleteIssueComment' });
      deleteComment(view.state, where, actor);
      return {};
    },
    minimizeComment: ({ input }: Input<{ subjectId: string; classifier: string }>) => {
      const where = commentAt(view, input.subjectId);
      const permissions = permissionsFor(where.issue);
      mustWrite(view, where.repo, { permissions, role: 'write', mutation: 'MinimizeComment' });
      minimizeComment(where.comment, input.classifier.toLowerCase().replaceAll('_', '-'));
      return { minimizedComment: graph.comment(where) };
    },
  };
}
