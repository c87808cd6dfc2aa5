import type { Order } from '../../controls/controls.ts';
import type { Note } from '../plan-model.ts';
import type { Situation } from '../situation.ts';
import type { OpenPullRequest } from '../snapshot.ts';

/** What was ordered of this head is done: the same head may come back, and is not dealt with unasked. */
export function obeyed({ facts, here }: Situation, { number, head }: OpenPullRequest, what: Order['do']): Note[] {
  return facts.orders
    .filter((order) => order.do === what && order.head === head)
    .map(({ at }) => ({
      kind: 'obeyed',
      key: `obeyed:${what}:${here.repo}#${number}@${head}:${at}`,
      number,
      facts: { do: what, head },
    }));
}
