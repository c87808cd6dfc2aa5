import { closeThread, editText, openIssue, reopenThread } from '../../domain/issues/issues.ts';
import { setLabels } from '../../domain/issues/labels.ts';
import { labelsOf } from '../../domain/json/issue.ts';
import { hasRole } from '../../domain/repos.ts';
import type { Issue, Repo } from '../../domain/state.ts';
import { mustWrite, repoOfNode } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { issueOf, labelOf } from '../lookup.ts';
import { unresolved } from '../refusal.ts';
import type { Input } from './input.ts';

interface NewIssueInput {
  repositoryId: string;
  title: string;
  body?: string | null;
  labelIds?: string[] | null;
}

interface UpdateInput {
  id: string;
  title?: string | null;
  body?: string | null;
  state?: 'OPEN' | 'CLOSED' | null;
  labelIds?: string[] | null;
}

/** What an issue says. */
export function issueTextMutations(graph: Graph): Fields {
  const { view } = graph;
  const { state } = view;
  const actor = view.caller.account;
  // From people who may not set labels GitHub drops them silently.
  const namesOf = (repo: Repo, ids: string[] | null | undefined): string[] | undefined => {
    const names = ids?.map((id) => {
      if (repoOfNode(view, id) !== repo) throw unresolved(id);
      return labelOf(view, id).name;
    });
    return view.caller.kind === 'person' && !hasRole(repo, actor, 'triage') ? undefined : names;
  };
  const relabel = (repo: Repo, issue: Issue, names: string[]) => {
    const remove = labelsOf(repo, issue).flatMap(({ name }) => (names.includes(name) ? [] : [name]));
    setLabels(state, repo, issue, { add: names, remove, actor });
  };
  return {
    createIssue: ({ input }: Input<NewIssueInput>) => {
      const repo = repoOfNode(view, input.repositoryId);
      mustWrite(view, repo, { permissions: ['issues'], role: 'read', mutation: 'CreateIssue' });
      const { title, body = null } = input;
      const labels = namesOf(repo, input.labelIds) ?? [];
      return { issue: graph.issue(repo, openIssue(state, repo, { title, body, labels, author: actor })) };
    },
    updateIssue: ({ input }: Input<UpdateInput>) => {
      const { repo, issue } = issueOf(view, input.id);
      const role = issue.author.login === actor.login ? 'read' : 'triage';
      mustWrite(view, repo, { permissions: ['issues'], role, mutation: 'UpdateIssue' });
      const names = namesOf(repo, input.labelIds);
      editText(state, repo, issue, { title: input.title ?? undefined, body: input.body ?? undefined, actor });
      if (names !== undefined) relabel(repo, issue, names);
      if (input.state === 'CLOSED') closeThread(state, repo, issue, { actor });
      if (input.state === 'OPEN') reopenThread(state, repo, issue, actor);
      return { issue: graph.issue(repo, issue), actor: graph.actor(actor) };
    },
  };
}
