import type { Instant } from '../../core/names.ts';

/**
 * What wants looking at: `lane:<lane id>`, `promotion:<owner/repo#n>`, `pipeline:<owner/repo>`, `proposal:<owner/repo#n>`,
 * `report:<delivery>`, `wish:<owner/repo#n>`, `commands:<owner/repo#n>`,
 * `control:<owner/repo>`, `tidy:<lane id>`, `permissions:app`, `builds:<owner/repo>:<component>` or `sweep:<name>`.
 */
export type AttentionKey = string;

export interface Claim {
  key: AttentionKey;
  worker: string;
  until: Instant;
  /** Grows with every claim of the key; an effect recorded under an older fence lost its lease. */
  fence: number;
  because: string[];
  tries: number;
}

export interface Parked {
  key: AttentionKey;
  cause: string;
  tries: number;
  since: Instant;
}

/** The engine's one queue: a row a key, due at an instant, claimed by one worker at a time. */
export interface Attention {
  /** Makes the key due at `at` or earlier; marks during a claim keep it due after the claim's end. A parked key wakes. */
  want(key: AttentionKey, at: Instant, because: string): Promise<void>;
  /** The longest due key nobody holds, or one whose holder's lease is over. */
  claim(worker: string, now: Instant, until: Instant): Promise<Claim | undefined>;
  /** Whether the claim is still this worker's at `now`. */
  holds(claim: Claim, now: Instant): Promise<boolean>;
  /** Ends a claim well: due again at `wake`, or gone; tries are forgotten. Without effect when the lease was lost. */
  release(claim: Claim, wake?: Instant): Promise<void>;
  /** Ends a claim badly: due again at `until`; parked with its cause after five tries in a row. */
  postpone(claim: Claim, until: Instant, cause: string): Promise<void>;
  parked(): Promise<Parked[]>;
  /** When the next key that is not parked is due; undefined when there is none. */
  nextDue(): Promise<Instant | undefined>;
}
