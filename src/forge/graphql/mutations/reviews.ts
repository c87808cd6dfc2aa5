import { addReview, type NewReview } from '../../domain/pulls/reviews.ts';
import { removeRequests, requestReviews } from '../../domain/pulls/review-requests.ts';
import type { Reviewer } from '../../domain/state.ts';
import { mustWrite } from '../access.ts';
import type { Fields, Graph, View } from '../graph.ts';
import { accountOfNode, pullOf, teamOf } from '../lookup.ts';
import { GraphqlRefusal } from '../refusal.ts';
import type { Input } from './input.ts';

interface ReviewInput {
  pullRequestId: string;
  event?: NewReview['event'] | 'DISMISS' | null;
  body?: string | null;
  commitOID?: string | null;
}

interface RequestInput {
  pullRequestId: string;
  userIds?: string[] | null;
  teamIds?: string[] | null;
  /** Add to who is asked already; otherwise these replace them. */
  union?: boolean | null;
}

/** Reviews, and who is asked for one. */
export function reviewMutations(graph: Graph): Fields {
  const { view } = graph;
  const actor = view.caller.account;
  return {
    addPullRequestReview: ({ input }: Input<ReviewInput>) => {
      const { repo, pull } = pullOf(view, input.pullRequestId);
      mustWrite(view, repo, { permissions: ['pull_requests'], role: 'read', mutation: 'AddPullRequestReview' });
      const { event, body, commitOID: commit } = input;
      if (event === undefined || event === null || event === 'DISMISS')
        throw new GraphqlRefusal(
          'UNPROCESSABLE',
          'This forge keeps no pending reviews: say which event the review is.',
        );
      const spec = { event, body: body ?? undefined, commit: commit ?? undefined, author: actor };
      return { pullRequestReview: graph.review(repo, pull, addReview(view.state, repo, pull, spec)) };
    },
    requestReviews: ({ input }: Input<RequestInput>) => {
      const { repo, pull } = pullOf(view, input.pullRequestId);
      mustWrite(view, repo, { permissions: ['pull_requests'], role: 'triage', mutation: 'RequestReviews' });
      const reviewers = reviewersOf(view, input);
      const others = pull.reviewRequests.filter((one) => !reviewers.some((wanted) => keyOf(wanted) === keyOf(one)));
      requestReviews(view.state, repo, pull, { reviewers, actor });
      if (input.union !== true) removeRequests(view.state, repo, pull, { reviewers: others, actor });
      return { pullRequest: graph.pull(repo, pull), actor: graph.actor(actor) };
    },
  };
}

function reviewersOf(view: View, { userIds, teamIds }: RequestInput): Reviewer[] {
  return [
    ...(userIds ?? []).map((id) => ({ account: accountOfNode(view, id) })),
    ...(teamIds ?? []).map((id) => ({ team: teamOf(view, id) })),
  ];
}

function keyOf(reviewer: Reviewer): number {
  return 'team' in reviewer ? reviewer.team.id : reviewer.account.id;
}
