import type { CommitSha, Instant } from '../../names.ts';
import { foreignCommits } from '../content/branch-content.ts';
import type { Facts } from '../facts.ts';
import type { Entry } from '../moves/moves.ts';
import type { Reason } from '../plan-model.ts';
import type { Question } from '../questions.ts';
import type { OpenPullRequest, ReviewFact, Snapshot, CheckFact } from '../snapshot.ts';

/** What a gate judges: the lane's pull request as it was looked at, holding exactly these entries. */
export interface Judged {
  facts: Facts;
  here: Snapshot;
  pullRequest: OpenPullRequest;
  entries: Entry[];
  /** Somebody who may force it has waived waiting: soak, window and schedule. Never freeze, hold, approvals or checks. */
  waived: boolean;
}

/** The head of a pull request into a stage's branch, whosever it is. */
export interface JudgedHead {
  number: number;
  head: CommitSha;
  checks: CheckFact[];
  checksComplete: boolean;
  reviewers: ReviewFact[];
  /** Who made commits on it: their own review is no approval. */
  committers: string[];
  /** Whether somebody may have made some of it whom GitHub does not know, and who may be any of those who approve. */
  unknownCommitters: boolean;
}

/** A closed gate says why; `wake` is when to look again even if no webhook comes. Or it asks what it has to know first. */
export type Verdict = { open: true } | Closed | { questions: Question[] };

export interface Closed {
  open: false;
  reason: Reason;
  wake?: Instant;
}

export type Gate = (judged: Judged) => Verdict;

export const open: Verdict = { open: true };

/** The words by which gates say that they are closed. Which gate a word is of, the page and the metrics know from `core/page/lane/gate-of-reason.ts`. */
export type ClosingCode =
  | 'adopted-approval'
  | 'approvals'
  | 'approvals-unknown'
  | 'by-hand'
  | 'changes-requested'
  | 'check-failed'
  | 'check-pending'
  | 'controls-unknown'
  | 'diverged'
  | 'draft'
  | 'frozen'
  | 'held'
  | 'mergeability-unknown'
  | 'review-required'
  | 'unrelated'
  | 'window'
  | ClosingOthers;

/** Those that only pull requests meet which are not Sluice's. */
export type ClosingOthers = 'moves-unknown' | 'soak' | 'soak-unknown';

/** Why a gate is closed; `wake`: when to look again. */
export type ClosingReason = Omit<Reason, 'about' | 'code'> & { code: ClosingCode; wake?: Instant };

/** Closes a gate about the lane; `next` is what a person can do, `wake` when to look again. */
export function closed({ wake, ...reason }: ClosingReason): Closed {
  return { open: false, reason: { ...reason, about: 'lane' }, ...(wake === undefined ? {} : { wake }) };
}

export const isClosed = (verdict: Verdict): verdict is Closed => 'open' in verdict && !verdict.open;

/** The lane's own pull request as a head like any other. */
export const headJudged = ({
  facts,
  here,
  pullRequest,
}: Pick<Judged, 'facts' | 'here' | 'pullRequest'>): JudgedHead => ({
  ...pullRequest,
  unknownCommitters: foreignCommits(facts, here).some(({ isKnownAuthor }) => !isKnownAuthor),
  committers: foreignCommits(facts, here).flatMap(({ author, committer }) => [
    author,
    ...(committer === undefined ? [] : [committer]),
  ]),
});

/** Begins a sentence about a pull request, unless it is said on it. */
export const prefixed = (number: number, { reason, ...rest }: Closed): Closed => ({
  ...rest,
  reason: { ...reason, says: `#${number}: ${reason.says}` },
});

/** A lost webhook is made good by looking again after this long. */
export const LOOK_AGAIN_MS = 10 * 60_000;
