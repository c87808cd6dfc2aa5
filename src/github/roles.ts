import { isKnown, known, unknown, type Answer } from '../core/answer.ts';
import { teamParts, type TeamName } from '../core/team-name.ts';
import type { Roles } from '../ports/github/roles.ts';
import type { GithubClients } from './client/clients.ts';
import { failureSentence } from './client/outcome.ts';

/** Asks as the App's installation on the team's organisation, which needs to read members. */
export function githubRoles(clients: GithubClients): Roles {
  return { isMember: (team, login) => isMember(clients, team, login) };
}

async function isMember(clients: GithubClients, team: TeamName, login: string): Promise<Answer<boolean>> {
  const { organisation, slug } = teamParts(team);
  const installation = await installationOf(clients, organisation);
  if (!isKnown(installation)) return installation;
  if (installation.known === undefined)
    return unknown(`the App is not installed on ${organisation}, which has ${team}`);
  const client = await clients.installation(installation.known);
  const outcome = await client.request<{ state: string }>('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
    org: organisation,
    team_slug: slug,
    username: login,
  });
  // An invitation that is not accepted yet is a membership with the state "pending" (REST reference, team memberships).
  if ('ok' in outcome) return known(outcome.ok.state === 'active');
  const { failed } = outcome;
  if (failed.kind === 'missing' && failed.status === 404) return known(false);
  return unknown(`${team}: ${failureSentence(failed)}`);
}

async function installationOf(clients: GithubClients, organisation: string): Promise<Answer<number | undefined>> {
  const outcome = await clients.asApp().request<{ id: number }>('GET /orgs/{org}/installation', { org: organisation });
  if ('ok' in outcome) return known(outcome.ok.id);
  const { failed } = outcome;
  if (failed.kind === 'missing' && failed.status === 404) return known(undefined);
  return unknown(`installation of ${organisation}: ${failureSentence(failed)}`);
}
