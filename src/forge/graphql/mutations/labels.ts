import { createLabel, setLabels } from '../../domain/issues/labels.ts';
import { mustWrite, permissionsFor, repoOfNode } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { labelOf, threadOf } from '../lookup.ts';
import { unresolved } from '../refusal.ts';
import type { Input } from './input.ts';

/** A label that stands on nothing yet may come to stand on either. */
const permissions = ['issues', 'pull_requests'];

interface LabelsInput {
  labelableId: string;
  labelIds: string[];
}

interface NewLabelInput {
  repositoryId: string;
  name: string;
  color: string;
  description?: string | null;
}

export function labelMutations(graph: Graph): Fields {
  const { view } = graph;
  const actor = view.caller.account;
  const relabel = ({ labelableId, labelIds }: LabelsInput, mutation: string, key: 'add' | 'remove') => {
    const { repo, issue } = threadOf(view, labelableId);
    mustWrite(view, repo, { permissions: permissionsFor(issue), role: 'triage', mutation });
    const names = labelIds.map((id) => {
      // A label of another repository is none of this one, whoever can see it.
      if (repoOfNode(view, id) !== repo) throw unresolved(id);
      return labelOf(view, id).name;
    });
    setLabels(view.state, repo, issue, { [key]: names, actor });
    return { labelable: graph.thread(repo, issue) };
  };
  return {
    addLabelsToLabelable: ({ input }: Input<LabelsInput>) => relabel(input, 'AddLabelsToLabelable', 'add'),
    removeLabelsFromLabelable: ({ input }: Input<LabelsInput>) => relabel(input, 'RemoveLabelsFromLabelable', 'remove'),
    createLabel: ({ input }: Input<NewLabelInput>) => {
      const { repositoryId, name, color, description } = input;
      const repo = repoOfNode(view, repositoryId);
      mustWrite(view, repo, { permissions, role: 'write', mutation: 'CreateLabel' });
      return { label: graph.label(repo, createLabel(view.state, repo, { name, color, description, actor })) };
    },
  };
}
