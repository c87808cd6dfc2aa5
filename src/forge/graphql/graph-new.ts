import type { Graph, View } from './graph.ts';
import { actorFields, organisationFields } from './nodes/actor.ts';
import { commitFields } from './nodes/commit.ts';
import { deploymentFields, deploymentStatusFields } from './nodes/deployments/deployment.ts';
import { gitObject } from './nodes/git-object.ts';
import { commentFields, issueFields, labelFields } from './nodes/issue.ts';
import { queueEntryFields, queueFields } from './nodes/merging/merge-queue.ts';
import { pullFields } from './nodes/pull.ts';
import { refFields } from './nodes/ref.ts';
import { repositoryFields } from './nodes/repository.ts';
import { reviewFields } from './nodes/reviews/review.ts';
import { teamFields } from './nodes/team.ts';
import { rollupFields, runFields, statusFields } from './nodes/rollup.ts';

/** The graph as one viewer sees it. */
export function newGraph(view: View): Graph {
  const graph: Graph = {
    view,
    actor: (account) =>
      account.type === 'Organization' ? organisationFields(graph, account) : actorFields(view, account),
    repository: (repo) => repositoryFields(graph, repo),
    ref: (repo, name) => refFields(graph, repo, name),
    commit: (repo, oid) => commitFields(graph, repo, oid),
    object: (repo, oid) => gitObject(graph, repo, oid),
    rollup: (repo, oid) => rollupFields(graph, repo, oid),
    status: (repo, status) => statusFields(graph, repo, status),
    run: (repo, run) => runFields(graph, repo, run),
    deployment: (repo, deployment) => deploymentFields(graph, repo, deployment),
    deploymentStatus: (repo, deployment, status) => deploymentStatusFields(graph, repo, deployment, status),
    pull: (repo, pull) => pullFields(graph, repo, pull),
    review: (repo, pull, review) => reviewFields(graph, repo, pull, review),
    mergeQueue: (repo, branch) => queueFields(graph, repo, branch),
    queueEntry: (repo, branch, entry) => queueEntryFields(graph, repo, branch, entry),
    issue: (repo, issue) => issueFields(graph, repo, issue),
    thread: (repo, issue) => (issue.kind === 'pull' ? pullFields(graph, repo, issue) : issueFields(graph, repo, issue)),
    comment: (where) => commentFields(graph, where),
    label: (repo, label) => labelFields(graph, repo, label),
    team: (team) => teamFields(graph, team),
    reviewer: (reviewer) => ('team' in reviewer ? graph.team(reviewer.team) : graph.actor(reviewer.account)),
  };
  return graph;
}
