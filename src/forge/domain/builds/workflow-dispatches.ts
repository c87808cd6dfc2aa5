import type { Oid } from '../../git/storage.ts';
import { Refusal } from '../../http/handler.ts';
import { emit } from '../json/event.ts';
import { resolveCommit } from '../repos.ts';
import type { Account, ForgeState, Repo } from '../state.ts';
import type { Workflow, WorkflowRun } from './build.ts';
import { requestWorkflowRun } from './workflow-runs.ts';
import { dispatchInputsOf, isPlain } from './workflows.ts';
import type { DispatchInput } from './workflows.ts';

export interface WorkflowDispatch {
  /** A branch or a tag, with or without `refs/…/`. */
  ref: string;
  inputs: Record<string, unknown>;
  actor: Account;
}

/** Starts a workflow by hand: the file on that ref decides whether it may be, and what it takes. */
export function dispatchWorkflow(
  state: ForgeState,
  repo: Repo,
  workflow: Workflow,
  { ref: asked, inputs, actor }: WorkflowDispatch,
): WorkflowRun {
  const { ref, commit } = refAsked(repo, asked);
  const declared = dispatchInputsOf(repo, commit, workflow.path);
  if (declared === undefined) throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  checkInputs(declared, inputs);
  const filled = { ...presets(declared), ...inputs };
  const fields = { inputs: declared.size === 0 ? null : filled, ref, workflow: workflow.path };
  emit(state, { event: 'workflow_dispatch', repo, sender: actor, fields });
  const { path, name } = workflow;
  const headBranch = ref.replace(/^refs\/(?:heads|tags)\//, '');
  return requestWorkflowRun(state, repo, {
    path,
    name,
    headSha: commit,
    headBranch,
    event: 'workflow_dispatch',
    actor,
  });
}

/** A branch comes before a tag of the same name. */
function refAsked(repo: Repo, asked: string): { ref: string; commit: Oid } {
  for (const ref of [`refs/heads/${asked}`, `refs/tags/${asked}`, asked]) {
    const commit = /^refs\/(?:heads|tags)\//.test(ref) ? resolveCommit(repo, ref) : undefined;
    if (commit !== undefined) return { ref, commit };
  }
  throw new Refusal(422, `No ref found for: ${asked}`);
}

/** Which of several faults GitHub names first is unconfirmed, and so are the words about a choice. */
function checkInputs(declared: Map<string, DispatchInput>, given: Record<string, unknown>): void {
  const unexpected = Object.keys(given).filter((name) => !declared.has(name));
  if (unexpected.length > 0) {
    const names = unexpected.map((name) => JSON.stringify(name)).join(', ');
    throw new Refusal(422, `Unexpected inputs provided: [${names}]`);
  }
  for (const [name, { required, default: preset, options }] of declared) {
    const value = given[name] ?? preset;
    if (required && value === undefined) throw new Refusal(422, `Required input '${name}' not provided`);
    if (options !== undefined && isPlain(value) && !options.includes(String(value)))
      throw new Refusal(422, `Provided value '${value}' for input '${name}' not in the list of allowed values`);
  }
}

function presets(declared: Map<string, DispatchInput>): Record<string, string> {
  return Object.fromEntries(
    [...declared].flatMap(([name, { default: preset }]) => (preset === undefined ? [] : [[name, preset]])),
  );
}
