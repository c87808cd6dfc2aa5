import type { Instant, LaneId, PromotionId, RepoName } from '../../core/names.ts';

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

export interface LedgerFilter {
  /** Entries of any lane of this pipeline; those without a lane belong to none. */
  pipeline?: RepoName;
  lane?: LaneId;
  promotion?: PromotionId;
  kind?: string;
  /** Entries of any of these kinds. */
  kinds?: readonly string[];
  /** Entries in whose facts, as JSON spells them, this text stands anywhere. Everything else that the filter selects is read for it. */
  mentions?: string;
  /** The one entry of this key. */
  key?: string;
  /** In the order in which they were written: the clocks of two processes may be hours apart, and what a person said last must stay last. */
  asWritten?: true;
  limit?: number;
}

/** Append-only history. */
export interface Ledger {
  /** False when an entry of this key exists already. */
  append(entry: LedgerEntry): Promise<boolean>;
  /** The entries that fit all of the filter, the newest `limit` of them, newest last by their instants, or else as the filter says. */
  read(filter: LedgerFilter): Promise<LedgerEntry[]>;
}
