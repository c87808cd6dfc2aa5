import { branchName, commitSha, type CommitSha } from '../../../core/names.ts';
import type { OpenPullRequest } from '../../../core/promotion/facts.ts';
import { Marker } from '../../../core/text/markers.ts';
import { nodesOf, type RawOpen } from '../raw.ts';
import { isOurBot, type Self } from '../self.ts';
import { judgementOf } from './judgement.ts';

/** What the look knows of the lane besides the pull request. */
export interface PullRequestContext {
  self: Self;
  /** Undefined while the branch does not exist. */
  branchTip: CommitSha | undefined;
  /** Whether the base has commits that the branch has not. */
  baseMoved: boolean;
}

/** What the look saw of the lane's open pull request. */
export function openPullRequest(raw: RawOpen, { self, branchTip, baseMoved }: PullRequestContext): OpenPullRequest {
  const bodyKey = Marker.parse(raw.body).find((marker) => marker.kind === 'content')?.key;
  const reviews = reviewsOf(raw.reviewDecision);
  const judged = judgementOf(raw.commits);
  return {
    number: raw.number,
    id: raw.id,
    head: commitSha(raw.headRefOid),
    base: branchName(raw.baseRefName),
    draft: raw.isDraft,
    title: raw.title,
    ...(bodyKey === undefined ? {} : { bodyKey }),
    inStep: raw.headRefOid === branchTip && judged.commit === raw.headRefOid,
    mergeable: mergeabilityOf(raw.mergeable, baseMoved),
    behind: raw.mergeStateStatus === 'BEHIND' && baseMoved,
    blocked: raw.mergeStateStatus === 'BLOCKED',
    ...(reviews === undefined ? {} : { reviews }),
    checks: judged.checks,
    checksComplete: judged.checksComplete,
    changedFiles: raw.changedFiles,
    said: nodesOf(raw.comments)
      .filter((comment) => isOurBot(comment.author, self))
      .flatMap((comment) => Marker.parse(comment.body).map((marker) => marker.key)),
    ...(judged.gates === undefined ? {} : { gates: judged.gates }),
  };
}

/** GitHub computes it late: a branch that already has all of its base conflicts with nothing. */
function mergeabilityOf(word: string, baseMoved: boolean): OpenPullRequest['mergeable'] {
  if (word === 'MERGEABLE') return 'mergeable';
  return word === 'CONFLICTING' && baseMoved ? 'conflicting' : 'unknown';
}

function reviewsOf(decision: string | null): OpenPullRequest['reviews'] {
  switch (decision) {
    case 'APPROVED':
      return 'approved';
    case 'CHANGES_REQUESTED':
      return 'changes-requested';
    case 'REVIEW_REQUIRED':
      return 'required';
    default:
      return undefined;
  }
}
