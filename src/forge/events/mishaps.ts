import type { Faults } from '../faults/faults.ts';
import type { HookDo } from '../faults/rule.ts';
import { signatures } from './delivery-headers.ts';
import type { Delivery } from './delivery.ts';

/** A delivery on its way, with what the rules do to it. */
export interface Outgoing {
  delivery: Delivery;
  does: readonly HookDo[];
  /** 0, and 1 for its double. */
  copy: number;
}

/** How long a rule holds a delivery back, or after how long it sends it again. */
export function millisecondsOf(does: readonly HookDo[], key: 'delay' | 'redeliver'): number | undefined {
  for (const one of does) {
    if (typeof one === 'object' && key in one) return (one as Record<string, number>)[key];
  }
  return undefined;
}

/** Whether GitHub hears the receiver's answer. */
export function isTold(does: readonly HookDo[]): boolean {
  return !does.includes('timeout');
}

/** The headers of a delivery whose signatures are somebody else's. */
export function wronglySigned({ headers, body }: Delivery): Record<string, string> {
  return { ...headers, ...signatures('of another App', body) };
}

/** The order of one pump: what is struck changes places with others that are, the rest keeps its own. */
export function inOrder(outgoing: readonly Outgoing[], faults: Faults): Outgoing[] {
  const ordered = [...outgoing];
  const places = ordered.flatMap((one, place) => (reorderOf(one) === undefined ? [] : [place]));
  const sorted = places
    .map((place) => ({ one: ordered[place]!, ...rankOf(ordered[place]!, place, faults) }))
    .sort((a, b) => a.window - b.window || a.rank - b.rank);
  for (const [index, place] of places.entries()) ordered[place] = sorted[index]!.one;
  return ordered;
}

function reorderOf({ does }: Outgoing): HookDo | undefined {
  return does.find((one) => one === 'reorder' || (typeof one === 'object' && 'reorder' in one));
}

/** Newest first within a second of the virtual clock; or drawn, within a window of so many milliseconds. */
function rankOf(one: Outgoing, place: number, faults: Faults): { window: number; rank: number } {
  const { delivery, copy } = one;
  const how = reorderOf(one);
  if (typeof how !== 'object' || !('reorder' in how))
    return { window: Math.floor(delivery.queuedAt / 1000) * 1000, rank: -place };
  const window = Math.floor(delivery.queuedAt / how.reorder) * how.reorder;
  return { window, rank: faults.draw(`order ${delivery.guid} ${delivery.attempt} ${copy}`) };
}
