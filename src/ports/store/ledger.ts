import type { Instant, LaneId, PromotionId } from '../../core/names.ts';

/** One fact about what moved, when, why and by whom. */
export interface LedgerEntry {
  at: Instant;
  /** One word a kind: proposed, refreshed, merged, closed, commented, refused, blocked … */
  kind: string;
  lane?: LaneId;
  promotion?: PromotionId;
  /** Natural key of the fact; a second entry of the same key is not written. */
  key?: string;
  facts: Record<string, unknown>;
}

/** Append-only history. */
export interface Ledger {
  /** False when an entry of this key exists already. */
  append(entry: LedgerEntry): Promise<boolean>;
  /** Newest last. */
  read(filter: { lane?: LaneId; promotion?: PromotionId; kind?: string; limit?: number }): Promise<LedgerEntry[]>;
}
