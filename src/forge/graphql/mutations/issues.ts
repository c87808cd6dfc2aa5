import { closeThread, reopenThread } from '../../domain/issues/issues.ts';
import { deleteIssue, transferIssue } from '../../domain/issues/moves.ts';
import type { CloseReason, Issue, Repo } from '../../domain/state.ts';
import { mustWrite, repoOfNode } from '../access.ts';
import type { Demand } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { issueOf } from '../lookup.ts';
import type { Input } from './input.ts';

interface CloseInput {
  issueId: string;
  stateReason?: string | null;
}

interface TransferInput {
  issueId: string;
  repositoryId: string;
  createLabelsIfMissing?: boolean | null;
}

/** What happens to an issue as a whole. */
export function issueMutations(graph: Graph): Fields {
  const { view } = graph;
  const { state } = view;
  const actor = view.caller.account;
  const issueAt = (id: string, demand: (issue: Issue) => Omit<Demand, 'permissions'>): { repo: Repo; issue: Issue } => {
    const { repo, issue } = issueOf(view, id);
    mustWrite(view, repo, { permissions: ['issues'], ...demand(issue) });
    return { repo, issue };
  };
  // People may close and reopen what they opened.
  const ownOr = (mutation: string) => (issue: Issue) =>
    ({ role: issue.author.login === actor.login ? 'read' : 'triage', mutation }) as const;
  return {
    closeIssue: ({ input }: Input<CloseInput>) => {
      const { repo, issue } = issueAt(input.issueId, ownOr('CloseIssue'));
      closeThread(state, repo, issue, { actor, reason: reasonOf(input.stateReason) });
      return { issue: graph.issue(repo, issue) };
    },
    reopenIssue: ({ input }: Input<{ issueId: string }>) => {
      const { repo, issue } = issueAt(input.issueId, ownOr('ReopenIssue'));
      reopenThread(state, repo, issue, actor);
      return { issue: graph.issue(repo, issue) };
    },
    transferIssue: ({ input }: Input<TransferInput>) => {
      const demand = { role: 'write', mutation: 'TransferIssue' } as const;
      const { repo, issue } = issueAt(input.issueId, () => demand);
      const to = repoOfNode(view, input.repositoryId);
      mustWrite(view, to, { permissions: ['issues'], ...demand });
      const createLabels = input.createLabelsIfMissing ?? false;
      return { issue: graph.issue(to, transferIssue(state, repo, issue, { to, createLabels, actor })) };
    },
    deleteIssue: ({ input }: Input<{ issueId: string }>) => {
      const { repo, issue } = issueAt(input.issueId, () => ({ role: 'admin', mutation: 'DeleteIssue' }));
      deleteIssue(state, repo, issue, actor);
      return { repository: graph.repository(repo) };
    },
  };
}

function reasonOf(stateReason: string | null | undefined): CloseReason {
  return (stateReason ?? 'COMPLETED').toLowerCase() as CloseReason;
}
