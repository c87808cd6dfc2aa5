import { commitSha } from '../../../core/names.ts';
import type { ReviewFact } from '../../../core/promotion/snapshot.ts';
import { nodesOf } from '../raw.ts';
import type { RawReviews } from './raw.ts';

const STATES: Partial<Record<string, ReviewFact['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
};

/** The newest review of each person that says yes or no, or did before it was dismissed. */
export function reviewFacts(raw: RawReviews): ReviewFact[] {
  return nodesOf(raw).flatMap(({ author, commit, ...review }) => {
    const state = STATES[review.state];
    if (state === undefined || review.submittedAt === null) return [];
    return {
      by: author?.login ?? 'ghost',
      byHuman: author?.__typename === 'User',
      state,
      ...(commit === null ? {} : { commit: commitSha(commit.oid) }),
      at: Date.parse(review.submittedAt),
      mayWrite: review.authorCanPushToRepository,
    };
  });
}
