import { runsAsked } from '../../domain/builds/workflow-runs.ts';
import { workflowRunJson } from '../../domain/json/builds/workflow-run.ts';
import type { Workflow, WorkflowRun } from '../../domain/builds/build.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { repoOf } from '../call.ts';
import { workflowOf } from './workflows.ts';

function runJson({ query, origin }: Call, repo: Repo, run: WorkflowRun) {
  const json = workflowRunJson(repo, run, origin);
  return query.get('exclude_pull_requests') === 'true' ? { ...json, pull_requests: [] } : json;
}

function list(call: Call, repo: Repo, workflow?: Workflow): Reply {
  const asked = (name: string) => call.query.get(name);
  const runs = runsAsked(repo, {
    actor: asked('actor'),
    branch: asked('branch'),
    event: asked('event'),
    headSha: asked('head_sha'),
    status: asked('status'),
    suiteId: asked('check_suite_id'),
    created: asked('created'),
    ...(workflow !== undefined && { workflow }),
  });
  const { page, headers } = pageOf(call, runs);
  const body = { total_count: runs.length, workflow_runs: page.map((run) => runJson(call, repo, run)) };
  return { status: 200, body, headers };
}

export const workflowRunHandlers: Handlers = {
  'actions/list-workflow-runs-for-repo': (call) => list(call, repoOf(call)),
  'actions/list-workflow-runs': (call) => {
    const repo = repoOf(call);
    return list(call, repo, workflowOf(call, repo));
  },
  'actions/get-workflow-run': (call) => {
    const repo = repoOf(call);
    const run = repo.workflowRuns.find(({ id }) => id === Number(call.params['run_id']));
    if (run === undefined) throw new Refusal(404, 'Not Found');
    return { status: 200, body: runJson(call, repo, run) };
  },
};
