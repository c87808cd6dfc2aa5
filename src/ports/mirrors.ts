import type { History } from '../core/changelog/history.ts';

/** Copies of the repositories' histories on this machine, which answer for ranges without asking GitHub's API. */
export interface Mirrors {
  /** As a history answers. Unknown means: ask the API; a mirror that is being made for the first time is unknown too. */
  range: History['range'];
  /** Ends what is under way, and whatever runs git. */
  close(): Promise<void>;
}
