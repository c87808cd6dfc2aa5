import { dispatchWorkflow } from '../../domain/builds/workflow-dispatches.ts';
import { workflowRunJson } from '../../domain/json/builds/workflow-run.ts';
import type { Handlers } from '../../http/handler.ts';
import { actorOf, bodyOf, writableRepoOf } from '../call.ts';
import { workflowOf } from './workflows.ts';

interface WorkflowDispatchBody {
  ref: string;
  inputs?: Record<string, unknown>;
  return_run_details?: boolean;
}

export const workflowDispatchHandlers: Handlers = {
  'actions/create-workflow-dispatch': (call) => {
    const repo = writableRepoOf(call);
    const workflow = workflowOf(call, repo);
    const { ref, inputs = {}, return_run_details: wantsRun } = bodyOf<WorkflowDispatchBody>(call);
    const run = dispatchWorkflow(call.state, repo, workflow, { ref, inputs, actor: actorOf(call) });
    if (wantsRun !== true) return { status: 204 };
    const { id, url, html_url } = workflowRunJson(repo, run, call.origin);
    return { status: 200, body: { workflow_run_id: id, run_url: url, html_url } };
  },
};
