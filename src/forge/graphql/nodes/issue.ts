import {
  associationOf,
  commentNodeId,
  issueHtml,
  issueNodeId,
  labelNodeId,
  labelsOf,
} from '../../domain/json/issue.ts';
import type { CommentAt } from '../../domain/json/issue.ts';
import { iso, isoOrNull } from '../../domain/json/instant.ts';
import { fullNameOf, repoHtml } from '../../domain/json/repository.ts';
import { hasRole } from '../../domain/repos.ts';
import type { Account, Issue, Label, Pull, Repo, TextEdit } from '../../domain/state.ts';
import { mustRead } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { connection } from './connection.ts';
import type { Paging } from './connection.ts';
import { issuesAsked, pullsAsked } from '../thread-filter.ts';
import type { IssueAsked, PullFilter } from '../thread-filter.ts';
import { planningFields, reactionFields } from './threads/planning.ts';
import { timelineFields } from './timeline.ts';

function mayEdit({ view: { caller } }: Graph, repo: Repo, author: Account): boolean {
  return (
    caller.account.login === author.login || caller.kind === 'installation' || hasRole(repo, caller.account, 'triage')
  );
}

/** What issues and pull requests have in common. */
export function threadFields(graph: Graph, repo: Repo, issue: Issue | Pull): Fields {
  const { view } = graph;
  const body = issue.body ?? '';
  return {
    id: issueNodeId(repo, issue),
    databaseId: issue.kind === 'pull' ? issue.pullId : issue.id,
    fullDatabaseId: String(issue.kind === 'pull' ? issue.pullId : issue.id),
    number: issue.number,
    title: issue.title,
    body,
    bodyText: body,
    url: issueHtml(repo, issue, view.origin),
    resourcePath: issueHtml(repo, issue, ''),
    closed: issue.state === 'closed',
    closedAt: isoOrNull(issue.closedAt),
    createdAt: iso(issue.createdAt),
    updatedAt: iso(issue.updatedAt),
    author: () => graph.actor(issue.author),
    ...editFields(graph, issue.edited),
    authorAssociation: associationOf(repo, issue.author),
    locked: issue.locked,
    activeLockReason: issue.lockReason?.replaceAll(/[ -]/g, '_').toUpperCase() ?? null,
    repository: () => graph.repository(repo),
    labels: (paging: Paging) =>
      connection('labels', labelsOf(repo, issue), { paging, node: (label) => graph.label(repo, label) }),
    assignees: (paging: Paging) =>
      connection('assignees', issue.assignees, { paging, node: (one) => graph.actor(one) }),
    comments: (paging: Paging) =>
      connection('comments', issue.comments, { paging, node: (comment) => graph.comment({ repo, issue, comment }) }),
    timelineItems: timelineFields(graph, repo, issue),
    ...planningFields(graph, issue),
    ...reactionFields(),
    viewerCanLabel: () => mayEdit(graph, repo, issue.author),
    viewerCanUpdate: () => mayEdit(graph, repo, issue.author),
    viewerDidAuthor: view.caller.account.login === issue.author.login,
  };
}

/** Who changed a text last, and when; null while it is as its author wrote it. */
function editFields(graph: Graph, edited: TextEdit | undefined): Fields {
  return {
    editor: () => (edited === undefined ? null : graph.actor(edited.by)),
    lastEditedAt: isoOrNull(edited?.at),
  };
}

export function issueFields(graph: Graph, repo: Repo, issue: Issue): Fields {
  return {
    __typename: 'Issue',
    ...threadFields(graph, repo, issue),
    state: issue.state.toUpperCase(),
    stateReason: issue.stateReason?.toUpperCase() ?? null,
    isPinned: issue.isPinned ?? false,
  };
}

export function commentFields(graph: Graph, where: CommentAt): Fields {
  const { repo, issue, comment } = where;
  const { view } = graph;
  const anchor = `#issuecomment-${comment.id}`;
  return {
    __typename: 'IssueComment',
    id: commentNodeId(repo, issue, comment),
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    bodyText: comment.body,
    author: () => graph.actor(comment.author),
    authorAssociation: associationOf(repo, comment.author),
    createdAt: iso(comment.createdAt),
    updatedAt: iso(comment.updatedAt),
    publishedAt: iso(comment.createdAt),
    ...editFields(graph, comment.edited),
    includesCreatedEdit: comment.edited !== undefined,
    ...reactionFields(),
    url: issueHtml(repo, issue, view.origin) + anchor,
    resourcePath: issueHtml(repo, issue, '') + anchor,
    issue: () => graph.thread(repo, issue),
    pullRequest: () => (issue.kind === 'pull' ? graph.pull(repo, issue) : null),
    repository: () => graph.repository(repo),
    isMinimized: comment.minimized !== undefined,
    minimizedReason: comment.minimized ?? null,
    viewerDidAuthor: view.caller.account.login === comment.author.login,
    viewerCanUpdate: () => mayEdit(graph, repo, comment.author),
    viewerCanDelete: () => mayEdit(graph, repo, comment.author),
    viewerCanMinimize: () => hasRole(repo, view.caller.account, 'write'),
  };
}

export function labelFields(graph: Graph, repo: Repo, label: Label): Fields {
  const path = `/labels/${encodeURIComponent(label.name)}`;
  return {
    __typename: 'Label',
    id: labelNodeId(repo, label),
    name: label.name,
    color: label.color,
    description: label.description,
    isDefault: false,
    createdAt: iso(label.createdAt),
    updatedAt: iso(label.updatedAt),
    url: repoHtml(repo, graph.view.origin) + path,
    resourcePath: `/${fullNameOf(repo)}${path}`,
    repository: () => graph.repository(repo),
    ...labelledFields(graph, repo, label),
  };
}

/** What has a label: the same lists as the repository's own, narrowed. */
function labelledFields(graph: Graph, repo: Repo, label: Label): Fields {
  const hasLabel = (issue: Issue | Pull) => issue.labels.has(label.id);
  return {
    issues: (asked: IssueAsked & Paging) => {
      mustRead(graph.view, repo, 'issues');
      const issues = issuesAsked(repo, asked).filter(hasLabel);
      return connection('issues', issues, { paging: asked, node: (issue) => graph.issue(repo, issue) });
    },
    pullRequests: (asked: PullFilter & Paging) => {
      mustRead(graph.view, repo, 'pull_requests');
      const pulls = pullsAsked(repo, asked).filter(hasLabel);
      return connection('pullRequests', pulls, { paging: asked, node: (pull) => graph.pull(repo, pull) });
    },
  };
}
