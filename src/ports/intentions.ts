import type { Instant } from '../core/names.ts';

/**
 * Effects without a unique key at GitHub (a comment, a message) are written down before they are tried, so that after an
 * unknown outcome the key rests, is looked for, and only if absent repeated.
 */
export interface Intentions {
  /** Notes the try; answers when the key was first and last intended and whether it is known to be done. */
  intend(key: string, now: Instant): Promise<{ first: Instant; previous?: Instant; done: boolean }>;
  done(key: string, now: Instant): Promise<void>;
}
