import { iso } from '../../../domain/json/instant.ts';
import { isReady } from '../../../domain/pulls/test-merge.ts';
import { queueRuleOf } from '../../../domain/pulls/queue/entry.ts';
import { canWrite } from '../../../domain/repos.ts';
import type { AutoMerge, Pull, Repo } from '../../../domain/state.ts';
import type { Fields, Graph } from '../../graph.ts';

/** The automatic merge of a pull request, and what the viewer may do about it. */
export function autoMergeFields(graph: Graph, repo: Repo, pull: Pull): Fields {
  const { state, caller } = graph.view;
  const isOpen = pull.state === 'open';
  const { autoMerge } = pull;
  return {
    autoMergeRequest: () => (autoMerge === undefined ? null : requestFields(graph, { repo, pull, autoMerge })),
    viewerCanEnableAutoMerge: () =>
      isOpen &&
      repo.autoMergeAllowed &&
      autoMerge === undefined &&
      canWrite(repo, caller, 'contents') &&
      (queueRuleOf(repo, pull.base) !== undefined || !isReady(state, repo, pull)),
    viewerCanDisableAutoMerge: () => isOpen && autoMerge !== undefined && canWrite(repo, caller, 'contents'),
  };
}

function requestFields(graph: Graph, at: { repo: Repo; pull: Pull; autoMerge: AutoMerge }): Fields {
  const { by, at: instant, method, title, message } = at.autoMerge;
  return {
    __typename: 'AutoMergeRequest',
    enabledAt: iso(instant),
    enabledBy: () => graph.actor(by),
    mergeMethod: method.toUpperCase(),
    commitHeadline: title ?? null,
    commitBody: message ?? null,
    pullRequest: () => graph.pull(at.repo, at.pull),
  };
}
