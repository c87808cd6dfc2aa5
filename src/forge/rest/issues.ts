import { addComment, commentOf, editComment } from '../domain/issues/comments.ts';
import { closeThread, editText, openIssue, reopenThread } from '../domain/issues/issues.ts';
import { labelNamed, setLabels } from '../domain/issues/labels.ts';
import { commentJson, answeredIssueJson, labelJson, labelsOf } from '../domain/json/issue.ts';
import { reopenPull } from '../domain/pulls/pulls.ts';
import { hasRole } from '../domain/repos.ts';
import type { Issue, Pull, Repo } from '../domain/state.ts';
import { Refusal } from '../http/handler.ts';
import type { Call, Handlers, Reply } from '../http/handler.ts';
import { pageOf } from '../http/paging.ts';
import { actorOf, bodyOf, issueOf, mustOwnOr, repoOf, writableRepoOf } from './call.ts';

type GivenLabel = string | { name?: string };

function namesOf(labels: GivenLabel[]): string[] {
  return labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
}

function labelsReply(call: Call, repo: Repo, issue: Issue | Pull): Reply {
  return { status: 200, body: labelsOf(repo, issue).map((label) => labelJson(repo, label, call.origin)) };
}

/** Labels of a new issue count only from people who may set them; from others GitHub drops them silently. */
function createIssue(call: Call): Reply {
  const repo = writableRepoOf(call);
  const { title, body, labels = [] } = bodyOf<{ title: string | number; body?: string; labels?: GivenLabel[] }>(call);
  const author = actorOf(call);
  const mayLabel = author.type === 'Bot' || hasRole(repo, author, 'triage');
  const spec = { title: String(title), body: body ?? null, labels: mayLabel ? namesOf(labels) : [], author };
  return { status: 201, body: answeredIssueJson(call.state, repo, openIssue(call.state, repo, spec), call.origin) };
}

interface IssueBody {
  title?: string | number | null;
  body?: string | null;
  state?: 'open' | 'closed';
  state_reason?: string | null;
  labels?: GivenLabel[];
}

function updateIssue(call: Call): Reply {
  const { state } = call;
  const repo = writableRepoOf(call);
  const issue = issueOf(repo, call.params['issue_number']);
  mustOwnOr(call, { repo, author: issue.author, least: 'triage' });
  const actor = actorOf(call);
  const body = bodyOf<IssueBody>(call);
  const title = body.title === undefined || body.title === null ? undefined : String(body.title);
  editText(state, repo, issue, { title, body: body.body, actor });
  if (body.labels !== undefined) replaceLabels(call, repo, issue, namesOf(body.labels));
  if (body.state === 'closed') {
    closeThread(state, repo, issue, {
      actor,
      reason: body.state_reason === 'not_planned' ? 'not_planned' : 'completed',
    });
  }
  if (body.state === 'open' && issue.kind === 'pull') reopenPull(state, repo, issue, actor);
  if (body.state === 'open' && issue.kind === 'issue') reopenThread(state, repo, issue, actor);
  return { status: 200, body: answeredIssueJson(state, repo, issue, call.origin) };
}

function replaceLabels(call: Call, repo: Repo, issue: Issue | Pull, names: string[]): void {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const remove = labelsOf(repo, issue)
    .map((label) => label.name)
    .filter((name) => !wanted.has(name.toLowerCase()));
  setLabels(call.state, repo, issue, { add: names, remove, actor: actorOf(call) });
}

function listComments(call: Call): Reply {
  const repo = repoOf(call);
  const issue = issueOf(repo, call.params['issue_number']);
  const since = call.query.get('since');
  const from = since === null ? -Infinity : Date.parse(since);
  const { page, headers } = pageOf(
    call,
    issue.comments.filter((comment) => comment.updatedAt >= from),
  );
  const body = page.map((comment) => commentJson(call.state, { repo, issue, comment }, call.origin));
  return { status: 200, body, headers };
}

function updateComment(call: Call): Reply {
  const repo = writableRepoOf(call);
  const where = commentOf(repo, Number(call.params['comment_id']));
  if (where === undefined) throw new Refusal(404, 'Not Found');
  mustOwnOr(call, { repo, author: where.comment.author, least: 'write' });
  editComment(call.state, where, { ...bodyOf<{ body: string }>(call), actor: actorOf(call) });
  return { status: 200, body: commentJson(call.state, where, call.origin) };
}

export const issueHandlers: Handlers = {
  'issues/create': createIssue,
  'issues/get': (call) => {
    const repo = repoOf(call);
    return {
      status: 200,
      body: answeredIssueJson(call.state, repo, issueOf(repo, call.params['issue_number']), call.origin),
    };
  },
  'issues/update': updateIssue,
  'issues/list-comments': listComments,
  'issues/create-comment': (call) => {
    const repo = writableRepoOf(call);
    const issue = issueOf(repo, call.params['issue_number']);
    const { body } = bodyOf<{ body: string }>(call);
    const comment = addComment(call.state, repo, issue, { body, author: actorOf(call) });
    return { status: 201, body: commentJson(call.state, { repo, issue, comment }, call.origin) };
  },
  'issues/update-comment': updateComment,
  'issues/add-labels': (call) => {
    const repo = writableRepoOf(call);
    const issue = issueOf(repo, call.params['issue_number']);
    const given = bodyOf<GivenLabel[] | { labels?: GivenLabel[] }>(call);
    const add = namesOf(Array.isArray(given) ? given : (given.labels ?? []));
    setLabels(call.state, repo, issue, { add, actor: actorOf(call) });
    return labelsReply(call, repo, issue);
  },
  'issues/remove-label': (call) => {
    const repo = writableRepoOf(call);
    const issue = issueOf(repo, call.params['issue_number']);
    const label = labelNamed(repo, call.params['name'] ?? '');
    if (label === undefined || !issue.labels.has(label.id)) throw new Refusal(404, 'Label does not exist');
    setLabels(call.state, repo, issue, { remove: [label.name], actor: actorOf(call) });
    return labelsReply(call, repo, issue);
  },
};
