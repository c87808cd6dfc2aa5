import { list, plural } from '../../text/phrases.ts';
import { foreignCommits } from '../content/branch-content.ts';
import { isApproval } from './approval.ts';
import { closed, headJudged, LOOK_AGAIN_MS, open, type Gate } from './gate.ts';

/**
 * What a person pushed onto a Sluice branch is merged by Sluice only after somebody else has approved it. Git takes anybody's word
 * for who made a commit: where an address belongs to nobody at GitHub, neither is whoever spoke for it counted, and two have to
 * approve, of whom one may be its author.
 */
export const adoptedGate: Gate = (judged) => {
  const { facts, here, pullRequest } = judged;
  const { committers, reviewers, head } = headJudged(judged);
  if (committers.length === 0) return open;
  const isUnknown = foreignCommits(facts, here).some(({ isKnownAuthor }) => !isKnownAuthor);
  const spoken = facts.orders.filter((order) => order.do === 'adopt' || order.do === 'resume').map(({ by }) => by);
  const own = new Set([...committers, ...(isUnknown ? spoken : [])].map((login) => login.toLowerCase()));
  const given = reviewers.filter((review) => isApproval(review, head) && !own.has(review.by.toLowerCase()));
  const needed = isUnknown ? 2 : 1;
  if (given.length >= needed) return open;
  const who = isUnknown
    ? `commits whose author GitHub does not know (${list([...new Set(committers)])}): ${plural(needed, 'approval')} by others`
    : `commits by ${list([...new Set(committers)])}: somebody else has to approve it`;
  return closed({
    standing: 'waiting',
    code: 'adopted-approval',
    says: `#${pullRequest.number} holds ${who}${isUnknown ? ' are needed' : ''}`,
    wake: facts.now + LOOK_AGAIN_MS,
  });
};
