import { list } from '../../text/phrases.ts';
import { isApproval } from './approval.ts';
import { closed, headJudged, LOOK_AGAIN_MS, open, type Gate } from './gate.ts';

/** What a person pushed onto a Sluice branch is merged by Sluice only after somebody else has approved it. */
export const adoptedGate: Gate = (judged) => {
  const { committers, reviewers, head } = headJudged(judged);
  if (committers.length === 0) return open;
  const own = new Set(committers.map((login) => login.toLowerCase()));
  if (reviewers.some((review) => isApproval(review, head) && !own.has(review.by.toLowerCase()))) return open;
  return closed({
    standing: 'waiting',
    code: 'adopted-approval',
    says: `#${judged.pullRequest.number} holds commits by ${list([...new Set(committers)])}: somebody else has to approve it`,
    wake: judged.facts.now + LOOK_AGAIN_MS,
  });
};
