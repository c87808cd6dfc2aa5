import type { Hint } from '../core/hints.ts';
import { commitAt, repositoryOf, text, type Payload } from './payload.ts';

/** A workflow ended well. It may have pushed an image; which components name it, the pipelines say. */
export function workflowRunHints(payload: Payload): Hint[] {
  const repo = repositoryOf(payload);
  const workflow = text(payload, 'workflow_run', 'path');
  const isGood = text(payload, 'action') === 'completed' && text(payload, 'workflow_run', 'conclusion') === 'success';
  if (repo === undefined || workflow === undefined || !isGood) return [];
  // The path of a reusable workflow ends in `@ref`.
  const [file = workflow] = workflow.split('@');
  const commit = commitAt(payload, 'workflow_run', 'head_sha');
  return [{ look: 'build', repo, by: { workflow: file }, ...commit, because: `workflow ${file} completed` }];
}
