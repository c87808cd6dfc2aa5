import { takeBackTold } from '../issues/tell-issues.ts';
import type { Reason } from '../promotion/plan-model.ts';
import type { FollowUpFacts } from './follow-up-facts.ts';
import type { FollowUpPlan } from './follow-up-model.ts';
import type { FollowUpAsk, OpenQuestions } from './open-questions.ts';

/** What could not be read is read again after this long. */
const UNREAD_AGAIN = 60_000;

/**
 * Whether a release that was seen to its end was merged further back than the look lists: every commit listed is younger, and what
 * became of those says nothing of it.
 */
export const isBeyondSight = ({ environment, release, settled }: FollowUpFacts): boolean =>
  settled !== undefined && !environment.commits.includes(release.merged.commit);

/** Its verdict stays as it is; only what its issues were told may have been taken back since. */
export function planBeyondSight(facts: FollowUpFacts, open: OpenQuestions): FollowUpAsk | FollowUpPlan {
  const { unread, again, steps, open: isOpen } = takeBackTold(facts, open);
  if (open.asked !== undefined) return open.asked;
  const wake = unread === undefined ? again : facts.now + UNREAD_AGAIN;
  const isDone = wake === undefined && !isOpen && steps.length === 0;
  const known = facts.releases.find(({ number }) => number === facts.release.number);
  return {
    state: known === undefined || known.deployed.length === 0 ? 'superseded' : 'deployed',
    entries: [],
    apart: [],
    verified: false,
    steps,
    reasons: [reasonOf(facts, isDone)],
    ...(wake === undefined ? {} : { wake }),
    settled: isDone,
  };
}

function reasonOf({ lane, release, stage }: FollowUpFacts, isDone: boolean): Reason {
  const where = `#${release.number} in ${stage.name} was seen to its end, and ${lane.repo} has gone far beyond it`;
  if (isDone) return { about: 'lane', standing: 'resting', code: 'beyond-sight', says: where };
  const says = `${where}; some of its issues have yet to say that it was taken back`;
  return { about: 'lane', standing: 'waiting', code: 'telling', says };
}
