import { branchName, commitSha } from '../../core/names.ts';
import type { CheckFact, OpenPullRequest } from '../../core/promotion/facts.ts';
import { Marker } from '../../core/text/markers.ts';
import { nodesOf, type RawContext, type RawOpen } from './raw.ts';

/** What the look saw of the lane's open pull request. */
export function openPullRequest(raw: RawOpen, bot: string): OpenPullRequest {
  const bodyKey = Marker.parse(raw.body).find((marker) => marker.kind === 'content')?.key;
  const reviews = reviewsOf(raw.reviewDecision);
  return {
    number: raw.number,
    id: raw.id,
    head: commitSha(raw.headRefOid),
    base: branchName(raw.baseRefName),
    draft: raw.isDraft,
    title: raw.title,
    ...(bodyKey === undefined ? {} : { bodyKey }),
    mergeable: raw.mergeable === 'MERGEABLE' ? 'mergeable' : raw.mergeable === 'CONFLICTING' ? 'conflicting' : 'unknown',
    behind: raw.mergeStateStatus === 'BEHIND',
    ...(reviews === undefined ? {} : { reviews }),
    checks: checksOf(nodesOf(raw.commits).flatMap(({ commit }) => nodesOf(commit.statusCheckRollup?.contexts))),
    changedFiles: raw.changedFiles,
    said: nodesOf(raw.comments)
      .filter((comment) => isBot(comment.author?.login, bot))
      .flatMap((comment) => Marker.parse(comment.body).map((marker) => marker.key)),
  };
}

/** GraphQL spells a bot's login without `[bot]`, REST with it (facts: 47ng/nuqs#1464). */
const isBot = (login: string | undefined, bot: string): boolean => login === bot || `${login}[bot]` === bot;

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

/** The newest check run of each name; where a commit status has the same name too, the worse of the two. */
function checksOf(contexts: RawContext[]): CheckFact[] {
  const runs = contexts.filter((context) => context.__typename === 'CheckRun').sort((a, b) => (a.databaseId ?? 0) - (b.databaseId ?? 0));
  const facts = new Map(runs.map((run) => [run.name, runFact(run)]));
  for (const context of contexts) {
    if (context.__typename !== 'StatusContext') continue;
    const fact = statusFact(context);
    const run = facts.get(fact.name);
    if (run === undefined || run.state === 'success') facts.set(fact.name, fact);
  }
  return [...facts.values()];
}

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
