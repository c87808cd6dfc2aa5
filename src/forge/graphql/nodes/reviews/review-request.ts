import { nodeId } from '../../../domain/json/ids.ts';
import type { Pull, Repo, Reviewer } from '../../../domain/state.ts';
import type { Fields, Graph } from '../../graph.ts';

/** Nobody is asked twice, so the number of who is asked tells one request of a pull request from another. */
export function requestFields(
  graph: Graph,
  repo: Repo,
  { pull, reviewer }: { pull: Pull; reviewer: Reviewer },
): Fields {
  const asked = 'team' in reviewer ? reviewer.team.id : reviewer.account.id;
  return {
    __typename: 'ReviewRequest',
    id: nodeId('RRQ', repo.id, pull.number, asked),
    databaseId: asked,
    asCodeOwner: false,
    pullRequest: () => graph.pull(repo, pull),
    requestedReviewer: () => graph.reviewer(reviewer),
  };
}
