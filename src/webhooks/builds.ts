import type { Hint } from '../core/hints.ts';
import { withoutRef } from '../core/pipeline/ci-signal.ts';
import { commitAt, repositoryOf, text, type Payload } from './payload.ts';

/** A workflow ended. Well, it may have pushed an image, and it may tell how a deployment went: what names it, the pipelines say. */
export function workflowRunHints(payload: Payload): Hint[] {
  const repo = repositoryOf(payload);
  const workflow = text(payload, 'workflow_run', 'path');
  if (repo === undefined || workflow === undefined || text(payload, 'action') !== 'completed') return [];
  const file = withoutRef(workflow);
  const commit = commitAt(payload, 'workflow_run', 'head_sha');
  const because = `workflow ${file} completed`;
  const signal: Hint = { look: 'signal', repo, by: { workflow: file }, because };
  if (text(payload, 'workflow_run', 'conclusion') !== 'success') return [signal];
  return [{ look: 'build', repo, by: { workflow: file }, ...commit, because }, signal];
}
