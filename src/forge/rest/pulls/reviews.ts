import { reviewJson } from '../../domain/json/pull.ts';
import { addReview, dismissReview } from '../../domain/pulls/reviews.ts';
import type { NewReview } from '../../domain/pulls/reviews.ts';
import type { Pull, Review } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { actorOf, bodyOf, pullOf, repoOf, writableRepoOf } from '../call.ts';

interface ReviewBody {
  event?: NewReview['event'];
  body?: string;
  commit_id?: string;
}

function create(call: Call): Reply {
  const repo = writableRepoOf(call);
  const pull = pullOf(repo, call.params['pull_number']);
  const { event, body, commit_id: commit } = bodyOf<ReviewBody>(call);
  if (event === undefined)
    throw new Refusal(422, 'This forge keeps no pending reviews: say which event the review is.');
  const added = addReview(call.state, repo, pull, { event, body, commit, author: actorOf(call) });
  return { status: 200, body: reviewJson(repo, pull, added, call.origin) };
}

function reviewOf({ params }: Call, pull: Pull): Review {
  const review = pull.reviews.find(({ id }) => id === Number(params['review_id']));
  if (review === undefined) throw new Refusal(404, 'Not Found');
  return review;
}

function dismiss(call: Call): Reply {
  const repo = writableRepoOf(call);
  const pull = pullOf(repo, call.params['pull_number']);
  const review = reviewOf(call, pull);
  if (bodyOf<{ message: string }>(call).message.trim() === '')
    throw new Refusal(422, 'Unprocessable Entity', { errors: ['Message is required'] });
  dismissReview(call.state, repo, pull, { review, actor: actorOf(call) });
  return { status: 200, body: reviewJson(repo, pull, review, call.origin) };
}

function list(call: Call): Reply {
  const repo = repoOf(call);
  const pull = pullOf(repo, call.params['pull_number']);
  const { page, headers } = pageOf(call, pull.reviews);
  return { status: 200, body: page.map((one) => reviewJson(repo, pull, one, call.origin)), headers };
}

function get(call: Call): Reply {
  const repo = repoOf(call);
  const pull = pullOf(repo, call.params['pull_number']);
  return { status: 200, body: reviewJson(repo, pull, reviewOf(call, pull), call.origin) };
}

/** The forge takes no comments on lines of the diff, so there never are any. */
function listComments(call: Call): Reply {
  pullOf(repoOf(call), call.params['pull_number']);
  return { status: 200, body: pageOf(call, []).page };
}

export const reviewHandlers: Handlers = {
  'pulls/create-review': create,
  'pulls/dismiss-review': dismiss,
  'pulls/get-review': get,
  'pulls/list-review-comments': listComments,
  'pulls/list-reviews': list,
};
