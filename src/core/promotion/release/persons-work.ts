import { foreignWork } from '../content/branch-content.ts';
import type { Facts } from '../facts.ts';
import type { OpenPullRequest, Snapshot } from '../snapshot.ts';

/**
 * What is to become of a person's commits on a Sluice branch. `open`: nobody has said, or something newer was pushed since;
 * `adopt`: they stay and later changes go on top; `resume`: merged as it stands; `rebuild`: discarded.
 */
export type PersonsWork = 'open' | 'adopt' | 'resume' | 'rebuild';

/** What people ordered about the commits that are there now; the last word counts. */
export function standOf(facts: Facts, here: Snapshot, { head }: OpenPullRequest): PersonsWork {
  const commits = here.branch?.commits ?? [];
  const foreign = foreignWork(facts, here);
  const newest = commits.findIndex(({ commit }) => commit === foreign?.commit);
  const last = facts.orders.findLast((order) => {
    if (order.do === 'rebuild' || order.do === 'resume') return order.head === head;
    const place = commits.findIndex(({ commit }) => commit === order.head);
    return order.do === 'adopt' && place >= 0 && place <= newest;
  });
  return last === undefined || last.do === 'refresh' || last.do === 'promote' ? 'open' : last.do;
}
