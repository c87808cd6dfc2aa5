import type { Instant } from '../../core/names.ts';

/**
 * Effects without a unique key at GitHub (a comment, a message) are written down before they are tried, so that after an
 * unknown outcome the key rests, is looked for, and only if absent repeated.
 */
export interface Intentions {
  /** What is known of the key; `last` is undefined when it was never tried. */
  recall(key: string): Promise<{ last?: Instant; done: boolean }>;
  /** Notes the try; answers when the key was first and last intended and whether it is known to be done. */
  intend(key: string, now: Instant): Promise<{ first: Instant; previous?: Instant; done: boolean }>;
  /**
   * Notes a try unless somebody noted one since `last` was recalled, or it is done: false then, and nothing is to be tried.
   */
  attempt(key: string, now: Instant, last: Instant | undefined): Promise<boolean>;
  /**
   * Takes back the try that was noted at `at` when `last` was the one before it, since nothing of it left. Without effect when
   * somebody noted another, or it is done.
   */
  takeBack(key: string, at: Instant, last: Instant | undefined): Promise<void>;
  done(key: string, now: Instant): Promise<void>;
}
