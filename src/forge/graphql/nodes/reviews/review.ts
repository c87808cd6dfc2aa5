import { nodeId } from '../../../domain/json/ids.ts';
import { iso } from '../../../domain/json/instant.ts';
import { associationOf, issueHtml } from '../../../domain/json/issue.ts';
import { mayPush } from '../../../domain/repos.ts';
import type { Pull, Repo, Review } from '../../../domain/state.ts';
import type { Fields, Graph } from '../../graph.ts';
import { reactionFields } from '../threads/planning.ts';

export function reviewFields(graph: Graph, repo: Repo, pull: Pull, review: Review): Fields {
  const anchor = `#pullrequestreview-${review.id}`;
  const at = iso(review.submittedAt);
  return {
    __typename: 'PullRequestReview',
    id: nodeId('PRR', repo.id, pull.number, review.id),
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    state: review.state,
    body: review.body,
    bodyText: review.body,
    author: () => graph.actor(review.author),
    authorAssociation: associationOf(repo, review.author),
    authorCanPushToRepository: () => mayPush(graph.view.state, repo, review.author),
    commit: () => graph.object(repo, review.commit),
    createdAt: at,
    submittedAt: at,
    includesCreatedEdit: false,
    ...reactionFields(),
    isMinimized: false,
    minimizedReason: null,
    updatedAt: at,
    url: issueHtml(repo, pull, graph.view.origin) + anchor,
    resourcePath: issueHtml(repo, pull, '') + anchor,
    pullRequest: () => graph.pull(repo, pull),
    repository: () => graph.repository(repo),
  };
}
