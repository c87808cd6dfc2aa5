import { Refusal } from '../../http/handler.ts';
import { accountOf } from '../accounts.ts';
import { accountJson } from '../json/account.ts';
import { hasRole } from '../repos.ts';
import type { Account, ForgeState, Issue, Pull, Repo } from '../state.ts';
import { announce } from './announce.ts';

/** "Adds up to 10 assignees to an issue." */
const mostAssignees = 10;

/** Whether somebody can be given work: who may read the repository, whoever wrote the issue or said something there, and no bots. */
function isAssignable(repo: Repo, issue: Issue | Pull | undefined, account: Account): boolean {
  if (account.type !== 'User') return false;
  const spoke = issue !== undefined && [issue, ...issue.comments].some(({ author }) => author === account);
  return spoke || hasRole(repo, account, 'read');
}

/** Refuses names that nothing can be assigned to, as GitHub does where they come with the issue's other members. */
export function checkAssignable(state: ForgeState, repo: Repo, logins: string[], issue?: Issue | Pull): void {
  for (const value of logins) {
    const account = accountOf(state, value);
    if (account !== undefined && isAssignable(repo, issue, account)) continue;
    throw new Refusal(422, 'Validation Failed', {
      errors: [{ value, resource: 'Issue', field: 'assignees', code: 'invalid' }],
    });
  }
}

/**
 * Assigns and unassigns by login; each that really changes is one event. Who cannot be assigned is passed over without a word
 * (that is why Prow's client compares the answer with what it asked for).
 */
export function setAssignees(
  state: ForgeState,
  repo: Repo,
  issue: Issue | Pull,
  { add = [], remove = [], actor }: { add?: string[]; remove?: string[]; actor: Account },
): void {
  for (const login of remove) {
    const assignee = accountOf(state, login);
    if (assignee === undefined || !issue.assignees.includes(assignee)) continue;
    issue.assignees = issue.assignees.filter((one) => one !== assignee);
    record(state, repo, issue, { kind: 'unassigned', assignee, actor });
  }
  for (const login of add) {
    const assignee = accountOf(state, login);
    if (assignee === undefined || !isAssignable(repo, issue, assignee) || issue.assignees.includes(assignee)) continue;
    if (issue.assignees.length >= mostAssignees) continue;
    issue.assignees.push(assignee);
    record(state, repo, issue, { kind: 'assigned', assignee, actor });
  }
}

function record(
  state: ForgeState,
  repo: Repo,
  issue: Issue | Pull,
  { kind, assignee, actor }: { kind: 'assigned' | 'unassigned'; assignee: Account; actor: Account },
): void {
  const at = state.clock.now();
  issue.updatedAt = at;
  issue.timeline.push({ id: state.nextId(), kind, actor, at, assignee });
  announce(state, repo, issue, {
    action: kind,
    sender: actor,
    fields: { assignee: accountJson(assignee, state.origin) },
  });
}
