import { nodeId } from '../../domain/json/ids.ts';
import { iso } from '../../domain/json/instant.ts';
import { issueHtml } from '../../domain/json/issue.ts';
import type { TimelineEvent } from '../../domain/issues/timeline-event.ts';
import type { Issue, Pull, Repo, Reviewer } from '../../domain/state.ts';
import { mustRead } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { connection } from './connection.ts';
import type { Paging } from './connection.ts';

/** The others are told over REST only; the forge's part of the schema has no such items. */
type Told = Exclude<TimelineEvent['kind'], 'assigned' | 'unassigned' | 'renamed' | 'locked' | 'unlocked'>;

const typenames: Record<Told, string> = {
  closed: 'ClosedEvent',
  reopened: 'ReopenedEvent',
  merged: 'MergedEvent',
  labeled: 'LabeledEvent',
  unlabeled: 'UnlabeledEvent',
  review_requested: 'ReviewRequestedEvent',
  review_request_removed: 'ReviewRequestRemovedEvent',
};

const itemTypes: Record<Told, string> = {
  closed: 'CLOSED_EVENT',
  reopened: 'REOPENED_EVENT',
  merged: 'MERGED_EVENT',
  labeled: 'LABELED_EVENT',
  unlabeled: 'UNLABELED_EVENT',
  review_requested: 'REVIEW_REQUESTED_EVENT',
  review_request_removed: 'REVIEW_REQUEST_REMOVED_EVENT',
};

function isTold(event: TimelineEvent): event is TimelineEvent & { kind: Told } {
  return Object.hasOwn(typenames, event.kind);
}

interface Asked extends Paging {
  itemTypes?: string[] | null;
  since?: string | null;
  skip?: number | null;
}

/** The timeline of an issue or pull request, of the kinds the forge keeps. */
export function timelineFields(graph: Graph, repo: Repo, issue: Issue | Pull): (asked: Asked) => Fields {
  return ({ itemTypes: wanted, since, skip, ...paging }) => {
    const from = typeof since === 'string' ? Date.parse(since) : -Infinity;
    const events = issue.timeline
      .filter(isTold)
      .filter(({ kind, at }) => at >= from && (wanted?.includes(itemTypes[kind]) ?? true));
    const node = (event: TimelineEvent & { kind: Told }) => eventFields(graph, repo, { issue, event });
    return {
      ...connection('timelineItems', events.slice(skip ?? 0), { paging, node }),
      filteredCount: events.length,
      pageCount: events.length,
      updatedAt: iso(issue.updatedAt),
    };
  };
}

function eventFields(
  graph: Graph,
  repo: Repo,
  { issue, event }: { issue: Issue | Pull; event: TimelineEvent & { kind: Told } },
): Fields {
  const anchor = `#event-${event.id}`;
  return {
    __typename: typenames[event.kind],
    id: nodeId('EV', repo.id, issue.number, event.id),
    actor: () => graph.actor(event.actor),
    createdAt: iso(event.at),
    url: issueHtml(repo, issue, graph.view.origin) + anchor,
    resourcePath: issueHtml(repo, issue, '') + anchor,
    ...(event.label !== undefined && { label: graph.label(repo, event.label) }),
    ...(event.kind === 'closed' && closedFields(graph, event)),
    ...(event.reviewer !== undefined && requestFields(graph, repo, { issue, reviewer: event.reviewer })),
    ...(event.kind === 'merged' && issue.kind === 'pull' && mergedFields(graph, repo, issue)),
  };
}

function closedFields(graph: Graph, { closer, stateReason }: TimelineEvent): Fields {
  return {
    stateReason: stateReason?.toUpperCase() ?? null,
    closer: () => {
      if (closer === undefined) return null;
      if ('commit' in closer) return graph.commit(closer.repo, closer.commit);
      const pull = closer.repo.issues.get(closer.number);
      if (pull?.kind !== 'pull') return null;
      mustRead(graph.view, closer.repo, 'pull_requests');
      return graph.pull(closer.repo, pull);
    },
  };
}

function mergedFields(graph: Graph, repo: Repo, pull: Pull): Fields {
  return {
    mergeRefName: pull.base,
    commit: () => (pull.merged === undefined ? null : graph.commit(repo, pull.merged.commit)),
    pullRequest: () => graph.pull(repo, pull),
  };
}

function requestFields(
  graph: Graph,
  repo: Repo,
  { issue, reviewer }: { issue: Issue | Pull; reviewer: Reviewer },
): Fields {
  return { requestedReviewer: () => graph.reviewer(reviewer), pullRequest: () => graph.thread(repo, issue) };
}
