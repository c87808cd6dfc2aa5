import type { Oid } from '../../git/storage.ts';
import { conclusionOf, statusNodeId } from '../../domain/json/check.ts';
import { nodeId } from '../../domain/json/ids.ts';
import { iso, isoOrNull } from '../../domain/json/instant.ts';
import { fullNameOf } from '../../domain/json/repository.ts';
import { contextsOf, protectionOf, worst } from '../../domain/policy.ts';
import type { Context } from '../../domain/policy.ts';
import type { CheckRun, CommitStatus, Repo } from '../../domain/state.ts';
import { mustRead } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { runOfSuite } from './builds/workflow-run.ts';
import { connection } from './connection.ts';
import type { Paging } from './connection.ts';

/** Everything reported on a commit, folded; null when nothing was. */
export function rollupFields(graph: Graph, repo: Repo, oid: Oid): Fields | null {
  mustRead(graph.view, repo, 'checks', 'statuses');
  const contexts = contextsOf(repo, oid);
  if (contexts.length === 0) return null;
  const node = (context: Context) =>
    'run' in context ? graph.run(repo, context.run) : graph.status(repo, context.status);
  const runs = contexts.filter((context) => 'run' in context).length;
  return {
    __typename: 'StatusCheckRollup',
    id: nodeId('SCR', repo.id, oid),
    state: stateOf(contexts),
    commit: () => graph.commit(repo, oid),
    contexts: (paging: Paging) => ({
      ...connection('contexts', contexts, { paging, node }),
      checkRunCount: runs,
      statusContextCount: contexts.length - runs,
    }),
  };
}

/** A status in error is an ERROR unless something else has failed outright. */
function stateOf(contexts: Context[]): string {
  const verdict = worst(contexts.map((context) => context.verdict));
  if (verdict !== 'failure') return (verdict ?? 'pending').toUpperCase();
  const failed = contexts.filter((context) => context.verdict === 'failure');
  return failed.every((context) => 'status' in context && context.status.state === 'error') ? 'ERROR' : 'FAILURE';
}

/** The statuses alone; null when there is none. */
export function statusesFields(graph: Graph, repo: Repo, oid: Oid): Fields | null {
  mustRead(graph.view, repo, 'statuses');
  const contexts = contextsOf(repo, oid).filter((context) => 'status' in context);
  if (contexts.length === 0) return null;
  const named = (name: string) => contexts.find((context) => context.name === name)?.status;
  return {
    __typename: 'Status',
    id: nodeId('SCR', repo.id, oid),
    state: stateOf(contexts),
    commit: () => graph.commit(repo, oid),
    context: ({ name }: { name: string }) => {
      const status = named(name);
      return status === undefined ? null : graph.status(repo, status);
    },
    contexts: () => contexts.map(({ status }) => graph.status(repo, status)),
  };
}

interface RequiredAsked {
  pullRequestNumber?: number | null;
}

function isRequired(repo: Repo, name: string, { pullRequestNumber }: RequiredAsked): boolean {
  const pull = repo.issues.get(pullRequestNumber ?? 0);
  const base = pull?.kind === 'pull' ? pull.base : repo.defaultBranch;
  return protectionOf(repo, base)?.requiredChecks.includes(name) ?? false;
}

export function statusFields(graph: Graph, repo: Repo, status: CommitStatus): Fields {
  mustRead(graph.view, repo, 'statuses');
  return {
    __typename: 'StatusContext',
    id: statusNodeId(repo, status),
    context: status.context,
    state: status.state.toUpperCase(),
    description: status.description,
    targetUrl: status.targetUrl,
    createdAt: iso(status.createdAt),
    creator: () => graph.actor(status.creator),
    commit: () => graph.commit(repo, status.sha),
    isRequired: (asked: RequiredAsked) => isRequired(repo, status.context, asked),
  };
}

export function runFields(graph: Graph, repo: Repo, run: CheckRun): Fields {
  mustRead(graph.view, repo, 'checks');
  const resourcePath = `/${fullNameOf(repo)}/runs/${run.id}`;
  const url = graph.view.origin + resourcePath;
  return {
    __typename: 'CheckRun',
    id: nodeId('CR', repo.id, run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    detailsUrl: run.detailsUrl ?? url,
    externalId: run.externalId,
    url,
    permalink: url,
    resourcePath,
    startedAt: iso(run.startedAt),
    completedAt: isoOrNull(run.completedAt),
    ...run.output,
    checkSuite: () => suiteFields(graph, repo, run),
    isRequired: (asked: RequiredAsked) => isRequired(repo, run.name, asked),
    repository: () => graph.repository(repo),
  };
}

function suiteFields(graph: Graph, repo: Repo, run: CheckRun): Fields {
  const fields = () => suiteFields(graph, repo, run);
  const runs = repo.checkRuns.filter(({ suiteId }) => suiteId === run.suiteId);
  const isDone = runs.every(({ status }) => status === 'completed');
  const resourcePath = `/${fullNameOf(repo)}/commit/${run.headSha}/checks?check_suite_id=${run.suiteId}`;
  return {
    __typename: 'CheckSuite',
    id: nodeId('CS', repo.id, run.suiteId),
    databaseId: run.suiteId,
    app: appFields(graph, run.app),
    branch: null,
    commit: () => graph.commit(repo, run.headSha),
    status: isDone ? 'COMPLETED' : 'IN_PROGRESS',
    conclusion: isDone ? conclusionOf(runs).toUpperCase() : null,
    createdAt: iso(run.startedAt),
    updatedAt: iso(run.completedAt ?? run.startedAt),
    checkRuns: (paging: Paging) => connection('checkRuns', runs, { paging, node: (one) => graph.run(repo, one) }),
    workflowRun: () => runOfSuite(graph, repo, { id: run.suiteId, fields }),
    repository: () => graph.repository(repo),
    resourcePath,
    url: graph.view.origin + resourcePath,
  };
}

function appFields({ view }: Graph, { id, slug, name }: CheckRun['app']): Fields {
  const made = { createdAt: iso(0), updatedAt: iso(0) };
  return {
    __typename: 'App',
    id: nodeId('A', id),
    databaseId: id,
    slug,
    name,
    description: null,
    url: `${view.origin}/apps/${slug}`,
    ...made,
  };
}

/** The suites on a commit, one per app. */
export function suitesOf(graph: Graph, repo: Repo, oid: Oid): Fields[] {
  const first = new Map<number, CheckRun>();
  for (const run of repo.checkRuns) if (run.headSha === oid && !first.has(run.suiteId)) first.set(run.suiteId, run);
  return [...first.values()].map((run) => suiteFields(graph, repo, run));
}
