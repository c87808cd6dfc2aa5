import { addComment, editComment } from '../../domain/issues/comments.ts';
import { setLabels } from '../../domain/issues/labels.ts';
import { mustWrite } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { commentAt, labelOf, threadOf } from '../lookup.ts';
import type { Input } from './input.ts';

const permissions = ['issues', 'pull_requests'];

interface LabelInput {
  labelableId: string;
  labelIds: string[];
}

export function issueMutations(graph: Graph): Fields {
  const { view } = graph;
  const actor = view.caller.account;
  const relabel = ({ labelableId, labelIds }: LabelInput, mutation: string, key: 'add' | 'remove') => {
    const { repo, issue } = threadOf(view, labelableId);
    mustWrite(view, repo, { permissions, role: 'triage', mutation });
    const names = labelIds.map((id) => labelOf(view, id).name);
    setLabels(view.state, repo, issue, { [key]: names, actor });
    return { labelable: graph.thread(repo, issue) };
  };
  return {
    addComment: ({ input }: Input<{ subjectId: string; body: string }>) => {
      const { repo, issue } = threadOf(view, input.subjectId);
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
      mustWrite(view, where.repo, { permissions, role: isOwn ? 'read' : 'write', mutation: 'UpdateIssueComment' });
      editComment(view.state, where, { body: input.body, actor });
      return { issueComment: graph.comment(where) };
    },
    addLabelsToLabelable: ({ input }: Input<LabelInput>) => relabel(input, 'AddLabelsToLabelable', 'add'),
    removeLabelsFromLabelable: ({ input }: Input<LabelInput>) => relabel(input, 'RemoveLabelsFromLabelable', 'remove'),
  };
}
