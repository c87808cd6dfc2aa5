import type { Instant } from '../../core/names.ts';

/** The lower-case owner an installation belongs to; empty for the App itself. */
export type Account = string;

/** What a worker may begin now. */
export type Admission =
  /** Everything but the work of these accounts, which GitHub has told to wait. */
  | { open: true; without: ReadonlyMap<Account, Instant> }
  /** GitHub does not answer: nothing before `until`, when one worker may try. */
  | { open: false; until: Instant };

/** One budget of one account, as GitHub's headers told it last. */
export interface Budget {
  account: Account;
  resource: 'core' | 'graphql' | 'content-minute' | 'content-hour';
  limit: number;
  remaining: number;
  /** When it is whole again. */
  resetAt: Instant;
}

export interface Breaker {
  host: string;
  state: 'closed' | 'open' | 'half-open';
  /** When an open one lets one call through. */
  until?: Instant;
}

/** What GitHub bears at the moment, learned from its answers. It belongs to a process: every replica learns it by itself. */
export interface Traffic {
  /** Asked before every claim. While a breaker is half-open one caller alone is admitted. */
  admit(now: Instant): Admission;
  /**
   * Whether an account's budget bears work of this kind: when only the reserve is left, work for production alone. Otherwise
   * when to come back. Where no more content may be made, the calls that would make it are refused, and all else goes on.
   */
  bears(account: Account, work: { production: boolean }, now: Instant): { until: Instant } | 'yes';
  /** Somebody told that an account lets the App in again (installed, unsuspended): its pause for want of credentials is over. */
  resume(account: Account): void;
  /** The accounts that rest now, and until when. Unlike `admit`, whoever asks begins nothing. */
  paused(now: Instant): ReadonlyMap<Account, Instant>;
  budgets(now: Instant): Budget[];
  breakers(now: Instant): Breaker[];
}
