import { setAssignees } from '../../../domain/issues/assignees.ts';
import { setLabels } from '../../../domain/issues/labels.ts';
import { labelsOf } from '../../../domain/json/issue.ts';
import { hasRole } from '../../../domain/repos.ts';
import type { Issue, Pull, Repo } from '../../../domain/state.ts';
import { repoOfNode } from '../../access.ts';
import type { View } from '../../graph.ts';
import { accountOfNode, labelOf } from '../../lookup.ts';
import { unresolved } from '../../refusal.ts';

/** Which labels an issue or pull request is to have, and who is to do it; null or absent changes nothing. */
export interface Sorting {
  labelIds?: string[] | null;
  assigneeIds?: string[] | null;
}

/** The same by names. */
export interface Sorted {
  labels?: string[];
  assignees?: string[];
}

/** Reads the ids; from people who may not sort GitHub drops what they ask without a word. */
export function sortedOf(view: View, repo: Repo, { labelIds, assigneeIds }: Sorting): Sorted {
  const labels = labelIds?.map((id) => {
    // A label of another repository is none of this one, whoever can see it.
    if (repoOfNode(view, id) !== repo) throw unresolved(id);
    return labelOf(view, id).name;
  });
  const assignees = assigneeIds?.map((id) => accountOfNode(view, id).login);
  if (view.caller.kind === 'person' && !hasRole(repo, view.caller.account, 'triage')) return {};
  return { ...(labels !== undefined && { labels }), ...(assignees !== undefined && { assignees }) };
}

/** Sets exactly these labels and assignees; what is not named stays as it is. */
export function sortThread(view: View, repo: Repo, issue: Issue | Pull, { labels, assignees }: Sorted): void {
  const actor = view.caller.account;
  if (labels !== undefined) {
    const remove = labelsOf(repo, issue).flatMap(({ name }) => (labels.includes(name) ? [] : [name]));
    setLabels(view.state, repo, issue, { add: labels, remove, actor });
  }
  if (assignees !== undefined) {
    const remove = issue.assignees.flatMap(({ login }) => (assignees.includes(login) ? [] : [login]));
    setAssignees(view.state, repo, issue, { add: assignees, remove, actor });
  }
}
