import type { Instant } from '../../core/names.ts';

/** One failed attempt at a delivery, as GitHub lists it. */
export interface MissedAttempt {
  /** Of the attempt: later ones have greater numbers. */
  id: number;
  guid: string;
  event: string;
  deliveredAt: Instant;
  /** Whether Sluice itself answered, and refused it. */
  wasHeard: boolean;
}

/** All that is known of the failed attempts at one delivery. */
export interface MissedDelivery {
  guid: string;
  event: string;
  /** The newest attempt's id, by which it is asked for. */
  attempt: number;
  attempts: number;
  /** How many of them were heard, and when the last one was. */
  heard: number;
  heardAt?: Instant;
  firstAt: Instant;
  lastAt: Instant;
}

/**
 * Deliveries that failed to arrive, one row each, whether they arrived since or not. GitHub's list has an entry for each attempt
 * and a bounded length: what was noted here need not be listed again, and keeps its age when its first attempt is listed no more.
 */
export interface Missed {
  /** Adds what was listed at `now`; attempts that were noted before change nothing. */
  note(attempts: MissedAttempt[], now: Instant): Promise<void>;
  /** When something was listed last; undefined when nothing is remembered. */
  notedAt(): Promise<Instant | undefined>;
  /** Those that were tried first after `since`. */
  all(since: Instant): Promise<MissedDelivery[]>;
  /** Forgets what was tried last before `before`. */
  forget(before: Instant): Promise<void>;
}
