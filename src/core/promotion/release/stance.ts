import type { ComponentName, Instant } from '../../names.ts';
import { lastDue, nextDue } from '../../time/schedule.ts';
import type { Lineage } from '../../text/trailers.ts';
import type { Facts } from '../facts.ts';
import { isApproval } from '../gates/approval.ts';
import type { Snapshot } from '../snapshot.ts';

/**
 * How a lane chooses what its pull request holds: it follows what is proven; it holds what was chosen once; or its time has not come.
 */
export type Stance =
  { is: 'follows'; tick?: Instant } | { is: 'cut'; lineage: Lineage; tick?: Instant } | { is: 'waits'; next?: Instant };

/** A scheduled lane chooses at its tick; one that people approve, until the first of them did. */
export function stanceOf(facts: Facts, here: Snapshot): Stance {
  const { lane, policy, now } = facts;
  const { open, branch } = here;
  const release = lane.forced === true ? 'on-change' : (policy.environment?.release ?? 'on-change');
  if (open !== undefined) {
    const tick = open.tick === undefined ? {} : { tick: open.tick };
    const isChosen = release !== 'on-change' || (policy.merge !== 'when-green' && isApproved(here));
    const lineage = branch?.lineage;
    return !isChosen || lineage === undefined || isRefreshed(facts, here)
      ? { is: 'follows', ...tick }
      : { is: 'cut', lineage, ...tick };
  }
  if (release === 'on-change') return { is: 'follows' };
  const due = lastDue(release, now);
  if (due !== undefined && facts.served !== undefined && due > facts.served) return { is: 'follows', tick: due };
  const next = nextDue(release, now);
  return { is: 'waits', ...(next === undefined ? {} : { next }) };
}

/** The newest tick that nothing was done about; undefined where there is none. */
export function unservedTick({ lane, policy, now, served }: Facts): Instant | undefined {
  const release = lane.forced === true ? 'on-change' : (policy.environment?.release ?? 'on-change');
  if (release === 'on-change') return undefined;
  const due = lastDue(release, now);
  return due !== undefined && served !== undefined && due > served ? due : undefined;
}

const isApproved = ({ open }: Snapshot): boolean =>
  open?.reviewers.some((review) => isApproval(review, open.head)) === true;

/** Somebody who may release asked for what is proven now. */
export const isRefreshed = ({ orders }: Facts, { open }: Snapshot): boolean =>
  orders.some((order) => order.do === 'refresh' && order.head === open?.head);

/** The components that move only together with one: those of its sets, or all where a snapshot is copied. */
export function togetherWith({ lane, policy }: Facts, name: ComponentName): ComponentName[] {
  if (lane.forced === true || policy.environment === undefined) return [name];
  const { copy, together } = policy.environment;
  const here = lane.components.map((component) => component.name);
  if (copy === 'snapshot') return here;
  const sets = together.filter((set) => set.includes(name)).flat();
  return [...new Set([name, ...sets])].filter((one) => here.includes(one));
}
