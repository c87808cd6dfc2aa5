import { nodeId } from '../../domain/json/ids.ts';
import { protectionOf } from '../../domain/policy.ts';
import { mostGroups } from '../../domain/pulls/queue/entry.ts';
import type { MergeQueueRule } from '../../domain/pulls/queue/entry.ts';
import type { Repo } from '../../domain/state.ts';
import type { Fields } from '../graph.ts';

/** The rules of active rulesets on a branch; classic protection is not among them. */
export function rulesetOf(repo: Repo, branch: string | undefined): Fields[] {
  const protection = branch === undefined ? undefined : protectionOf(repo, branch);
  if (branch === undefined || protection?.ruleset !== true) return [];
  const rule = (type: string, parameters: Fields): Fields => ({
    __typename: 'RepositoryRule',
    id: nodeId('RR', repo.id, branch, type),
    type,
    parameters,
  });
  const checks = rule('REQUIRED_STATUS_CHECKS', {
    __typename: 'RequiredStatusChecksParameters',
    requiredStatusChecks: protection.requiredChecks.map((context) => ({ context, integrationId: null })),
    strictRequiredStatusChecksPolicy: protection.strict,
    doNotEnforceOnCreate: false,
  });
  const reviews = rule('PULL_REQUEST', {
    __typename: 'PullRequestParameters',
    requiredApprovingReviewCount: protection.requiredApprovals,
    dismissStaleReviewsOnPush: protection.dismissesStaleReviews ?? false,
    requireCodeOwnerReview: false,
    requireLastPushApproval: false,
    requiredReviewThreadResolution: false,
    allowedMergeMethods: ['merge', 'squash', 'rebase'],
  });
  const { mergeQueue } = protection;
  const queue = mergeQueue && rule('MERGE_QUEUE', queueParameters(mergeQueue));
  return [...(protection.requiredChecks.length > 0 ? [checks] : []), reviews, ...(queue ? [queue] : [])];
}

/** GitHub's defaults; the forge checks and merges one pull request at a time, on top of those before it. */
function queueParameters({ method }: MergeQueueRule): Fields {
  return {
    __typename: 'MergeQueueParameters',
    checkResponseTimeoutMinutes: 60,
    groupingStrategy: 'ALLGREEN',
    maxEntriesToBuild: mostGroups,
    maxEntriesToMerge: 1,
    mergeMethod: method.toUpperCase(),
    minEntriesToMerge: 1,
    minEntriesToMergeWaitMinutes: 5,
  };
}
