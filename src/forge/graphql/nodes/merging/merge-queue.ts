import { nodeId } from '../../../domain/json/ids.ts';
import { iso } from '../../../domain/json/instant.ts';
import { repoHtml } from '../../../domain/json/repository.ts';
import { verdictOf } from '../../../domain/pulls/queue/advance.ts';
import { placeOf, queueOn, queueRuleOf } from '../../../domain/pulls/queue/entry.ts';
import type { QueueEntry } from '../../../domain/pulls/queue/entry.ts';
import type { Pull, Repo } from '../../../domain/state.ts';
import type { Fields, Graph } from '../../graph.ts';
import { connection } from '../connection.ts';
import type { Paging } from '../connection.ts';

/** The merge queue of a branch; null where none is asked for. */
export function queueFields(graph: Graph, repo: Repo, branch: string): Fields | null {
  if (queueRuleOf(repo, branch) === undefined) return null;
  const resourcePath = `${repoHtml(repo, '')}/queue/${branch}`;
  return {
    __typename: 'MergeQueue',
    id: nodeId('MQ', repo.id, branch),
    url: graph.view.origin + resourcePath,
    resourcePath,
    repository: () => graph.repository(repo),
    entries: (paging: Paging) =>
      connection('entries', queueOn(repo, branch), {
        paging,
        node: (entry) => graph.queueEntry(repo, branch, entry),
      }),
  };
}

/** A pull request's place in a queue; the one it had, when it has just left. */
export function queueEntryFields(graph: Graph, repo: Repo, branch: string, entry: QueueEntry): Fields {
  const { id, pull, by, at, group } = entry;
  return {
    __typename: 'MergeQueueEntry',
    id: nodeId('MQE', repo.id, branch, id),
    position: queueOn(repo, branch).indexOf(entry) + 1,
    state: stateOf(repo, branch, entry),
    enqueuedAt: iso(at),
    enqueuer: () => graph.actor(by),
    estimatedTimeToMerge: null,
    baseCommit: () => (group === undefined ? null : graph.commit(repo, group.base)),
    headCommit: () => (group === undefined ? null : graph.commit(repo, group.head)),
    pullRequest: () => graph.pull(repo, pull),
    mergeQueue: () => graph.mergeQueue(repo, branch),
  };
}

function stateOf(repo: Repo, branch: string, { group }: QueueEntry): string {
  if (group === undefined) return 'QUEUED';
  const states = { pending: 'AWAITING_CHECKS', success: 'MERGEABLE', failure: 'UNMERGEABLE' };
  return states[verdictOf(repo, branch, group)];
}

/** What a pull request shows of the queue it is in or has to go through. */
export function queuedFields(graph: Graph, repo: Repo, pull: Pull): Fields {
  const place = placeOf(repo, pull);
  return {
    isMergeQueueEnabled: queueRuleOf(repo, pull.base) !== undefined,
    isInMergeQueue: place !== undefined,
    mergeQueue: () => graph.mergeQueue(repo, pull.base),
    mergeQueueEntry: () => (place === undefined ? null : graph.queueEntry(repo, place.branch, place.entry)),
  };
}
