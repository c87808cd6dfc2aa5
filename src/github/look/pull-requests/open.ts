import { branchName, commitSha, type CommitSha } from '../../../core/names.ts';
import type { OpenPullRequest } from '../../../core/promotion/snapshot.ts';
import { Marker } from '../../../core/text/markers.ts';
import { nodesOf } from '../raw.ts';
import { queueHead } from './queue-head.ts';
import type { RawOpen } from './raw.ts';
import type { Self } from '../self.ts';
import { openCommands } from './commands.ts';
import { judgementOf } from './judgement.ts';
import { labelFacts } from './labels.ts';
import { reviewFacts } from './reviews.ts';
import { saidKeys } from './said.ts';

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
  const judged = judgementOf(raw.commits, self);
  return {
    number: raw.number,
    id: raw.id,
    head: commitSha(raw.headRefOid),
    base: branchName(raw.baseRefName),
    draft: raw.isDraft,
    title: raw.title,
    ...contentOf(raw.body),
    inStep: raw.headRefOid === branchTip && judged.commit === raw.headRefOid,
    mergeable: mergeabilityOf(raw.mergeable, baseMoved),
    behind: raw.mergeStateStatus === 'BEHIND' && baseMoved,
    blocked: raw.mergeStateStatus === 'BLOCKED',
    ...reviewsOf(raw.reviewDecision),
    checks: judged.checks,
    checksComplete: judged.checksComplete,
    changedFiles: raw.changedFiles,
    ...(judged.gates === undefined ? {} : { gates: judged.gates }),
    reviewers: reviewFacts(raw.latestOpinionatedReviews),
    asked: askedOf(raw),
    labels: labelFacts(raw),
    said: saidKeys(raw.comments, self),
    commands: openCommands(raw.comments, self),
    autoMerge: raw.autoMergeRequest !== null,
    ...(raw.mergeQueueEntry === null
      ? {}
      : { queued: { id: raw.mergeQueueEntry.id, ...queueHead(raw.mergeQueueEntry, self) } }),
  };
}

/** A list that did not come would be read as "nobody" (promise 12). */
export const isWhole = (raw: RawOpen): boolean =>
  [raw.latestOpinionatedReviews, raw.labels, raw.labelled, raw.asked, raw.comments].every((list) => list?.nodes);

/** Which content the body describes, and when it was chosen, in milliseconds. */
function contentOf(body: string): Pick<OpenPullRequest, 'bodyKey' | 'tick'> {
  const content = Marker.parse(body).find(({ kind }) => kind === 'content');
  if (content === undefined) return {};
  const tick = /^\d{1,15}$/.test(content['tick'] ?? '') ? Number(content['tick']) : undefined;
  return { bodyKey: content.key, ...(tick === undefined ? {} : { tick }) };
}

/** Teams that were asked once, whether or not somebody has answered for them. */
const askedOf = ({ asked }: RawOpen): string[] => [
  ...new Set(
    nodesOf(asked).flatMap(({ requestedReviewer }) =>
      requestedReviewer?.combinedSlug === undefined ? [] : `@${requestedReviewer.combinedSlug}`,
    ),
  ),
];

/** GitHub computes it late: a branch that already has all of its base conflicts with nothing. */
function mergeabilityOf(word: string, baseMoved: boolean): OpenPullRequest['mergeable'] {
  if (word === 'MERGEABLE') return 'mergeable';
  return word === 'CONFLICTING' && baseMoved ? 'conflicting' : 'unknown';
}

const DECISIONS: Partial<Record<string, NonNullable<OpenPullRequest['reviews']>>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  REVIEW_REQUIRED: 'required',
};

function reviewsOf(decision: string | null): Pick<OpenPullRequest, 'reviews'> {
  const reviews = DECISIONS[decision ?? ''];
  return reviews === undefined ? {} : { reviews };
}
