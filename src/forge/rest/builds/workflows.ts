import type { Workflow } from '../../domain/builds/build.ts';
import { workflowNamed } from '../../domain/builds/workflows.ts';
import { workflowJson } from '../../domain/json/builds/workflow-run.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { repoOf } from '../call.ts';

/** The workflow that a call names by its id or by its file. */
export function workflowOf({ params }: Call, repo: Repo): Workflow {
  const workflow = workflowNamed(repo, params['workflow_id'] ?? '');
  if (workflow === undefined) throw new Refusal(404, 'Not Found');
  return workflow;
}

export const workflowHandlers: Handlers = {
  'actions/get-workflow': (call) => {
    const repo = repoOf(call);
    return { status: 200, body: workflowJson(repo, workflowOf(call, repo), call.origin) };
  },
  'actions/list-repo-workflows': (call) => {
    const repo = repoOf(call);
    // Oldest first: those that have had a file on the default branch, and those that have run.
    const workflows = [...repo.workflows.values()];
    const { page, headers } = pageOf(call, workflows);
    const body = { total_count: workflows.length, workflows: page.map((one) => workflowJson(repo, one, call.origin)) };
    return { status: 200, body, headers };
  },
};
