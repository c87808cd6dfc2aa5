import { setAssignees } from '../../domain/issues/assignees.ts';
import { answeredIssueJson } from '../../domain/json/issue.ts';
import { hasRole } from '../../domain/repos.ts';
import type { Repo } from '../../domain/state.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { actorOf, bodyOf, writableRepoOf } from '../call.ts';
import { threadOf } from './thread.ts';

/** An assignee as bodies name it. */
export type GivenAssignee = string | { login: string };

export function loginsOf(assignees: GivenAssignee[]): string[] {
  return assignees.map((one) => (typeof one === 'string' ? one : one.login));
}

/** "Only users with push access can add assignees to an issue. Assignees are silently ignored otherwise." */
export function mayAssign({ caller }: Call, repo: Repo): boolean {
  return caller.kind !== 'person' || hasRole(repo, caller.account, 'triage');
}

function change(
  call: Call,
  status: number,
  changeOf: (logins: string[]) => { add?: string[]; remove?: string[] },
): Reply {
  const repo = writableRepoOf(call);
  const issue = threadOf(call, repo);
  const { assignees = [] } = bodyOf<{ assignees?: GivenAssignee[] }>(call);
  if (mayAssign(call, repo))
    setAssignees(call.state, repo, issue, { ...changeOf(loginsOf(assignees)), actor: actorOf(call) });
  return { status, body: answeredIssueJson(call.state, repo, issue, call.origin) };
}

export const assigneeHandlers: Handlers = {
  'issues/add-assignees': (call) => change(call, 201, (add) => ({ add })),
  'issues/remove-assignees': (call) => change(call, 200, (remove) => ({ remove })),
};
