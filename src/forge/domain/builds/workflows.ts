import { parse } from 'yaml';
import type { Oid } from '../../git/storage.ts';
import { entryAt, fileAt, readTree } from '../../git/tree.ts';
import { branchOid } from '../repos.ts';
import type { ForgeState, Repo } from '../state.ts';
import type { Workflow } from './build.ts';

/** Where Actions looks for them; an App needs a permission of its own to write there. */
export const workflowsFolder = '.github/workflows';

/** What a workflow may be given when it is started by hand. */
export interface DispatchInput {
  required: boolean;
  default?: string;
  /** Of a choice. */
  options?: string[];
}

/** Takes note of the workflows that have a file on the default branch; called when it has moved or has become another. */
export function registerWorkflows(state: ForgeState, repo: Repo): void {
  const tip = branchOid(repo, repo.defaultBranch);
  for (const path of tip === undefined ? [] : workflowFiles(repo, tip)) {
    const said = contentOf(repo, tip!, path)['name'];
    registerWorkflow(state, repo, { path, name: typeof said === 'string' ? said : path });
  }
}

/** Actions keeps a workflow's id for as long as its path stays the same. */
export function registerWorkflow(
  state: ForgeState,
  repo: Repo,
  { path, name }: { path: string; name: string },
): Workflow {
  const known = repo.workflows.get(path);
  if (known !== undefined) return Object.assign(known, { name });
  const made = { id: state.nextId(), path, name, createdAt: state.clock.now() };
  repo.workflows.set(path, made);
  return made;
}

/** The workflow of that id or file name. */
export function workflowNamed(repo: Repo, idOrFile: string): Workflow | undefined {
  return [...repo.workflows.values()].find(
    ({ id, path }) => String(id) === idOrFile || path === `${workflowsFolder}/${idOrFile}`,
  );
}

/** What the workflow may be given by hand, as its file is at that commit; undefined when it cannot be started so. */
export function dispatchInputsOf(repo: Repo, commit: Oid, path: string): Map<string, DispatchInput> | undefined {
  const trigger = contentOf(repo, commit, path)['on'];
  if (trigger === 'workflow_dispatch') return new Map();
  if (Array.isArray(trigger)) return trigger.includes('workflow_dispatch') ? new Map() : undefined;
  const events = mapOf(trigger);
  if (!Object.hasOwn(events, 'workflow_dispatch')) return undefined;
  const inputs = mapOf(mapOf(events['workflow_dispatch'])['inputs']);
  return new Map(Object.entries(inputs).map(([name, input]) => [name, inputOf(mapOf(input))]));
}

function inputOf({ required, default: preset, options }: Record<string, unknown>): DispatchInput {
  return {
    required: required === true,
    ...(isPlain(preset) && { default: String(preset) }),
    ...(Array.isArray(options) && { options: options.filter(isPlain).map(String) }),
  };
}

/** Whether a value of YAML or JSON is more than nothing and no more than one word. */
export function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function workflowFiles(repo: Repo, commit: Oid): string[] {
  const folder = entryAt(repo.git.objects, commit, workflowsFolder);
  if (folder === undefined) return [];
  return readTree(repo.git.objects, folder.oid)
    .filter(({ name }) => /\.ya?ml$/.test(name))
    .map(({ name }) => `${workflowsFolder}/${name}`);
}

/** What a workflow file says; nothing when it is missing or no YAML. */
function contentOf(repo: Repo, commit: Oid, path: string): Record<string, unknown> {
  const text = fileAt(repo.git.objects, commit, path)?.bytes.toString();
  if (text === undefined) return {};
  try {
    return mapOf(parse(text));
  } catch {
    return {};
  }
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
