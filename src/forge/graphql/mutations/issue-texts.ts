import { closeThread, editText, openIssue, reopenThread } from '../../domain/issues/issues.ts';
import { mustWrite, repoOfNode } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { issueOf } from '../lookup.ts';
import type { Input } from './input.ts';
import { sortedOf, sortThread, type Sorting } from './threads/sorting.ts';

interface NewIssueInput extends Sorting {
  repositoryId: string;
  title: string;
  body?: string | null;
}

interface UpdateInput extends Sorting {
  id: string;
  title?: string | null;
  body?: string | null;
  state?: 'OPEN' | 'CLOSED' | null;
}

/** What an issue says. */
export function issueTextMutations(graph: Graph): Fields {
  const { view } = graph;
  const { state } = view;
  const actor = view.caller.account;
  return {
    createIssue: ({ input }: Input<NewIssueInput>) => {
      const repo = repoOfNode(view, input.repositoryId);
      mustWrite(view, repo, { permissions: ['issues'], role: 'read', mutation: 'CreateIssue' });
      const { title, body = null } = input;
      const { labels = [], ...sorted } = sortedOf(view, repo, input);
      const issue = openIssue(state, repo, { title, body, labels, author: actor });
      sortThread(view, repo, issue, sorted);
      return { issue: graph.issue(repo, issue) };
    },
    updateIssue: ({ input }: Input<UpdateInput>) => {
      const { repo, issue } = issueOf(view, input.id);
      const role = issue.author.login === actor.login ? 'read' : 'triage';
      mustWrite(view, repo, { permissions: ['issues'], role, mutation: 'UpdateIssue' });
      const sorted = sortedOf(view, repo, input);
      editText(state, repo, issue, { title: input.title ?? undefined, body: input.body ?? undefined, actor });
      sortThread(view, repo, issue, sorted);
      if (input.state === 'CLOSED') closeThread(state, repo, issue, { actor });
      if (input.state === 'OPEN') reopenThread(state, repo, issue, actor);
      return { issue: graph.issue(repo, issue), actor: graph.actor(actor) };
    },
  };
}
