import type { LaneId, PromotionId } from '../../core/names.ts';
import type { LedgerEntry } from '../../ports/store/ledger.ts';
import type { Tools } from '../tools.ts';

/** Merged promotions of one lane that a signal may still concern; more than that wait for nothing any more. */
const MOST = 50;

/**
 * The merged promotions of a lane that no verdict has settled, and the newest one in any case: a red re-run takes its success
 * back. Newest last.
 */
export async function unsettledPromotions({ store }: Pick<Tools, 'store'>, lane: LaneId): Promise<PromotionId[]> {
  const merged = promotionsIn(await store.ledger.read({ lane, kind: 'merged', limit: MOST }));
  // Older ones may have been settled since.
  const settled = new Set(promotionsIn(await store.ledger.read({ lane, kind: 'settled', limit: 2 * MOST })));
  const newest = merged.at(-1);
  return merged.filter((promotion) => promotion === newest || !settled.has(promotion));
}

const promotionsIn = (entries: LedgerEntry[]): PromotionId[] => entries.flatMap(({ promotion }) => promotion ?? []);
