import { outcomeOf } from './outcome-of.ts';
import type { Outcome, Request } from './requests.ts';

/** Who runs git for a history or for mirrors. */
export interface Gits {
  /** Resolves always: what goes wrong is a failure with its reason. */
  ask<R extends Request>(request: R): Promise<Outcome<R['ask']>>;
  /** Returns when nothing is under way any more. */
  close(): Promise<void>;
}

/** Git started from this very process: for a command, which is small itself and done before a process for git has begun. */
export function ownGits(): Gits {
  const open = new Set<Promise<unknown>>();
  return {
    async ask(request) {
      const outcome = outcomeOf(request);
      open.add(outcome);
      try {
        return await outcome;
      } finally {
        open.delete(outcome);
      }
    },
    async close() {
      await Promise.all(open);
    },
  };
}
