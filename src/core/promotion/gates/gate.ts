import type { Instant } from '../../names.ts';
import type { OpenPullRequest, Snapshot, StagePolicy } from '../facts.ts';
import type { Entry } from '../moves.ts';
import type { Reason } from '../plan-model.ts';

/** What a gate judges: the pull request as it was looked at, holding exactly these entries. */
export interface Judged {
  now: Instant;
  policy: StagePolicy;
  here: Snapshot;
  pullRequest: OpenPullRequest;
  entries: Entry[];
}

/** A closed gate says why; `wake` is when to look again even if no webhook comes. */
export type Verdict = { open: true } | { open: false; reason: Reason; wake?: Instant };

export type Gate = (judged: Judged) => Verdict;

export const open: Verdict = { open: true };

export function closed(standing: Reason['standing'], code: string, says: string, more: { next?: string; wake?: Instant } = {}): Verdict {
  const reason: Reason = { standing, about: 'lane', code, says, ...(more.next === undefined ? {} : { next: more.next }) };
  return { open: false, reason, ...(more.wake === undefined ? {} : { wake: more.wake }) };
}

/** A lost webhook is made good by looking again after this long. */
export const LOOK_AGAIN_MS = 10 * 60_000;
