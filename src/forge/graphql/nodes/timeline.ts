import { nodeId } from '../../domain/json/ids.ts';
import { iso } from '../../domain/json/instant.ts';
import { issueHtml } from '../../domain/json/issue.ts';
import type { Issue, Pull, Repo, Reviewer, TimelineEvent } from '../../domain/state.ts';
import { mustRead } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { connection } from './connection.ts';
import type { Paging } from './connection.ts';

const typenames = {
  closed: 'ClosedEvent',
  reopened: 'ReopenedEvent',
  merged: 'MergedEvent',
  labeled: 'LabeledEvent',
  unlabeled: 'UnlabeledEvent',
  review_requested: 'ReviewRequestedEvent',
  review_request_removed: 'ReviewRequestRemovedEvent',
} as const;

const itemTypes = {
  closed: 'CLOSED_EVENT',
  reopened: 'REOPENED_EVENT',
  merged: 'MERGED_EVENT',
  labeled: 'LABELED_EVENT',
  unlabeled: 'UNLABELED_EVENT',
  review_requested: 'REVIEW_REQUESTED_EVENT',
  review_request_removed: 'REVIEW_REQUEST_REMOVED_EVENT',
} as const;

interface Asked extends Paging {
  itemTypes?: string[] | null;
  since?: string | null;
  skip?: number | null;
}

/** The timeline of an issue or pull request, of the kinds the forge keeps. */
export function timelineFields(graph: Graph, repo: Repo, issue: Issue | Pull): (asked: Asked) => Fields {
  return ({ itemTypes: wanted, since, skip, ...paging }) => {
    const from = typeof since === 'string' ? Date.parse(since) : -Infinity;
    const events = issue.timeline.filter(({ kind, at }) => at >= from && (wanted?.includes(itemTypes[kind]) ?? true));
    const node = (event: TimelineEvent) => eventFields(graph, repo, { issue, event });
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
  { issue, event }: { issue: Issue | Pull; event: TimelineEvent },
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
    ...(event.kind === 'closed' && closedFields(graph, issue, event)),
    ...(event.reviewer !== undefined && requestFields(graph, repo, { issue, reviewer: event.reviewer })),
    ...(event.kind === 'merged' && issue.kind === 'pull' && mergedFields(graph, repo, issue)),
  };
}

function closedFields(graph: Graph, issue: Issue | Pull, { closer }: TimelineEvent): Fields {
  return {
    stateReason: issue.kind === 'issue' ? (issue.stateReason?.toUpperCase() ?? null) : null,
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
