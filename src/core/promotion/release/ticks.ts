import type { Instant } from '../../names.ts';
import { momentIn } from '../../time/moments.ts';
import { nextDue, type Schedule } from '../../time/schedule.ts';
import { list } from '../../text/phrases.ts';
import type { Facts } from '../facts.ts';
import type { Note, Plan } from '../plan-model.ts';
import { SOURCE_BEHIND } from '../merging/source-behind.ts';
import { isUnsure, withWake, type Situation } from '../situation.ts';
import { unservedTick } from './stance.ts';

/** What the ledger remembers of a due release: it is served once, however often it is looked at, and missed ones are one. */
export const tickNote = ({ lane }: Facts, tick: Instant, says: string): Note => ({
  kind: 'tick',
  key: `tick:${lane.id}:${tick}`,
  facts: { at: tick, says },
});

/** Sees to it that a scheduled lane wakes when it comes due, and that a tick which brought nothing is not asked for again. */
export function withTicks({ facts, here, stance, content, stays }: Situation, plan: Plan): Plan {
  const release = facts.lane.forced === true ? 'on-change' : (facts.policy.environment?.release ?? 'on-change');
  if (release === 'on-change') return plan;
  if (stance.is === 'waits') return untilNext(facts, plan, { release, next: stance.next });
  const tick = unservedTick(facts);
  // A due release whose sources cannot be read, or whose branch a person has to free first, is not over.
  if (tick === undefined || plan.notes !== undefined || stays.some(isUnsure)) return plan;
  if (plan.reasons.some(({ code }) => code === SOURCE_BEHIND)) return plan;
  if (here.open === undefined && content !== undefined) {
    const isDeclined = plan.reasons.some(({ code }) => code === 'declined');
    return isDeclined ? again(facts, noted(facts, plan, { tick, says: 'its content was declined' })) : plan;
  }
  // It makes room: what is due opens after it.
  if (plan.steps.some((step) => step.do === 'close')) return withWake(plan, facts.now + 1);
  // An open release says the same whether its tick is served or not.
  if (here.open !== undefined) return noted(facts, plan, { tick, says: `#${here.open.number} was still open` });
  const served = noted(facts, plan, { tick, says: nothing(stays) });
  // Where nothing was new, another look would say no more than when the next release is due.
  const isIdle = stays.every(({ standing }) => standing === 'resting');
  return isIdle ? untilNext(facts, served, { release, next: nextDue(release, facts.now) }) : again(facts, served);
}

/** What waits for the next release, says when that is due. */
function untilNext(
  { lane }: Facts,
  plan: Plan,
  { release, next }: { release: Schedule; next: Instant | undefined },
): Plan {
  const says =
    next === undefined
      ? `${lane.stage} is released by a schedule that does not come due within a year`
      : `the next release to ${lane.stage} is due ${momentIn(release.timezone, next)}`;
  const reason = { standing: 'resting' as const, about: 'lane' as const, code: 'scheduled', says };
  return withWake({ ...plan, reasons: [...plan.reasons, reason] }, next);
}

const noted = (facts: Facts, plan: Plan, { tick, says }: { tick: Instant; says: string }): Plan => ({
  ...plan,
  notes: [...(plan.notes ?? []), tickNote(facts, tick, says)],
});

/** What did not go is told otherwise once its tick is served. */
const again = ({ now }: Facts, plan: Plan): Plan => withWake(plan, now + 1);

const nothing = (stays: Situation['stays']): string => {
  const named = stays.filter(({ standing }) => standing !== 'resting').map(({ about, says }) => `${about}: ${says}`);
  return named.length === 0 ? 'nothing was new' : `nothing could go: ${list(named)}`;
};
