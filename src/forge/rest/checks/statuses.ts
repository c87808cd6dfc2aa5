import { addStatus } from '../../domain/checks.ts';
import { checkLength } from '../../domain/issues/text.ts';
import { statusJson } from '../../domain/json/check.ts';
import { repoApi, minimalRepositoryJson } from '../../domain/json/repository.ts';
import { latestStatuses, verdictOfStatus, worst } from '../../domain/policy.ts';
import { resolveCommit } from '../../domain/repos.ts';
import type { CommitStatus } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { actorOf, bodyOf, commitOf, repoOf, writableRepoOf } from '../call.ts';

interface StatusBody {
  state: CommitStatus['state'];
  context?: string;
  description?: string | null;
  target_url?: string | null;
}

/** The most characters GitHub takes for them. */
const longestDescription = 140;
const longestContext = 255;

/** GitHub takes so many statuses per commit and context. */
const mostStatuses = 1000;

function createStatus(call: Call): Reply {
  const repo = writableRepoOf(call);
  const sha = commitOf(repo, call.params['sha'] ?? '');
  const { state: verdict, context = 'default', description, target_url: targetUrl } = bodyOf<StatusBody>(call);
  checkLength(description, { resource: 'Status', field: 'description', longest: longestDescription });
  checkLength(context, { resource: 'Status', field: 'context', longest: longestContext });
  if (repo.statuses.filter((one) => one.sha === sha && one.context === context).length >= mostStatuses) {
    const message = 'This SHA and context has reached the maximum number of statuses.';
    throw new Refusal(422, 'Validation Failed', { errors: [{ resource: 'Status', code: 'custom', message }] });
  }
  const report = { sha, state: verdict, context, description, targetUrl, creator: actorOf(call) };
  return { status: 201, body: statusJson(repo, addStatus(call.state, repo, report), call.origin) };
}

/** Statuses only; check runs are no part of it, and no status at all is "pending". */
function combinedStatus(call: Call): Reply {
  const repo = repoOf(call);
  const sha = resolveCommit(repo, call.params['ref'] ?? '');
  if (sha === undefined) throw new Refusal(404, 'Not Found');
  const statuses = latestStatuses(repo, sha);
  const { page, headers } = pageOf(call, statuses);
  const api = repoApi(repo, call.origin);
  const body = {
    state: worst(statuses.map(verdictOfStatus)) ?? 'pending',
    statuses: page.map((status) => {
      const { creator: _, ...json } = statusJson(repo, status, call.origin);
      return json;
    }),
    sha,
    total_count: statuses.length,
    repository: minimalRepositoryJson(repo, call.origin),
    commit_url: `${api}/commits/${sha}`,
    url: `${api}/commits/${sha}/status`,
  };
  return { status: 200, body, headers };
}

/** Every status of a commit, newest first: also those that a later one of their context replaced. */
function listStatuses(call: Call): Reply {
  const repo = repoOf(call);
  const sha = resolveCommit(repo, call.params['ref'] ?? '');
  if (sha === undefined) throw new Refusal(404, 'Not Found');
  const statuses = repo.statuses.filter((status) => status.sha === sha).toReversed();
  const { page, headers } = pageOf(call, statuses);
  return { status: 200, body: page.map((status) => statusJson(repo, status, call.origin)), headers };
}

export const statusHandlers: Handlers = {
  'repos/create-commit-status': createStatus,
  'repos/get-combined-status-for-ref': combinedStatus,
  'repos/list-commit-statuses-for-ref': listStatuses,
};
