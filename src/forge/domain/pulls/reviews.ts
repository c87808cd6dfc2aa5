import { Refusal } from '../../http/handler.ts';
import { emit } from '../json/event.ts';
import { pullListJson, reviewJson } from '../json/pull.ts';
import { protectionOf } from '../policy.ts';
import type { Account, ForgeState, Pull, Repo, Review } from '../state.ts';
import { settleRequests } from './review-requests.ts';

export interface NewReview {
  event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  body?: string | undefined;
  commit?: string | undefined;
  author: Account;
}

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

/** Submits a review. */
export function addReview(state: ForgeState, repo: Repo, pull: Pull, spec: NewReview): Review {
  const refuse = (error: string) => new Refusal(422, 'Unprocessable Entity', { errors: [error] });
  const isOwn = pull.author.login === spec.author.login;
  if (isOwn && spec.event === 'APPROVE') throw refuse('Can not approve your own pull request');
  if (isOwn && spec.event === 'REQUEST_CHANGES') throw refuse('Can not request changes on your own pull request');
  if (spec.event !== 'APPROVE' && (spec.body ?? '').trim() === '')
    throw refuse('Body is required for this review event');
  const review: Review = {
    id: state.nextId(),
    author: spec.author,
    state: states[spec.event],
    body: spec.body ?? '',
    commit: spec.commit ?? pull.headOid,
    submittedAt: state.clock.now(),
  };
  pull.reviews.push(review);
  settleRequests(pull, spec.author);
  pull.updatedAt = review.submittedAt;
  announceReview(state, { repo, pull, review }, { action: 'submitted', sender: spec.author });
  return review;
}

/** Takes an approval or a request for changes back; no other review can be. */
export function dismissReview(
  state: ForgeState,
  repo: Repo,
  pull: Pull,
  { review, actor }: { review: Review; actor: Account },
): void {
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    const error = `Can not dismiss a ${review.state.toLowerCase()} pull request review`;
    throw new Refusal(422, 'Unprocessable Entity', { errors: [error] });
  }
  review.state = 'DISMISSED';
  announceReview(state, { repo, pull, review }, { action: 'dismissed', sender: actor });
}

/** A push takes the approvals back where the base's protection says so. */
export function dismissStale(state: ForgeState, repo: Repo, pull: Pull, actor: Account): void {
  if (protectionOf(repo, pull.base)?.dismissesStaleReviews !== true) return;
  for (const review of pull.reviews)
    if (review.state === 'APPROVED') dismissReview(state, repo, pull, { review, actor });
}

function announceReview(
  state: ForgeState,
  { repo, pull, review }: { repo: Repo; pull: Pull; review: Review },
  { action, sender }: { action: string; sender: Account },
): void {
  const { origin } = state;
  const json = reviewJson(repo, pull, review, origin);
  const fields = {
    review: { ...json, state: review.state.toLowerCase(), body: review.body === '' ? null : review.body },
    pull_request: pullListJson(state, repo, pull, origin),
  };
  emit(state, { event: 'pull_request_review', action, repo, sender, fields });
}
