import { accountOf } from '../domain/accounts.ts';
import { accountNodeId } from '../domain/json/account.ts';
import type { CommentAt } from '../domain/json/issue.ts';
import { parseNodeId } from '../domain/json/ids.ts';
import { queueOn } from '../domain/pulls/queue/entry.ts';
import type { Account, Issue, Label, Pull, Repo, Team } from '../domain/state.ts';
import { maySeeTeams, mustRead, repoOfNode } from './access.ts';
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
  MQE: ['pull_requests'],
  CR: ['checks'],
  SC: ['statuses'],
  SCR: ['checks', 'statuses'],
  DE: ['deployments'],
  DES: ['deployments'],
};

/** What an id stands for; throws GitHub's NOT_FOUND for anything the viewer cannot see. */
export function nodeOf(graph: Graph, id: string): Fields {
  const { kind = '', parts = [] } = parseNodeId(id) ?? {};
  if (kind === 'U' || kind === 'BOT' || kind === 'O') return graph.actor(accountOfNode(graph.view, id));
  if (kind === 'TM') return graph.team(teamOf(graph.view, id));
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
    case 'SCR':
      return reportNode(graph, repo, { kind, id: second });
    case 'DE':
    case 'DES':
      return deploymentNode(graph, repo, parts);
    case 'MQ':
    case 'MQE':
      return queueNode(graph, repo, parts);
    default:
      return null;
  }
}

function reportNode(graph: Graph, repo: Repo, { kind, id }: { kind: string; id: string }): Fields | null {
  if (kind === 'SCR') return graph.rollup(repo, id);
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

/** A merge queue, or an entry of one when there is a third part. */
function queueNode(graph: Graph, repo: Repo, [, branch = '', id]: string[]): Fields | null {
  if (id === undefined) return graph.mergeQueue(repo, branch);
  const entry = queueOn(repo, branch).find((one) => String(one.id) === id);
  return entry === undefined ? null : graph.queueEntry(repo, branch, entry);
}

function reviewNode(graph: Graph, repo: Repo, [, number, id]: string[]): Fields | null {
  const pull = repo.issues.get(Number(number));
  if (pull?.kind !== 'pull') return null;
  const review = pull.reviews.find((one) => String(one.id) === id);
  return review === undefined ? null : graph.review(repo, pull, review);
}

/** The person, bot or organisation of an id. */
export function accountOfNode({ state }: View, id: string): Account {
  const account = accountOf(state, parseNodeId(id)?.parts[0] ?? '');
  if (account === undefined || accountNodeId(account) !== id) throw unresolved(id);
  return account;
}

/** The team of an id, for who may know the teams of its organisation. */
export function teamOf(view: View, id: string): Team {
  for (const team of view.state.teams.values()) {
    if (parseNodeId(id)?.parts[0] === String(team.id) && maySeeTeams(view, team.organisation)) return team;
  }
  throw unresolved(id);
}

/** The issue or pull request of an id. */
export function threadOf(view: View, id: string): { repo: Repo; issue: Issue | Pull } {
  const repo = repoOfNode(view, id);
  const { kind, parts } = parseNodeId(id) ?? { kind: '', parts: [] };
  const issue = repo.issues.get(Number(parts[1]));
  if (issue === undefined || kind !== (issue.kind === 'pull' ? 'PR' : 'I')) throw unresolved(id);
  return { repo, issue };
}

export function issueOf(view: View, id: string): { repo: Repo; issue: Issue } {
  const { repo, issue } = threadOf(view, id);
  if (issue.kind !== 'issue') throw unresolved(id);
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
