import { branchName, commitSha, type CommitSha } from '../../../core/names.ts';
import type { CheckFact, OpenPullRequest } from '../../../core/promotion/facts.ts';
import { Marker } from '../../../core/text/markers.ts';
import { nodesOf, type RawContext, type RawOpen } from '../raw.ts';
import { isOurBot, type Self } from '../self.ts';

/** What the look knows of the lane besides the pull request. */
export interface PullRequestContext {
  self: Self;
  /** Undefined while the branch does not exist. */
  branchTip: CommitSha | undefined;
  /** Whether the base has commits that the branch has not. */
  baseMoved: boolean;
}

/** What the look saw of the lane's open pull request. */
export function openPullRequest(raw: RawOpen, { self, branchTip, baseMoved }: PullRequestContext): OpenPullRequest {
  const bodyKey = Marker.parse(raw.body).find((marker) => marker.kind === 'content')?.key;
  const reviews = reviewsOf(raw.reviewDecision);
  const judged = nodesOf(raw.commits)[0]?.commit;
  const contexts = judged?.statusCheckRollup?.contexts;
  return {
    number: raw.number,
    id: raw.id,
    head: commitSha(raw.headRefOid),
    base: branchName(raw.baseRefName),
    draft: raw.isDraft,
    title: raw.title,
    ...(bodyKey === undefined ? {} : { bodyKey }),
    inStep: raw.headRefOid === branchTip && judged?.oid === raw.headRefOid,
    mergeable: mergeabilityOf(raw.mergeable, baseMoved),
    behind: raw.mergeStateStatus === 'BEHIND' && baseMoved,
    blocked: raw.mergeStateStatus === 'BLOCKED',
    ...(reviews === undefined ? {} : { reviews }),
    checks: checksOf(nodesOf(contexts)),
    checksComplete: contexts === undefined || nodesOf(contexts).length >= contexts.totalCount,
    changedFiles: raw.changedFiles,
    said: nodesOf(raw.comments)
      .filter((comment) => isOurBot(comment.author, self))
      .flatMap((comment) => Marker.parse(comment.body).map((marker) => marker.key)),
  };
}

/** GitHub computes it late: a branch that already has all of its base conflicts with nothing. */
function mergeabilityOf(word: string, baseMoved: boolean): OpenPullRequest['mergeable'] {
  if (word === 'MERGEABLE') return 'mergeable';
  return word === 'CONFLICTING' && baseMoved ? 'conflicting' : 'unknown';
}

function reviewsOf(decision: string | null): OpenPullRequest['reviews'] {
  switch (decision) {
    case 'APPROVED':
      return 'approved';
    case 'CHANGES_REQUESTED':
      return 'changes-requested';
    case 'REVIEW_REQUIRED':
      return 'required';
    default:
      return undefined;
  }
}

/** Of each name the newest run of each suite and the status; where several bear one name, the worst counts. */
function checksOf(contexts: RawContext[]): CheckFact[] {
  const newest = new Map<string, RawContext>();
  const inOrder = contexts.toSorted((a, b) => orderOf(a) - orderOf(b));
  for (const context of inOrder) newest.set(placeOf(context), context);
  const facts = [...newest.values()].map((context) =>
    context.__typename === 'CheckRun' ? runFact(context) : statusFact(context),
  );
  const worst = new Map<string, CheckFact>();
  for (const fact of facts) {
    const other = worst.get(fact.name);
    if (other === undefined || BADNESS[fact.state] > BADNESS[other.state]) worst.set(fact.name, fact);
  }
  return [...worst.values()];
}

const BADNESS: Record<CheckFact['state'], number> = { success: 0, pending: 1, failure: 2 };

const orderOf = (context: RawContext): number => (context.__typename === 'CheckRun' ? (context.databaseId ?? 0) : 0);

const placeOf = (context: RawContext): string =>
  context.__typename === 'CheckRun'
    ? `run ${context.checkSuite?.id ?? ''} ${context.name}`
    : `status ${context.context}`;

function runFact(run: Extract<RawContext, { __typename: 'CheckRun' }>): CheckFact {
  const word = (run.conclusion ?? run.status).toLowerCase();
  if (run.status !== 'COMPLETED') return { name: run.name, state: 'pending', word };
  return { name: run.name, state: run.conclusion === 'SUCCESS' ? 'success' : 'failure', word };
}

function statusFact({ context, state }: Extract<RawContext, { __typename: 'StatusContext' }>): CheckFact {
  const word = state.toLowerCase();
  if (state === 'SUCCESS') return { name: context, state: 'success', word };
  return { name: context, state: state === 'PENDING' || state === 'EXPECTED' ? 'pending' : 'failure', word };
}
