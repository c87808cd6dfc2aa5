import { readCommit } from '../../git/commit.ts';
import { openPulls } from '../pulls/open-pulls.ts';
import type { CheckRun, CommitStatus, ForgeState, Repo } from '../state.ts';
import { accountJson, appJson } from './account.ts';
import { nodeId } from './ids.ts';
import { iso, isoOrNull } from './instant.ts';
import { pullMinimalJson } from './pull.ts';
import { repoApi, repoHtml } from './repository.ts';

function appOf(state: ForgeState, run: CheckRun, origin: string) {
  if (run.app.id === state.app.id) return appJson(state.app, origin);
  return appJson({ ...run.app, owner: state.app.owner, permissions: {}, events: [] }, origin);
}

function pullsAt(repo: Repo, run: CheckRun, origin: string) {
  return openPulls(repo)
    .filter((pull) => pull.headOid === run.headSha)
    .map((pull) => pullMinimalJson(repo, pull, origin));
}

/** A check run as REST answers it. */
export function checkRunJson(state: ForgeState, repo: Repo, run: CheckRun, origin: string) {
  const url = `${repoApi(repo, origin)}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CR', repo.id, run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repoHtml(repo, origin)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${repoHtml(repo, origin)}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: iso(run.startedAt),
    completed_at: isoOrNull(run.completedAt),
    output: { ...run.output, annotations_count: 0, annotations_url: `${url}/annotations` },
    name: run.name,
    check_suite: { id: run.suiteId },
    app: appOf(state, run, origin),
    pull_requests: pullsAt(repo, run, origin),
  };
}

/** The suite of a run, as the `check_suite` webhook carries it. */
export function checkSuiteJson(state: ForgeState, repo: Repo, run: CheckRun, origin: string) {
  const runs = repo.checkRuns.filter((one) => one.suiteId === run.suiteId);
  const isDone = runs.every((one) => one.status === 'completed');
  const url = `${repoApi(repo, origin)}/check-suites/${run.suiteId}`;
  const commit = readCommit(repo.git.objects, run.headSha);
  const person = ({ name, email }: { name: string; email: string }) => ({ name, email });
  return {
    id: run.suiteId,
    node_id: nodeId('CS', repo.id, run.suiteId),
    head_branch: headBranchOf(repo, run.headSha),
    head_sha: run.headSha,
    status: isDone ? 'completed' : 'in_progress',
    conclusion: isDone ? conclusionOf(runs) : null,
    url,
    before: commit.parents[0] ?? null,
    after: run.headSha,
    pull_requests: pullsAt(repo, run, origin),
    app: appOf(state, run, origin),
    created_at: iso(runs[0]?.startedAt ?? run.startedAt),
    updated_at: iso(state.clock.now()),
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
    head_commit: {
      id: commit.oid,
      tree_id: commit.tree,
      message: commit.message,
      timestamp: iso(commit.committer.at),
      author: person(commit.author),
      committer: person(commit.committer),
    },
  };
}

function headBranchOf(repo: Repo, sha: string): string | null {
  for (const [name, oid] of repo.git.refs.list('refs/heads/')) if (oid === sha) return name.slice('refs/heads/'.length);
  return null;
}

/** The worst conclusion of a suite's runs. */
export function conclusionOf(runs: CheckRun[]): NonNullable<CheckRun['conclusion']> {
  const order = ['failure', 'timed_out', 'cancelled', 'action_required', 'success', 'neutral', 'skipped'] as const;
  return order.find((conclusion) => runs.some((run) => run.conclusion === conclusion)) ?? 'neutral';
}

export function statusNodeId(repo: Repo, status: CommitStatus): string {
  return nodeId('SC', repo.id, status.id);
}

/** A commit status; in the combined answer it comes without its creator. */
export function statusJson(repo: Repo, status: CommitStatus, origin: string) {
  return {
    url: `${repoApi(repo, origin)}/statuses/${status.sha}`,
    avatar_url: `${origin}/avatars/u/${status.creator.id}`,
    id: status.id,
    node_id: statusNodeId(repo, status),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
    creator: accountJson(status.creator, origin),
  };
}
