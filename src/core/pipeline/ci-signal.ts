/** What CI tells an end of: a workflow by its file, or a commit status by its context, or a check by its name. */
export type CiSignal = { workflow: string } | { status: string };

/** GitHub ends the path of a reusable workflow in `@ref`. */
export const withoutRef = (path: string): string => path.split('@')[0] ?? path;

/** `deploy.yml` and `.github/workflows/deploy.yml` are the same workflow. */
export const workflowFile = (path: string): string => withoutRef(path).split('/').at(-1) ?? path;

/** Whether a signal that came is the one that a pipeline names. */
export function isSameSignal(one: CiSignal, other: CiSignal): boolean {
  if ('workflow' in one) return 'workflow' in other && workflowFile(one.workflow) === workflowFile(other.workflow);
  return 'status' in other && one.status === other.status;
}

/** What a signal is called where its word is repeated. */
export const signalName = (one: CiSignal): string =>
  'workflow' in one ? `workflow ${workflowFile(one.workflow)}` : `status ${one.status}`;
