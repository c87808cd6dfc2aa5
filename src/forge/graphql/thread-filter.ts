import { labelNamed } from '../domain/issues/labels.ts';
import type { Issue, Pull, Repo } from '../domain/state.ts';

interface Order {
  field: 'CREATED_AT' | 'UPDATED_AT' | 'COMMENTS';
  direction: 'ASC' | 'DESC';
}

export interface IssueFilter {
  states?: string[] | null;
  labels?: string[] | null;
  orderBy?: Order | null;
}

interface IssueFilterBy {
  assignee?: string | null;
  createdBy?: string | null;
  mentioned?: string | null;
  labels?: string[] | null;
  states?: string[] | null;
  since?: string | null;
}

export interface IssueAsked extends IssueFilter {
  filterBy?: IssueFilterBy | null;
}

export interface PullFilter extends IssueFilter {
  headRefName?: string | null;
  baseRefName?: string | null;
}

/** OPEN, CLOSED or MERGED. */
export function stateOf(issue: Issue | Pull): string {
  return issue.kind === 'pull' && issue.merged !== undefined ? 'MERGED' : issue.state.toUpperCase();
}

function isAsked(repo: Repo, issue: Issue | Pull, { states, labels }: IssueFilter): boolean {
  if (states !== undefined && states !== null && !states.includes(stateOf(issue))) return false;
  if (labels === undefined || labels === null) return true;
  return labels.some((name) => issue.labels.has(labelNamed(repo, name)?.id ?? -1));
}

function inOrder<T extends Issue | Pull>(items: T[], order: Order | null | undefined): T[] {
  if (order === undefined || order === null) return items;
  const keys = { CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt', COMMENTS: 'comments' } as const;
  const key = keys[order.field];
  const value = (item: T) => (key === 'comments' ? item.comments.length : item[key]);
  const sign = order.direction === 'ASC' ? 1 : -1;
  return items.sort((a, b) => sign * (value(a) - value(b) || a.number - b.number));
}

export function pullsAsked(repo: Repo, asked: PullFilter): Pull[] {
  const { headRefName: head = null, baseRefName: base = null } = asked;
  const pulls: Pull[] = [];
  for (const pull of repo.issues.values()) {
    if (pull.kind !== 'pull' || (head !== null && pull.head !== head) || (base !== null && pull.base !== base))
      continue;
    if (isAsked(repo, pull, asked)) pulls.push(pull);
  }
  return inOrder(pulls, asked.orderBy);
}

/** `*` asks for anybody, null for everything; that an argument which is there but null asks for nobody is left out. */
function isAssigned({ assignees }: Issue, login: string | null): boolean {
  if (login === null) return true;
  return assignees.some((one) => login === '*' || one.login.toLowerCase() === login.toLowerCase());
}

function isMentioned({ body, comments }: Issue, login: string): boolean {
  const said = [body ?? '', ...comments.map((comment) => comment.body)].join('\n').toLowerCase();
  return said.split(/[^\w@-]+/).includes(`@${login.toLowerCase()}`);
}

/** Bots go by their login with `[bot]`, as in REST's `creator`. */
function isFiltered(
  repo: Repo,
  issue: Issue,
  { assignee = null, createdBy = null, mentioned = null, since = null, ...asked }: IssueFilterBy,
): boolean {
  const isBy = createdBy === null || issue.author.login.toLowerCase() === createdBy.toLowerCase();
  if (!isAssigned(issue, assignee) || (mentioned !== null && !isMentioned(issue, mentioned))) return false;
  return isBy && (since === null || issue.updatedAt >= Date.parse(since)) && isAsked(repo, issue, asked);
}

export function issuesAsked(repo: Repo, { filterBy, ...asked }: IssueAsked): Issue[] {
  const issues: Issue[] = [];
  for (const issue of repo.issues.values()) {
    if (issue.kind === 'issue' && isAsked(repo, issue, asked) && isFiltered(repo, issue, filterBy ?? {}))
      issues.push(issue);
  }
  return inOrder(issues, asked.orderBy);
}
