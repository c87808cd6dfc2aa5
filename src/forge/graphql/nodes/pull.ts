import type { Commit } from '../../git/commit.ts';
import { countLines } from '../../git/diff.ts';
import type { FileChange } from '../../git/diff.ts';
import { nodeId } from '../../domain/json/ids.ts';
import { iso, isoOrNull } from '../../domain/json/instant.ts';
import { issueHtml } from '../../domain/json/issue.ts';
import { latestOpinions, reviewDecisionOf } from '../../domain/policy.ts';
import { closingIssues } from '../../domain/pulls/keywords.ts';
import { changesOf, mergeableOf, mergeStateOf, testMerge } from '../../domain/pulls/test-merge.ts';
import type { Mergeable } from '../../domain/pulls/test-merge.ts';
import { canSee } from '../../domain/repos.ts';
import type { Pull, Repo, Review, Reviewer } from '../../domain/state.ts';
import { mustRead } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { connection } from './connection.ts';
import type { Paging } from './connection.ts';
import { threadFields } from './issue.ts';
import { requestFields } from './reviews/review-request.ts';
import { autoMergeFields } from './merging/auto-merge.ts';
import { queuedFields } from './merging/merge-queue.ts';
import { stateOf } from '../thread-filter.ts';

export function pullFields(graph: Graph, repo: Repo, pull: Pull): Fields {
  const url = issueHtml(repo, pull, graph.view.origin);
  const { merged } = pull;
  return {
    __typename: 'PullRequest',
    ...threadFields(graph, repo, pull),
    permalink: url,
    state: stateOf(pull),
    isDraft: pull.draft,
    publishedAt: iso(pull.createdAt),
    merged: merged !== undefined,
    mergedAt: isoOrNull(merged?.at),
    mergedBy: () => (merged === undefined ? null : graph.actor(merged.by)),
    mergeCommit: () => (merged === undefined ? null : graph.commit(repo, merged.commit)),
    ...sideFields(graph, repo, pull),
    ...mergeFields(graph, repo, pull),
    ...reviewFields(graph, repo, pull),
    ...changeFields(graph, repo, pull),
    totalCommentsCount: pull.comments.length,
    statusCheckRollup: () => graph.rollup(repo, pull.headOid),
    closingIssuesReferences: (paging: Paging) => {
      mustRead(graph.view, repo, 'issues');
      const issues = closingIssues(graph.view.state, repo, pull).filter((one) => canSee(one.repo, graph.view.caller));
      return connection('closingIssuesReferences', issues, { paging, node: (one) => graph.issue(one.repo, one.issue) });
    },
  };
}

function sideFields(graph: Graph, repo: Repo, pull: Pull): Fields {
  return {
    headRefName: pull.head,
    headRefOid: pull.headOid,
    headRef: () => graph.ref(repo, `refs/heads/${pull.head}`),
    headRepository: () => graph.repository(repo),
    headRepositoryOwner: () => graph.actor(repo.owner),
    baseRefName: pull.base,
    baseRefOid: pull.baseOid,
    baseRef: () => graph.ref(repo, `refs/heads/${pull.base}`),
    baseRepository: () => graph.repository(repo),
    isCrossRepository: false,
    maintainerCanModify: false,
  };
}

/** One look reads mergeability once, so that its fields agree. */
function mergeFields(graph: Graph, repo: Repo, pull: Pull): Fields {
  const { state } = graph.view;
  let seen: Mergeable | undefined;
  const mergeable = () => (seen ??= mergeableOf(state, repo, pull));
  return {
    mergeable,
    mergeStateStatus: () => mergeStateOf(repo, pull, mergeable()),
    canBeRebased: () => mergeable() === 'MERGEABLE',
    potentialMergeCommit: () => {
      const commit = mergeable() === 'MERGEABLE' && pull.state === 'open' ? testMerge(state, repo, pull) : undefined;
      return commit === undefined ? null : graph.commit(repo, commit);
    },
    ...autoMergeFields(graph, repo, pull),
    ...queuedFields(graph, repo, pull),
  };
}

function reviewFields(graph: Graph, repo: Repo, pull: Pull): Fields {
  const node = (review: Review) => graph.review(repo, pull, review);
  return {
    reviewDecision: () => reviewDecisionOf(repo, pull),
    reviews: ({ states, author, ...paging }: Paging & { states?: string[] | null; author?: string | null }) => {
      const isAsked = (review: Review) =>
        (states?.includes(review.state) ?? true) && (typeof author !== 'string' || review.author.login === author);
      return connection('reviews', pull.reviews.filter(isAsked), { paging, node });
    },
    latestReviews: (paging: Paging) => {
      const latest = new Map(pull.reviews.map((review) => [review.author.login, review]));
      return connection('latestReviews', [...latest.values()], { paging, node });
    },
    reviewRequests: (paging: Paging) => {
      const request = (reviewer: Reviewer) => requestFields(graph, repo, { pull, reviewer });
      return connection('reviewRequests', pull.reviewRequests, { paging, node: request });
    },
    latestOpinionatedReviews: ({ writersOnly, ...paging }: Paging & { writersOnly?: boolean | null }) => {
      const opinions = latestOpinions(repo, pull, { writersOnly: writersOnly ?? false });
      return connection('latestOpinionatedReviews', opinions, { paging, node });
    },
  };
}

function changeFields(graph: Graph, repo: Repo, pull: Pull): Fields {
  const changes = () => changesOf(repo, pull);
  const commitNode = ({ oid }: Commit) => {
    const resourcePath = `${issueHtml(repo, pull, '')}/commits/${oid}`;
    return {
      __typename: 'PullRequestCommit',
      id: nodeId('PURC', repo.id, pull.number, oid),
      commit: () => graph.commit(repo, oid),
      pullRequest: () => graph.pull(repo, pull),
      url: graph.view.origin + resourcePath,
      resourcePath,
    };
  };
  const fileNode = (file: FileChange) => ({
    path: file.path,
    changeType: { added: 'ADDED', removed: 'DELETED', modified: 'MODIFIED' }[file.status],
    ...countLines(repo.git.objects, file),
  });
  return {
    commits: (paging: Paging) => connection('commits', changes().commits, { paging, node: commitNode }),
    files: (paging: Paging) => connection('files', changes().files, { paging, node: fileNode }),
    additions: () => changes().additions,
    deletions: () => changes().deletions,
    changedFiles: () => changes().files.length,
  };
}
