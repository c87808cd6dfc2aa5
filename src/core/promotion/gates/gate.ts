import type { Instant } from '../../names.ts';
import type { OpenPullRequest, Snapshot, StagePolicy } from '../facts.ts';
import type { Entry } from '../moves/moves.ts';
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

/** Closes a gate about the lane; `next` is what a person can do, `wake` when to look again. */
export function closed({ wake, ...reason }: Omit<Reason, 'about'> & { wake?: Instant }): Verdict {
  return { open: false, reason: { ...reason, about: 'lane' }, ...(wake === undefined ? {} : { wake }) };
}

/** A lost webhook is made good by looking again after this long. */
export const LOOK_AGAIN_MS = 10 * 60_000;
