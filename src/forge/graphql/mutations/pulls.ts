import { closeThread } from '../../domain/issues/issues.ts';
import { editPull, openPull, reopenPull } from '../../domain/pulls/pulls.ts';
import type { PullEdit } from '../../domain/pulls/pulls.ts';
import type { Account } from '../../domain/state.ts';
import { mustWrite, repoOfNode } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { pullOf } from '../lookup.ts';
import type { Input } from './input.ts';
import { sortedOf, sortThread, type Sorting } from './threads/sorting.ts';

interface CreateInput {
  repositoryId: string;
  baseRefName: string;
  headRefName: string;
  title: string;
  body?: string | null;
  draft?: boolean | null;
}

interface UpdateInput extends Sorting {
  pullRequestId: string;
  title?: string | null;
  body?: string | null;
  baseRefName?: string | null;
  state?: 'OPEN' | 'CLOSED' | null;
}

const demand = (mutation: string, role: 'read' | 'write') => ({ permissions: ['pull_requests'], role, mutation });

export function pullMutations(graph: Graph): Fields {
  const { view } = graph;
  const { state } = view;
  const actor = view.caller.account;
  const writable = (id: string, mutation: string) => {
    const found = pullOf(view, id);
    const isOwn = found.pull.author.login === actor.login;
    mustWrite(view, found.repo, demand(mutation, isOwn ? 'read' : 'write'));
    return found;
  };
  return {
    createPullRequest: ({ input }: Input<CreateInput>) => {
      const repo = repoOfNode(view, input.repositoryId);
      mustWrite(view, repo, demand('CreatePullRequest', 'read'));
      const { title, body = null, draft, baseRefName: base, headRefName: head } = input;
      const pull = openPull(state, repo, { title, body, head, base, draft: draft ?? false, author: actor });
      return { pullRequest: graph.pull(repo, pull) };
    },
    updatePullRequest: ({ input }: Input<UpdateInput>) => {
      const { repo, pull } = writable(input.pullRequestId, 'UpdatePullRequest');
      const sorted = sortedOf(view, repo, input);
      editPull(state, repo, pull, editOf(input, actor));
      sortThread(view, repo, pull, sorted);
      return { pullRequest: graph.pull(repo, pull), actor: graph.actor(actor) };
    },
    closePullRequest: ({ input }: Input<{ pullRequestId: string }>) => {
      const { repo, pull } = writable(input.pullRequestId, 'ClosePullRequest');
      closeThread(state, repo, pull, { actor });
      return { pullRequest: graph.pull(repo, pull) };
    },
    reopenPullRequest: ({ input }: Input<{ pullRequestId: string }>) => {
      const { repo, pull } = writable(input.pullRequestId, 'ReopenPullRequest');
      reopenPull(state, repo, pull, actor);
      return { pullRequest: graph.pull(repo, pull) };
    },
  };
}

/** An argument that is null or absent changes nothing. */
function editOf({ title, body, baseRefName, state }: UpdateInput, actor: Account): PullEdit {
  return {
    title: title ?? undefined,
    body: body ?? undefined,
    base: baseRefName ?? undefined,
    state: state === 'OPEN' ? 'open' : state === 'CLOSED' ? 'closed' : undefined,
    actor,
  };
}
