import { pinIssue, unpinIssue } from '../../domain/issues/pins.ts';
import type { Issue, Repo } from '../../domain/state.ts';
import { mustWrite } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { issueOf } from '../lookup.ts';
import type { Input } from './input.ts';

/** Which issues stand above the list. */
export function issuePinMutations(graph: Graph): Fields {
  const { view } = graph;
  const { state, caller } = view;
  const issueAt = (id: string, mutation: string): { repo: Repo; issue: Issue } => {
    const found = issueOf(view, id);
    mustWrite(view, found.repo, { permissions: ['issues'], role: 'write', mutation });
    return found;
  };
  return {
    pinIssue: ({ input }: Input<{ issueId: string }>) => {
      const { repo, issue } = issueAt(input.issueId, 'PinIssue');
      pinIssue(state, repo, issue, caller.account);
      return { issue: graph.issue(repo, issue) };
    },
    unpinIssue: ({ input }: Input<{ issueId: string }>) => {
      const { repo, issue } = issueAt(input.issueId, 'UnpinIssue');
      unpinIssue(state, repo, issue, caller.account);
      return { issue: graph.issue(repo, issue), id: input.issueId };
    },
  };
}
