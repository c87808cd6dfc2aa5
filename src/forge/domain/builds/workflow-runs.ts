import type { Oid } from '../../git/storage.ts';
import { workflowJson, workflowRunEventJson } from '../json/builds/workflow-run.ts';
import { emit } from '../json/event.ts';
import type { Account, CheckRun, ForgeState, Repo } from '../state.ts';
import { actionsApp } from './build.ts';
import type { Workflow, WorkflowRun } from './build.ts';
import { registerWorkflow } from './workflows.ts';

export interface WorkflowStart {
  /** The file of the workflow, as `.github/workflows/build.yml`. */
  path: string;
  name: string;
  headSha: Oid;
  headBranch: string | null;
  event: string;
  actor: Account;
}

/** Starts a run as GitHub Actions does; there is no API for it but pushing. */
export function requestWorkflowRun(state: ForgeState, repo: Repo, start: WorkflowStart): WorkflowRun {
  const now = state.clock.now();
  const { headSha, headBranch, event, actor } = start;
  const workflow = registerWorkflow(state, repo, start);
  const run: WorkflowRun = {
    id: state.nextId(),
    workflow,
    suiteId: suiteOf(state, repo, headSha),
    headSha,
    headBranch,
    event,
    number: repo.workflowRuns.filter((one) => one.workflow.id === workflow.id).length + 1,
    attempt: 1,
    status: 'queued',
    conclusion: null,
    actor,
    createdAt: now,
    startedAt: now,
    updatedAt: now,
  };
  repo.workflowRuns.push(run);
  announce(state, repo, run, 'requested');
  return run;
}

/** Another attempt of a run: it keeps its id, and its events come again. */
export function rerunWorkflow(state: ForgeState, repo: Repo, run: WorkflowRun): void {
  const now = state.clock.now();
  run.attempt += 1;
  Object.assign(run, { status: 'queued', conclusion: null, startedAt: now, updatedAt: now });
  announce(state, repo, run, 'requested');
}

/** A runner took the run. */
export function startWorkflowRun(state: ForgeState, repo: Repo, run: WorkflowRun): void {
  Object.assign(run, { status: 'in_progress', updatedAt: state.clock.now() });
  announce(state, repo, run, 'in_progress');
}

/** The run has ended. */
export function completeWorkflowRun(
  state: ForgeState,
  repo: Repo,
  run: WorkflowRun,
  conclusion: NonNullable<WorkflowRun['conclusion']>,
): void {
  Object.assign(run, { status: 'completed', conclusion, updatedAt: state.clock.now() });
  announce(state, repo, run, 'completed');
}

/** The checks of a workflow and its run share a suite. */
function suiteOf(state: ForgeState, repo: Repo, headSha: Oid): number {
  const isOfActions = (run: CheckRun) => run.headSha === headSha && run.app.id === actionsApp.id;
  return repo.checkRuns.find(isOfActions)?.suiteId ?? state.nextId();
}

function announce(
  state: ForgeState,
  repo: Repo,
  run: WorkflowRun,
  action: 'requested' | 'in_progress' | 'completed',
): void {
  const fields = {
    workflow_run: workflowRunEventJson(repo, run, state.origin),
    workflow: workflowJson(repo, run.workflow, state.origin),
  };
  emit(state, { event: 'workflow_run', action, repo, sender: run.actor, fields });
}

/** What a list of runs may be narrowed to. */
export interface RunFilter {
  /** Of one workflow only. */
  workflow?: Workflow;
  actor: string | null;
  branch: string | null;
  event: string | null;
  headSha: string | null;
  /** A status or a conclusion. */
  status: string | null;
  suiteId: string | null;
  /** A day or an instant, one with `>=`, `>`, `<=` or `<` before it, or two with `..` between. */
  created: string | null;
}

/** The runs that fit, newest first. */
export function runsAsked(repo: Repo, asked: RunFilter): WorkflowRun[] {
  const isMade = madeWithin(asked.created);
  const fits = (run: WorkflowRun) =>
    (asked.workflow === undefined || run.workflow === asked.workflow) &&
    isMade(run.createdAt) &&
    isAsked(asked.actor, run.actor.login) &&
    isAsked(asked.branch, run.headBranch) &&
    isAsked(asked.event, run.event) &&
    isAsked(asked.headSha, run.headSha) &&
    isAsked(asked.status, run.status, run.conclusion) &&
    isAsked(asked.suiteId, String(run.suiteId));
  return repo.workflowRuns.filter(fits).toReversed();
}

function isAsked(asked: string | null, ...values: (string | null)[]): boolean {
  return asked === null || values.includes(asked);
}

const day = 24 * 60 * 60 * 1000;

/** A day without a time of day is all of it. */
function spanOf(text: string): [from: number, until: number] {
  const from = text === '*' ? NaN : Date.parse(text);
  return [from, from + (/^\d{4}-\d\d-\d\d$/.test(text) ? day : 1000)];
}

function madeWithin(created: string | null): (at: number) => boolean {
  if (created === null) return () => true;
  const [first = '', last] = created.split('..');
  if (last !== undefined) {
    const [[from], [, until]] = [spanOf(first), spanOf(last)];
    return (at) => !(at < from) && !(at >= until);
  }
  const [, sign, text = ''] = /^([<>]=?)?(.*)$/.exec(created) ?? [];
  const [from, until] = spanOf(text);
  if (sign === '>') return (at) => at >= until;
  if (sign === '>=') return (at) => at >= from;
  if (sign === '<') return (at) => at < from;
  return (at) => at < until && (sign === '<=' || at >= from);
}
