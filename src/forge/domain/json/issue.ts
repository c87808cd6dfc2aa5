import { hasRole } from '../repos.ts';
import type { Account, Comment, ForgeState, Issue, Label, Pull, Repo } from '../state.ts';
import { accountJson, appJson } from './account.ts';
import { nodeId } from './ids.ts';
import { iso, isoOrNull } from './instant.ts';
import { repoApi, repoHtml } from './repository.ts';

/** How an author stands to the repository, as far as roles tell. */
export function associationOf(repo: Repo, author: Account): 'OWNER' | 'COLLABORATOR' | 'MEMBER' | 'NONE' {
  if (author.login === repo.owner.login) return 'OWNER';
  if (!hasRole(repo, author, 'read')) return 'NONE';
  return repo.owner.type === 'Organization' ? 'MEMBER' : 'COLLABORATOR';
}

export function issueNodeId(repo: Repo, issue: Issue | Pull): string {
  return nodeId(issue.kind === 'pull' ? 'PR' : 'I', repo.id, issue.number);
}

export function commentNodeId(repo: Repo, issue: Issue | Pull, comment: Comment): string {
  return nodeId('IC', repo.id, issue.number, comment.id);
}

export function labelNodeId(repo: Repo, label: Label): string {
  return nodeId('LA', repo.id, label.id);
}

/** The address of an issue or pull request for people. */
export function issueHtml(repo: Repo, issue: Issue | Pull, origin: string): string {
  return `${repoHtml(repo, origin)}/${issue.kind === 'pull' ? 'pull' : 'issues'}/${issue.number}`;
}

export function labelJson(repo: Repo, label: Label, origin: string) {
  return {
    id: label.id,
    node_id: labelNodeId(repo, label),
    url: `${repoApi(repo, origin)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

/** The labels of an issue, in the order they were set. */
export function labelsOf(repo: Repo, issue: Issue | Pull): Label[] {
  return [...issue.labels].flatMap((id) => repo.labels.get(id) ?? []);
}

/** Who has the work; the first of them also by the old name. */
export function assigneesJson({ assignees }: Issue | Pull, origin: string) {
  const all = assignees.map((one) => accountJson(one, origin));
  return { assignee: all[0] ?? null, assignees: all };
}

function reactionsJson(url: string) {
  const none = { '+1': 0, '-1': 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0 };
  return { url: `${url}/reactions`, total_count: 0, ...none };
}

export function performedBy(state: ForgeState, author: Account, origin: string) {
  return author.login === state.app.bot.login ? appJson(state.app, origin) : null;
}

function pullLinks(repo: Repo, pull: Pull, origin: string) {
  const html = issueHtml(repo, pull, origin);
  return {
    url: `${repoApi(repo, origin)}/pulls/${pull.number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: isoOrNull(pull.merged?.at),
  };
}

/** An issue (or a pull request seen as one) as REST answers and webhooks carry it. */
export function issueJson(state: ForgeState, repo: Repo, issue: Issue | Pull, origin: string) {
  const api = `${repoApi(repo, origin)}/issues/${issue.number}`;
  return {
    id: issue.id,
    node_id: issueNodeId(repo, issue),
    url: api,
    repository_url: repoApi(repo, origin),
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    timeline_url: `${api}/timeline`,
    html_url: issueHtml(repo, issue, origin),
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: accountJson(issue.author, origin),
    labels: labelsOf(repo, issue).map((label) => labelJson(repo, label, origin)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    active_lock_reason: issue.lockReason ?? null,
    ...assigneesJson(issue, origin),
    milestone: null,
    comments: issue.comments.length,
    created_at: iso(issue.createdAt),
    updated_at: iso(issue.updatedAt),
    closed_at: isoOrNull(issue.closedAt),
    author_association: associationOf(repo, issue.author),
    ...(issue.kind === 'pull' && { draft: issue.draft, pull_request: pullLinks(repo, issue, origin) }),
    reactions: reactionsJson(api),
    performed_via_github_app: performedBy(state, issue.author, origin),
  };
}

/** What REST says of an issue beside that: none here has parts or blocks another. */
const unused = {
  sub_issues_summary: { total: 0, completed: 0, percent_completed: 0 },
  issue_dependencies_summary: { blocked_by: 0, total_blocked_by: 0, blocking: 0, total_blocking: 0 },
  issue_field_values: [],
  pinned_comment: null,
};

/** An issue as REST lists it. */
export function listedIssueJson(state: ForgeState, repo: Repo, issue: Issue | Pull, origin: string) {
  return { ...issueJson(state, repo, issue, origin), ...unused };
}

/** An issue as REST answers it: unlike webhooks it says who closed it, and which type it is of, here none. */
export function answeredIssueJson(state: ForgeState, repo: Repo, issue: Issue | Pull, origin: string) {
  const closer = issue.closedBy === undefined ? null : accountJson(issue.closedBy, origin);
  return { ...listedIssueJson(state, repo, issue, origin), closed_by: closer, type: null };
}

export interface CommentAt {
  repo: Repo;
  issue: Issue | Pull;
  comment: Comment;
}

/** A comment of an issue or pull request. */
export function commentJson(state: ForgeState, { repo, issue, comment }: CommentAt, origin: string) {
  const url = `${repoApi(repo, origin)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: commentNodeId(repo, issue, comment),
    url,
    html_url: `${issueHtml(repo, issue, origin)}#issuecomment-${comment.id}`,
    issue_url: `${repoApi(repo, origin)}/issues/${issue.number}`,
    body: comment.body,
    user: accountJson(comment.author, origin),
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    author_association: associationOf(repo, comment.author),
    reactions: reactionsJson(url),
    performed_via_github_app: performedBy(state, comment.author, origin),
  };
}
