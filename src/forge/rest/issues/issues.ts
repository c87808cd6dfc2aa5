import {
  closeThread,
  editText,
  lockThread,
  openIssue,
  reopenThread,
  unlockThread,
} from '../../domain/issues/issues.ts';
import { checkAssignable, setAssignees } from '../../domain/issues/assignees.ts';
import { checkMayName } from '../../domain/issues/labels.ts';
import { answeredIssueJson, listedIssueJson } from '../../domain/json/issue.ts';
import { checkReopening, reopenPull } from '../../domain/pulls/pulls.ts';
import { hasRole } from '../../domain/repos.ts';
import type { CloseReason, Issue, LockReason, Pull, Repo } from '../../domain/state.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { actorOf, bodyOf, mustOwnOr, repoOf, writableRepoOf } from '../call.ts';
import { mayAssign } from './assignees.ts';
import { namesOf, replaceLabels } from './labels.ts';
import type { GivenLabel } from './labels.ts';
import { issuesListed } from './listed.ts';
import { threadOf } from './thread.ts';

/** From people who may not set labels GitHub drops them silently. */
function labelsFrom(call: Call, repo: Repo, labels: GivenLabel[] | undefined): string[] | undefined {
  const { caller } = call;
  if (labels === undefined || (caller.kind === 'person' && !hasRole(repo, caller.account, 'triage'))) return undefined;
  const names = namesOf(labels);
  checkMayName(repo, names, caller);
  return names;
}

interface Assigning {
  assignee?: string | null;
  assignees?: string[];
}

/** The same goes for assignees; the old name takes one, and null for nobody. */
function assigneesFrom(call: Call, repo: Repo, { assignee, assignees }: Assigning): string[] | undefined {
  if (!mayAssign(call, repo)) return undefined;
  if (assignees !== undefined) return assignees;
  if (assignee === undefined) return undefined;
  return assignee === null || assignee === '' ? [] : [assignee];
}

interface NewIssueBody extends Assigning {
  title: string | number;
  body?: string;
  labels?: GivenLabel[];
}

function createIssue(call: Call): Reply {
  const repo = writableRepoOf(call);
  const { title, body, labels, ...given } = bodyOf<NewIssueBody>(call);
  const spec = {
    title: String(title),
    body: body ?? null,
    labels: labelsFrom(call, repo, labels) ?? [],
    assignees: assigneesFrom(call, repo, given) ?? [],
    author: actorOf(call),
  };
  return { status: 201, body: answeredIssueJson(call.state, repo, openIssue(call.state, repo, spec), call.origin) };
}

interface IssueBody extends Assigning {
  title?: string | number | null;
  body?: string | null;
  state?: 'open' | 'closed';
  state_reason?: CloseReason | 'reopened' | null;
  labels?: GivenLabel[];
}

function updateIssue(call: Call): Reply {
  const { state } = call;
  const repo = writableRepoOf(call);
  const issue = threadOf(call, repo);
  mustOwnOr(call, { repo, author: issue.author, least: 'triage' });
  const actor = actorOf(call);
  const body = bodyOf<IssueBody>(call);
  const labels = labelsFrom(call, repo, body.labels);
  const assignees = assigneesFrom(call, repo, body);
  if (assignees !== undefined) checkAssignable(state, repo, assignees, issue);
  if (body.state === 'open' && issue.kind === 'pull' && issue.state === 'closed') checkReopening(repo, issue);
  const title = body.title === undefined || body.title === null ? undefined : String(body.title);
  editText(state, repo, issue, { title, body: body.body, actor });
  if (labels !== undefined) replaceLabels(call, repo, issue, labels);
  if (assignees !== undefined) replaceAssignees(call, repo, issue, assignees);
  if (body.state === 'closed') {
    const reason = body.state_reason;
    closeThread(state, repo, issue, { actor, reason: reason === 'reopened' ? 'completed' : (reason ?? 'completed') });
  }
  if (body.state === 'open' && issue.kind === 'pull') reopenPull(state, repo, issue, actor);
  if (body.state === 'open' && issue.kind === 'issue') reopenThread(state, repo, issue, actor);
  return { status: 200, body: answeredIssueJson(state, repo, issue, call.origin) };
}

function replaceAssignees(call: Call, repo: Repo, issue: Issue | Pull, logins: string[]): void {
  const wanted = new Set(logins.map((login) => login.toLowerCase()));
  const remove = issue.assignees.map(({ login }) => login).filter((login) => !wanted.has(login.toLowerCase()));
  setAssignees(call.state, repo, issue, { add: logins, remove, actor: actorOf(call) });
}

export const issueHandlers: Handlers = {
  'issues/create': createIssue,
  'issues/get': (call) => {
    const repo = repoOf(call);
    return { status: 200, body: answeredIssueJson(call.state, repo, threadOf(call, repo), call.origin) };
  },
  'issues/list-for-repo': (call) => {
    const repo = repoOf(call);
    const { page, headers } = pageOf(call, issuesListed(repo, call.query));
    return { status: 200, body: page.map((issue) => listedIssueJson(call.state, repo, issue, call.origin)), headers };
  },
  'issues/update': updateIssue,
  'issues/lock': (call) => {
    const repo = writableRepoOf(call);
    const { lock_reason: reason } = bodyOf<{ lock_reason?: LockReason }>(call);
    lockThread(call.state, repo, threadOf(call, repo), { actor: actorOf(call), reason });
    return { status: 204 };
  },
  'issues/unlock': (call) => {
    const repo = writableRepoOf(call);
    unlockThread(call.state, repo, threadOf(call, repo), actorOf(call));
    return { status: 204 };
  },
};
