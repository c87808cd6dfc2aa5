import { nodeId } from '../../domain/json/ids.ts';
import type { Team } from '../../domain/state.ts';
import type { Fields, Graph } from '../graph.ts';

export function teamFields(graph: Graph, team: Team): Fields {
  const resourcePath = `/orgs/${team.organisation.login}/teams/${team.slug}`;
  return {
    __typename: 'Team',
    id: nodeId('TM', team.id),
    databaseId: team.id,
    name: team.slug,
    slug: team.slug,
    combinedSlug: `${team.organisation.login}/${team.slug}`,
    organization: () => graph.actor(team.organisation),
    resourcePath,
    url: graph.view.origin + resourcePath,
  };
}
