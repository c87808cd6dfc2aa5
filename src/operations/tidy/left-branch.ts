import { isKnown } from '../../core/answer.ts';
import { promotionId, type CommitSha, type Instant, type LaneId, type PromotionId } from '../../core/names.ts';
import { leftBranch, leftByForce, mergedBranchOf } from '../../core/tidy/left-branch.ts';
import type { Decision } from '../lanes/decide.ts';
import { SETTLE_MS, type Tools } from '../tools.ts';

/** The attention of what is left of a lane of one component: by its removal from the stage, or by a forced release. */
export const tidyKey = (lane: LaneId): string => `tidy:${lane}`;

/** The tip of the lane's branch, where nothing is to be done with it and it is litter. */
export function leftOf({ facts, plan, lookedAt }: Decision): CommitSha | undefined {
  if (plan.steps.length > 0 || !isKnown(facts.here)) return undefined;
  const isOver = facts.lane.forced === true && !isWished(facts);
  return (isOver ? leftByForce : leftBranch)(facts.here.known, lookedAt);
}

/** Whether somebody wants something of a forced lane still. */
export const isWished = ({ lane, wishes }: Decision['facts']): boolean =>
  wishes.some((wish) => lane.components.some(({ name }) => name === wish.component));

/** Deletes what a lane left behind after its merge, unless it moves meanwhile: a branch that is wanted again is made again. */
export async function deleteLeftBranch(
  { clock, effects, log }: Tools,
  decision: Decision,
): Promise<Instant | undefined> {
  const tip = leftOf(decision);
  const { here, lane } = decision.facts;
  if (tip === undefined || !isKnown(here)) return undefined;
  const { repo, id } = here.known;
  const ended = await effects.deleteBranch({ repo, id, branch: lane.head, tip });
  const about = { lane: lane.id, branch: lane.head, commit: tip };
  switch (ended.outcome) {
    case 'later':
      return ended.until;
    case 'unknown-outcome':
      return clock.now() + SETTLE_MS;
    case 'refused':
      log.warn({ ...about, cause: ended.because }, 'branch left behind not deleted');
      return undefined;
    default:
      log.info({ ...about, outcome: ended.outcome }, 'branch left behind deleted');
      return undefined;
  }
}

/** What a refusal of the day is entered under: a branch that rules protect is not asked for at every sweep. */
export const refusalOf = (promotion: PromotionId, now: Instant): string =>
  `refused:branch:${promotion}:${new Date(now).toISOString().slice(0, 10)}`;

/** The merge whose branch still stands, unless GitHub has refused today to delete it. */
export async function unfinishedMerge(
  { clock, store }: Pick<Tools, 'clock' | 'store'>,
  { facts: { here, lane }, plan }: Decision,
): Promise<PromotionId | undefined> {
  const number = isKnown(here) && plan.steps.length === 0 ? mergedBranchOf(here.known) : undefined;
  if (number === undefined) return undefined;
  const promotion = promotionId(lane.repo, number);
  const refused = await store.ledger.read({ key: refusalOf(promotion, clock.now()), limit: 1 });
  return refused.length === 0 ? promotion : undefined;
}
