import { labelNamed } from '../../domain/issues/labels.ts';
import type { Issue, Pull, Repo } from '../../domain/state.ts';

/** What `issues/list-for-repo` answers: pull requests are among the issues. */
export function issuesListed(repo: Repo, query: URLSearchParams): (Issue | Pull)[] {
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const creator = query.get('creator')?.toLowerCase();
  const assignee = query.get('assignee');
  const since = query.get('since');
  const from = since === null ? -Infinity : Date.parse(since);
  const hasAll = (issue: Issue | Pull) =>
    labels.every((name) => issue.labels.has(labelNamed(repo, name.trim())?.id ?? -1));
  const issues = [...repo.issues.values()].filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      (creator === undefined || issue.author.login.toLowerCase() === creator) &&
      isAssigned(issue, assignee) &&
      issue.updatedAt >= from &&
      hasAll(issue),
  );
  return issues.sort(order(query));
}

/** `none` asks for what nobody has, `*` for what anybody has. */
function isAssigned({ assignees }: Issue | Pull, asked: string | null): boolean {
  if (asked === null) return true;
  if (asked === 'none') return assignees.length === 0;
  return asked === '*'
    ? assignees.length > 0
    : assignees.some(({ login }) => login.toLowerCase() === asked.toLowerCase());
}

function order(query: URLSearchParams): (a: Issue | Pull, b: Issue | Pull) => number {
  const keys: Record<string, (issue: Issue | Pull) => number> = {
    created: (issue) => issue.createdAt,
    updated: (issue) => issue.updatedAt,
    comments: (issue) => issue.comments.length,
  };
  const key = keys[query.get('sort') ?? 'created'] ?? keys['created']!;
  const sign = query.get('direction') === 'asc' ? 1 : -1;
  return (a, b) => sign * (key(a) - key(b) || a.number - b.number);
}
