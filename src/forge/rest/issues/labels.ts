import {
  checkMayName,
  createLabel,
  deleteLabel,
  editLabel,
  labelNamed,
  setLabels,
} from '../../domain/issues/labels.ts';
import { labelJson, labelsOf } from '../../domain/json/issue.ts';
import type { Issue, Label, Pull, Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { actorOf, bodyOf, repoOf, writableRepoOf } from '../call.ts';
import { threadOf } from './thread.ts';

/** A label as bodies name it. */
export type GivenLabel = string | { name?: string };

export function namesOf(labels: GivenLabel[]): string[] {
  return labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
}

interface LabelBody {
  name: string;
  new_name?: string;
  color?: string;
  description?: string;
}

function create(call: Call): Reply {
  const repo = writableRepoOf(call);
  const label = createLabel(call.state, repo, { ...bodyOf<LabelBody>(call), actor: actorOf(call) });
  return { status: 201, body: labelJson(repo, label, call.origin) };
}

function update(call: Call): Reply {
  const repo = writableRepoOf(call);
  const label = labelOf(call, repo);
  const { new_name: name, color, description } = bodyOf<LabelBody>(call);
  editLabel(call.state, repo, label, { name, color, description, actor: actorOf(call) });
  return { status: 200, body: labelJson(repo, label, call.origin) };
}

function remove(call: Call): Reply {
  const repo = writableRepoOf(call);
  deleteLabel(call.state, repo, labelOf(call, repo), actorOf(call));
  return { status: 204 };
}

function givenNames(call: Call): string[] {
  const given = bodyOf<string | GivenLabel[] | { labels?: GivenLabel[] }>(call);
  if (typeof given === 'string') return [given];
  return namesOf(Array.isArray(given) ? given : (given.labels ?? []));
}

function addToIssue(call: Call): Reply {
  const repo = writableRepoOf(call);
  const issue = threadOf(call, repo);
  const add = givenNames(call);
  checkMayName(repo, add, call.caller);
  setLabels(call.state, repo, issue, { add, actor: actorOf(call) });
  return setLabelsReply(call, repo, issue);
}

/** Gives a thread these labels and no others. */
export function replaceLabels(call: Call, repo: Repo, issue: Issue | Pull, names: string[]): void {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const remove = labelsOf(repo, issue)
    .map((label) => label.name)
    .filter((name) => !wanted.has(name.toLowerCase()));
  setLabels(call.state, repo, issue, { add: names, remove, actor: actorOf(call) });
}

/** Without labels in the body it takes all away. */
function setOnIssue(call: Call): Reply {
  const repo = writableRepoOf(call);
  const issue = threadOf(call, repo);
  const names = givenNames(call);
  checkMayName(repo, names, call.caller);
  replaceLabels(call, repo, issue, names);
  return setLabelsReply(call, repo, issue);
}

function removeAllFromIssue(call: Call): Reply {
  const repo = writableRepoOf(call);
  replaceLabels(call, repo, threadOf(call, repo), []);
  return { status: 204 };
}

function removeFromIssue(call: Call): Reply {
  const repo = writableRepoOf(call);
  const issue = threadOf(call, repo);
  const label = labelNamed(repo, call.params['name'] ?? '');
  if (label === undefined || !issue.labels.has(label.id)) throw new Refusal(404, 'Label does not exist');
  setLabels(call.state, repo, issue, { remove: [label.name], actor: actorOf(call) });
  return setLabelsReply(call, repo, issue);
}

function labelOf(call: Call, repo: Repo): Label {
  const label = labelNamed(repo, call.params['name'] ?? '');
  if (label === undefined) throw new Refusal(404, 'Not Found');
  return label;
}

function setLabelsReply(call: Call, repo: Repo, issue: Issue | Pull): Reply {
  return { status: 200, body: labelsOf(repo, issue).map((label) => labelJson(repo, label, call.origin)) };
}

function listed(call: Call, repo: Repo, labels: Label[]): Reply {
  const { page, headers } = pageOf(call, labels);
  return { status: 200, body: page.map((label) => labelJson(repo, label, call.origin)), headers };
}

export const labelHandlers: Handlers = {
  'issues/create-label': create,
  'issues/get-label': (call) => {
    const repo = repoOf(call);
    return { status: 200, body: labelJson(repo, labelOf(call, repo), call.origin) };
  },
  'issues/update-label': update,
  'issues/delete-label': remove,
  'issues/list-labels-for-repo': (call) => {
    const repo = repoOf(call);
    return listed(call, repo, [...repo.labels.values()]);
  },
  'issues/list-labels-on-issue': (call) => {
    const repo = repoOf(call);
    return listed(call, repo, labelsOf(repo, threadOf(call, repo)));
  },
  'issues/add-labels': addToIssue,
  'issues/set-labels': setOnIssue,
  'issues/remove-all-labels': removeAllFromIssue,
  'issues/remove-label': removeFromIssue,
};
