import { accountOf } from '../domain/accounts.ts';
import type { CommentAt } from '../domain/json/issue.ts';
import { parseNodeId } from '../domain/json/ids.ts';
import type { Issue, Label, Pull, Repo } from '../domain/state.ts';
import { mustRead, repoOfNode } from './access.ts';
import type { Fields, Graph, View } from './graph.ts';
import { unresolved } from './refusal.ts';

/** The permissions that show a node of each kind, any one of them; a repository itself needs none. */
const readBy: Record<string, string[]> = {
  REF: ['contents'],
  C: ['contents'],
  B: ['contents'],
  T: ['contents'],
  PR: ['pull_requests'],
  PRR: ['pull_requests'],
  I: ['issues'],
  IC: ['issues', 'pull_requests'],
  LA: ['issues', 'pull_requests'],
  CR: ['checks'],
  SC: ['statuses'],
  SCR: ['checks', 'statuses'],
  DE: ['deployments'],
  DES: ['deployments'],
};

/** What an id stands for; throws GitHub's NOT_FOUND for anything the viewer cannot see. */
export function nodeOf(graph: Graph, id: string): Fields {
  const { kind = '', parts = [] } = parseNodeId(id) ?? {};
  if (kind === 'U' || kind === 'BOT' || kind === 'O') {
    const account = accountOf(graph.view.state, parts[0] ?? '');
    if (account !== undefined) return graph.actor(account);
    throw unresolved(id);
  }
  const repo = repoOfNode(graph.view, id);
  const needed = readBy[kind];
  if (needed !== undefined) mustRead(graph.view, repo, ...needed);
  const node = inRepo(graph, repo, { kind, parts, id });
  if (node === null) throw unresolved(id);
  return node;
}

function inRepo(
  graph: Graph,
  repo: Repo,
  { kind, parts, id }: { kind: string; parts: string[]; id: string },
): Fields | null {
  const { view } = graph;
  const second = parts[1] ?? '';
  switch (kind) {
    case 'R':
      return graph.repository(repo);
    case 'REF':
      return graph.ref(repo, second);
    case 'C':
    case 'B':
    case 'T':
      return graph.object(repo, second);
    case 'PR':
    case 'I':
      return graph.thread(repo, threadOf(view, id).issue);
    case 'IC':
      return graph.comment(commentAt(view, id));
    case 'LA':
      return graph.label(repo, labelOf(view, id));
    case 'PRR':
      return reviewNode(graph, repo, parts);
    case 'CR':
    case 'SC':
      return reportNode(graph, repo, { kind, id: second });
    case 'DE':
    case 'DES':
      return deploymentNode(graph, repo, parts);
    case 'SCR':
      return graph.rollup(repo, second);
    default:
      return null;
  }
}

function reportNode(graph: Graph, repo: Repo, { kind, id }: { kind: string; id: string }): Fields | null {
  if (kind === 'SC') {
    const status = repo.statuses.find((one) => String(one.id) === id);
    return status === undefined ? null : graph.status(repo, status);
  }
  const run = repo.checkRuns.find((one) => String(one.id) === id);
  return run === undefined ? null : graph.run(repo, run);
}

/** A deployment, or the status of one when there is a third part. */
function deploymentNode(graph: Graph, repo: Repo, [, id, statusId]: string[]): Fields | null {
  const deployment = repo.deployments.find((one) => String(one.id) === id);
  if (deployment === undefined) return null;
  if (statusId === undefined) return graph.deployment(repo, deployment);
  const status = deployment.statuses.find((one) => String(one.id) === statusId);
  return status === undefined ? null : graph.deploymentStatus(repo, deployment, status);
}

function reviewNode(graph: Graph, repo: Repo, [, number, id]: string[]): Fields | null {
  const pull = repo.issues.get(Number(number));
  if (pull?.kind !== 'pull') return null;
  const review = pull.reviews.find((one) => String(one.id) === id);
  return review === undefined ? null : graph.review(repo, pull, review);
}

/** The issue or pull request of an id. */
export function threadOf(view: View, id: string): { repo: Repo; issue: Issue | Pull } {
  const repo = repoOfNode(view, id);
  const { kind, parts } = parseNodeId(id) ?? { kind: '', parts: [] };
  const issue = repo.issues.get(Number(parts[1]));
  if (issue === undefined || kind !== (issue.kind === 'pull' ? 'PR' : 'I')) throw unresolved(id);
  return { repo, issue };
}

export function pullOf(view: View, id: string): { repo: Repo; pull: Pull } {
  const { repo, issue } = threadOf(view, id);
  if (issue.kind !== 'pull') throw unresolved(id);
  return { repo, pull: issue };
}

export function commentAt(view: View, id: string): CommentAt {
  const repo = repoOfNode(view, id);
  const [, number, comment] = parseNodeId(id)?.parts ?? [];
  const issue = repo.issues.get(Number(number));
  const found = issue?.comments.find((one) => String(one.id) === comment);
  if (issue === undefined || found === undefined) throw unresolved(id);
  return { repo, issue, comment: found };
}

export function labelOf(view: View, id: string): Label {
  const label = repoOfNode(view, id).labels.get(Number(parseNodeId(id)?.parts[1]));
  if (label === undefined) throw unresolved(id);
  return label;
}

/** The ref of an id, by its full name. */
export function refOf(view: View, id: string): { repo: Repo; name: string; oid: string } {
  const repo = repoOfNode(view, id);
  const name = parseNodeId(id)?.parts[1] ?? '';
  const oid = repo.git.refs.read(name);
  if (oid === undefined) throw unresolved(id);
  return { repo, name, oid };
}
