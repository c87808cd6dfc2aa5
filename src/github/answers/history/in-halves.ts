import type { Failure } from '../../client/outcome.ts';

/** So many single items in a row that GitHub does not answer for: then it is GitHub that is ill, not the question. */
const MOST_SINGLES = 2;

/**
 * Asks for items together, and in halves, down to single ones, for what was too much for one query. `ask` gives back what is to
 * be asked for again. What a single item leaves open stays open; after two of them nothing more is asked.
 */
export async function inHalves<Item>(items: Item[], ask: (some: Item[]) => Promise<Item[]>): Promise<void> {
  const open = items.length === 0 ? [] : [items];
  let singles = 0;
  for (let some = open.shift(); some !== undefined && singles < MOST_SINGLES; some = open.shift()) {
    const again = await ask(some);
    if (some.length === 1) singles += again.length;
    else open.unshift(...halvesOf(again));
  }
}

function halvesOf<Item>(items: Item[]): Item[][] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)].filter((half) => half.length > 0);
}

/**
 * Whether less of the same might be answered: GitHub gives up on a query after ten seconds, with a 502, a 504 or words of its own
 * (GraphQL reference, timeouts), and an answer can be larger than is read. A connection that fails, or a call that
 * was not sent, says nothing about the query.
 */
export function isTooMuch(failure: Failure): boolean {
  if (failure.kind === 'unavailable')
    return failure.withheld === undefined && !failure.message.startsWith('no answer:');
  return failure.kind === 'invalid' && failure.status === 200;
}
