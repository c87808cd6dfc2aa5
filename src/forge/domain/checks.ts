import type { Oid } from '../git/storage.ts';
import { readCommit } from '../git/commit.ts';
import { isAncestor } from '../git/history.ts';
import { actionsApp } from './builds/build.ts';
import { suiteIdOf, suiteOfRun } from './builds/check-suites.ts';
import { checkSuiteJson } from './json/builds/check-suite.ts';
import { checkRunJson, statusJson } from './json/check.ts';
import { commitJson } from './json/commit.ts';
import { emit } from './json/event.ts';
import { fullNameOf, repoApi } from './json/repository.ts';
import type { Account, CheckRun, CommitStatus, ForgeState, Repo } from './state.ts';

export interface CheckReport {
  status?: CheckRun['status'] | undefined;
  conclusion?: CheckRun['conclusion'] | undefined;
  startedAt?: number | undefined;
  completedAt?: number | undefined;
  detailsUrl?: string | undefined;
  externalId?: string | undefined;
  output?: Partial<CheckRun['output']> | undefined;
}

/** Creates a check run; the app that reports it is also the sender of its events. */
export function addCheckRun(
  state: ForgeState,
  repo: Repo,
  spec: CheckReport & { name: string; headSha: Oid; app?: CheckRun['app']; actor: Account },
): CheckRun {
  const app = spec.app ?? actionsApp;
  const run: CheckRun = {
    id: state.nextId(),
    suiteId: suiteIdOf(repo, app, spec.headSha) ?? state.nextId(),
    app,
    name: spec.name,
    headSha: spec.headSha,
    status: 'queued',
    conclusion: null,
    startedAt: state.clock.now(),
    externalId: '',
    detailsUrl: null,
    output: { title: null, summary: null, text: null },
  };
  take(state, run, spec);
  repo.checkRuns.push(run);
  announceRun(state, repo, run, { action: 'created', sender: spec.actor });
  if (run.status === 'completed') announceCompletion(state, repo, run, spec.actor);
  return run;
}

/** Changes a check run; its completion completes the suite when no other run of the suite is open. */
export function updateCheckRun(
  state: ForgeState,
  repo: Repo,
  run: CheckRun,
  report: CheckReport & { actor: Account },
): void {
  const wasDone = run.status === 'completed';
  take(state, run, report);
  if (run.status === 'completed' && !wasDone) announceCompletion(state, repo, run, report.actor);
}

function take(state: ForgeState, run: CheckRun, report: CheckReport): void {
  if (report.startedAt !== undefined) run.startedAt = report.startedAt;
  if (report.detailsUrl !== undefined) run.detailsUrl = report.detailsUrl;
  if (report.externalId !== undefined) run.externalId = report.externalId;
  run.output = { ...run.output, ...report.output };
  const conclusion = report.conclusion ?? null;
  const status = conclusion === null ? report.status : 'completed';
  if (status === undefined) return;
  run.status = status;
  run.conclusion = conclusion;
  delete run.completedAt;
  if (status === 'completed') run.completedAt = report.completedAt ?? state.clock.now();
}

function announceRun(state: ForgeState, repo: Repo, run: CheckRun, what: { action: string; sender: Account }): void {
  const { check_suite: _, ...json } = checkRunJson(state, repo, run, state.origin);
  const suite = checkSuiteJson(state, repo, suiteOfRun(repo, run), state.origin);
  const { head_commit: _commit, latest_check_runs_count: _count, check_runs_url: _url, ...check_suite } = suite;
  emit(state, { event: 'check_run', ...what, repo, fields: { check_run: { ...json, check_suite } } });
}

function announceCompletion(state: ForgeState, repo: Repo, run: CheckRun, sender: Account): void {
  announceRun(state, repo, run, { action: 'completed', sender });
  const check_suite = checkSuiteJson(state, repo, suiteOfRun(repo, run), state.origin);
  if (check_suite.status !== 'completed') return;
  emit(state, { event: 'check_suite', action: 'completed', repo, sender, fields: { check_suite } });
}

export interface StatusReport {
  sha: Oid;
  state: CommitStatus['state'];
  context?: string | undefined;
  description?: string | null | undefined;
  targetUrl?: string | null | undefined;
  creator: Account;
}

/** Sets a commit status; the newest of a context counts. */
export function addStatus(state: ForgeState, repo: Repo, report: StatusReport): CommitStatus {
  const status: CommitStatus = {
    id: state.nextId(),
    sha: report.sha,
    context: report.context ?? 'default',
    state: report.state,
    description: report.description ?? null,
    targetUrl: report.targetUrl ?? null,
    creator: report.creator,
    createdAt: state.clock.now(),
  };
  repo.statuses.push(status);
  announceStatus(state, repo, status);
  return status;
}

function announceStatus(state: ForgeState, repo: Repo, status: CommitStatus): void {
  const { origin } = state;
  const { creator: _creator, url: _url, node_id: _node, ...json } = statusJson(repo, status, origin);
  const commit = commitJson(state, repo, readCommit(repo.git.objects, status.sha), origin);
  const fields = {
    ...json,
    sha: status.sha,
    name: fullNameOf(repo),
    commit,
    branches: branchesWith(repo, status.sha, origin),
  };
  emit(state, { event: 'status', repo, sender: status.creator, fields });
}

/** The branches that hold a commit; GitHub lists ten at most. */
function branchesWith(repo: Repo, sha: Oid, origin: string) {
  const holding = [...repo.git.refs.list('refs/heads/')].filter(([, tip]) => isAncestor(repo.git.objects, sha, tip));
  return holding.slice(0, 10).map(([ref, tip]) => {
    const name = ref.slice('refs/heads/'.length);
    return {
      name,
      commit: { sha: tip, url: `${repoApi(repo, origin)}/commits/${tip}` },
      protected: repo.protection.has(name),
    };
  });
}
