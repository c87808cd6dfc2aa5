import { closed, LOOK_AGAIN_MS, open, type Gate } from './gate.ts';

/** GitHub computes mergeability in the background; a read starts the job and a later one sees its end. */
export const MERGEABILITY_MS = 2_000;

/** The reviews that the branch's protection asks for: people give them at GitHub, Sluice waits. */
export const reviewsGate: Gate = ({ facts: { now }, here, pullRequest }) => {
  if (pullRequest.reviews === 'changes-requested') {
    return closed({
      standing: 'blocked',
      code: 'changes-requested',
      says: `#${pullRequest.number}: a reviewer asked for changes`,
      next: 'the reviewer approves or withdraws the review',
    });
  }
  if (pullRequest.reviews === 'approved') return open;
  if (here.requires.approvals === 0 && pullRequest.reviews !== 'required') return open;
  // Code owners and rules that Sluice may not see require reviews without a number.
  const count = Math.max(1, here.requires.approvals);
  return closed({
    standing: 'waiting',
    code: 'review-required',
    says: `#${pullRequest.number}: GitHub requires ${count} approving review${count === 1 ? '' : 's'}`,
    wake: now + LOOK_AGAIN_MS,
  });
};

/** Drafts are not merged; a merge that GitHub has not judged yet is asked for again soon. */
export const mergeableGate: Gate = ({ facts: { now }, pullRequest }) => {
  if (pullRequest.draft) {
    return closed({
      standing: 'blocked',
      code: 'draft',
      says: `#${pullRequest.number} was made a draft`,
      next: 'mark it ready for review',
    });
  }
  if (pullRequest.mergeable === 'mergeable' && pullRequest.inStep) return open;
  return closed({
    standing: 'waiting',
    code: 'mergeability-unknown',
    says: `#${pullRequest.number}: GitHub has not caught up with its newest commit yet`,
    wake: now + MERGEABILITY_MS,
  });
};
