import { changesOf, mergeableOf, mergeStateOf, testMerge } from '../pulls/test-merge.ts';
import type { Mergeable } from '../pulls/test-merge.ts';
import type { ForgeState, Pull, Repo, Review } from '../state.ts';
import { accountJson } from './account.ts';
import { autoMergeJson } from './merging/auto-merge.ts';
import { assigneesJson, associationOf, issueHtml, issueNodeId, labelJson, labelsOf } from './issue.ts';
import { nodeId } from './ids.ts';
import { iso, isoOrNull } from './instant.ts';
import { repoApi, repositoryJson } from './repository.ts';
import { typedTeamJson } from './team.ts';

function pullUrls(repo: Repo, pull: Pull, origin: string) {
  const api = `${repoApi(repo, origin)}/pulls/${pull.number}`;
  const issue = `${repoApi(repo, origin)}/issues/${pull.number}`;
  const html = issueHtml(repo, pull, origin);
  const urls = {
    url: api,
    html_url: html,
    issue_url: issue,
    commits_url: `${api}/commits`,
    review_comments_url: `${api}/comments`,
    review_comment_url: `${repoApi(repo, origin)}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${repoApi(repo, origin)}/statuses/${pull.headOid}`,
  };
  const href = (url: string) => ({ href: url });
  const _links = {
    self: href(urls.url),
    html: href(urls.html_url),
    issue: href(urls.issue_url),
    comments: href(urls.comments_url),
    review_comments: href(urls.review_comments_url),
    review_comment: href(urls.review_comment_url),
    commits: href(urls.commits_url),
    statuses: href(urls.statuses_url),
  };
  return { ...urls, diff_url: `${html}.diff`, patch_url: `${html}.patch`, _links };
}

function sideJson(repo: Repo, side: { ref: string; sha: string }, origin: string) {
  return {
    label: `${repo.owner.login}:${side.ref}`,
    ...side,
    user: accountJson(repo.owner, origin),
    repo: repositoryJson(repo, origin),
  };
}

/** A pull request as lists answer it. */
export function pullListJson(state: ForgeState, repo: Repo, pull: Pull, origin: string) {
  return {
    id: pull.pullId,
    node_id: issueNodeId(repo, pull),
    ...pullUrls(repo, pull, origin),
    number: pull.number,
    state: pull.state,
    locked: pull.locked,
    title: pull.title,
    user: accountJson(pull.author, origin),
    body: pull.body,
    created_at: iso(pull.createdAt),
    updated_at: iso(pull.updatedAt),
    closed_at: isoOrNull(pull.closedAt),
    merged_at: isoOrNull(pull.merged?.at),
    merge_commit_sha: pull.merged?.commit ?? knownTestMerge(state, repo, pull),
    ...assigneesJson(pull, origin),
    ...requestedJson(pull, origin),
    labels: labelsOf(repo, pull).map((label) => labelJson(repo, label, origin)),
    milestone: null,
    draft: pull.draft,
    head: sideJson(repo, { ref: pull.head, sha: pull.headOid }, origin),
    base: sideJson(repo, { ref: pull.base, sha: pull.baseOid }, origin),
    author_association: associationOf(repo, pull.author),
    auto_merge: autoMergeJson(repo, pull, origin),
    active_lock_reason: pull.lockReason ?? null,
  };
}

/** Whom a pull request asks for a review. */
export function requestedJson(pull: Pull, origin: string) {
  const asked = pull.reviewRequests;
  return {
    requested_reviewers: asked.flatMap((one) => ('account' in one ? [accountJson(one.account, origin)] : [])),
    requested_teams: asked.flatMap((one) => ('team' in one ? [typedTeamJson(one.team, origin)] : [])),
  };
}

/** While the pull request is open its merge commit is the test merge, once the job has run. */
function knownTestMerge(state: ForgeState, repo: Repo, pull: Pull): string | null {
  if (pull.state === 'closed' || pull.mergeabilityKnownAt > state.clock.now()) return null;
  return testMerge(state, repo, pull) ?? null;
}

/** A pull request as webhooks carry it and single answers give it; `mergeable` is what the reader may know by now. */
export function pullJson(state: ForgeState, repo: Repo, pull: Pull, view: { origin: string; mergeable: Mergeable }) {
  const { origin, mergeable } = view;
  const { commits, files, additions, deletions } = changesOf(repo, pull);
  const known = pull.state === 'closed' || mergeable === 'UNKNOWN' ? null : mergeable === 'MERGEABLE';
  return {
    ...pullListJson(state, repo, pull, origin),
    merged: pull.merged !== undefined,
    mergeable: known,
    rebaseable: known,
    mergeable_state: mergeStateOf(repo, pull, mergeable).toLowerCase(),
    merged_by: pull.merged === undefined ? null : accountJson(pull.merged.by, origin),
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions,
    deletions,
    changed_files: files.length,
  };
}

/** The pull request for a reader who looks now: starts the mergeability job where it has not run. */
export function readPullJson(state: ForgeState, repo: Repo, pull: Pull, origin: string) {
  const json = pullJson(state, repo, pull, { origin, mergeable: mergeableOf(state, repo, pull) });
  // A single answer describes teams without their parents, a list and a webhook with them.
  return { ...json, requested_teams: json.requested_teams.map(({ parent: _parent, ...team }) => team) };
}

/** The few members that checks name a pull request by. */
export function pullMinimalJson(repo: Repo, pull: Pull, origin: string) {
  const api = { id: repo.id, url: repoApi(repo, origin), name: repo.name };
  return {
    id: pull.pullId,
    number: pull.number,
    url: `${api.url}/pulls/${pull.number}`,
    head: { ref: pull.head, sha: pull.headOid, repo: api },
    base: { ref: pull.base, sha: pull.baseOid, repo: api },
  };
}

export function reviewJson(repo: Repo, pull: Pull, review: Review, origin: string) {
  const html = `${issueHtml(repo, pull, origin)}#pullrequestreview-${review.id}`;
  const api = `${repoApi(repo, origin)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', repo.id, pull.number, review.id),
    user: accountJson(review.author, origin),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: api,
    _links: { html: { href: html }, pull_request: { href: api } },
    submitted_at: iso(review.submittedAt),
    commit_id: review.commit,
    author_association: associationOf(repo, review.author),
  };
}
