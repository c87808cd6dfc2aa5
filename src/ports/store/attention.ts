import type { Instant } from '../../core/names.ts';

/**
 * What wants looking at: `lane:<lane id>`, `promotion:<owner/repo#n>`, `pipeline:<owner/repo>`, `pipelines:all`,
 * `proposal:<owner/repo#n>`, `report:<owner/repo>:<delivery>`, `wish:<owner/repo#n>`, `commands:<owner/repo#n>`,
 * `control:<owner/repo>`, `tidy:<lane id>`, `permissions:app`, `builds:<owner/repo>:<component>`, `lanes:<owner/repo>` or
 * `sweep:<name>`. A kind that the release before does not work, a replica of it parks: what is new takes a kind that it bears.
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

/** One row as a person sees it: `sluice jobs` and the page. */
export interface Job {
  key: AttentionKey;
  /** Lower-case owner that the key's work speaks for; empty for the App itself. */
  account: string;
  state: 'due' | 'later' | 'held' | 'parked';
  due: Instant;
  /** When it became due without having been worked well since. */
  since: Instant;
  because: string[];
  tries: number;
  /** Why it failed last. */
  cause?: string;
  heldBy?: string;
  heldUntil?: Instant;
}

/** Which rows are wanted; without a limit all of them. */
export interface JobsFilter {
  state?: Job['state'];
  /** The one row of this key. */
  key?: AttentionKey;
  limit?: number;
}

/** Whom a worker leaves alone, and whom it has just served. */
export interface ClaimWishes {
  /** Accounts (lower case) nobody works for now: their keys stay as they are. */
  without?: readonly string[];
  /** The account this worker served last: another's key is taken first, if one is due. */
  lately?: string;
  /** The most keys of one account that are held at a time by the workers of this process (the name's part before the last `-`). */
  most?: number;
}

/** What waits; counts are of rows, instants of the longest. */
export interface AttentionBacklog {
  due: number;
  held: number;
  parked: number;
  /** When the row that has waited longest became due; undefined when nothing is due. */
  oldest?: Instant;
  /** The same of lanes only: how long the longest unconverged lane is behind. */
  oldestLane?: Instant;
}

/** The engine's one queue: a row a key, due at an instant, claimed by one worker at a time. */
export interface Attention {
  /** Makes the key due at `at` or earlier; marks during a claim keep it due after the claim's end. A parked key wakes. */
  want(key: AttentionKey, at: Instant, because: string): Promise<void>;
  /**
   * As `want`, for what comes in bursts: the first two marks count at once; from then on the key is due when no mark came for
   * `quiet` milliseconds, at the latest `most` milliseconds after the first that had to wait.
   */
  wantCalmly(key: AttentionKey, now: Instant, mark: { because: string; quiet: number; most: number }): Promise<void>;
  /**
   * A due key nobody holds, or one whose holder's lease is over: of the account whose keys are held least, then of another
   * account than the one served lately, then the longest due.
   */
  claim(worker: string, now: Instant, until: Instant, wishes?: ClaimWishes): Promise<Claim | undefined>;
  /** Whether the claim is still this worker's at `now`; if so it lasts until `until` (never shorter than before). */
  renew(claim: Claim, now: Instant, until: Instant): Promise<boolean>;
  /** Ends a claim well: due again at `wake`, or gone; tries are forgotten. Without effect when the lease was lost. */
  release(claim: Claim, wake?: Instant): Promise<void>;
  /** Ends a claim that could not be worked through nobody's fault: due again at `until`, its tries and reasons as they were. */
  defer(claim: Claim, until: Instant): Promise<void>;
  /** Ends a claim badly: due again at `until`; parked with its cause after five tries in a row. */
  postpone(claim: Claim, until: Instant, cause: string): Promise<void>;
  /** Gives back what the worker holds, due at `now`, without counting a try: its process ends. */
  giveBack(worker: string, now: Instant): Promise<void>;
  /** A parked key is due again, its tries forgotten; false when it is not parked. */
  wake(key: AttentionKey, now: Instant): Promise<boolean>;
  parked(): Promise<Parked[]>;
  /** Every row that the filter lets pass, the longest due first. */
  jobs(now: Instant, filter?: JobsFilter): Promise<Job[]>;
  backlog(now: Instant): Promise<AttentionBacklog>;
  /** When the next key that is not parked is due; undefined when there is none. */
  nextDue(): Promise<Instant | undefined>;
}
