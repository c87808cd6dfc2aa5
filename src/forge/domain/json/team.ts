import type { Team } from '../state.ts';
import { nodeId } from './ids.ts';
import { webOf } from '../../addresses.ts';

/** The API address of a team. */
export function teamApi(team: Team, origin: string): string {
  return `${origin}/organizations/${team.organisation.id}/team/${team.id}`;
}

/** A team as webhooks carry it. */
export function teamJson(team: Team, origin: string) {
  const url = teamApi(team, origin);
  return {
    id: team.id,
    node_id: nodeId('TM', team.id),
    name: team.slug,
    slug: team.slug,
    description: team.description ?? null,
    privacy: 'closed',
    permission: 'pull',
    parent: null,
    url,
    html_url: `${webOf(origin)}/orgs/${team.organisation.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
  };
}

/** A team as REST answers it: its kind is said too. */
export function typedTeamJson(team: Team, origin: string) {
  return { ...teamJson(team, origin), type: 'organization' };
}
