import { isKnown, known, lacking, unknown, type Answer, type Unknown } from '../core/answer.ts';
import type { Role } from '../core/authority/role.ts';
import type { RepoName } from '../core/names.ts';
import { teamParts, type TeamName } from '../core/team-name.ts';
import type { Roles } from '../ports/github/roles.ts';
import type { GithubClient } from './client/client.ts';
import type { GithubClients } from './client/clients.ts';
import { failureSentence, type Failure } from './client/outcome.ts';
import { clientFor } from './installation-groups.ts';
import { split } from './repo-parts.ts';

/**
 * Asks live. Who is in a team is asked as the installation on the team's organisation, which needs to read members; what somebody
 * may do, as the repository's own, for which metadata is enough.
 */
export function githubRoles(clients: GithubClients): Roles {
  return {
    isMember: (team, login) => isMember(clients, team, login),
    permission: (repo, login) => permission(clients, repo, login),
  };
}

async function isMember(clients: GithubClients, team: TeamName, login: string): Promise<Answer<boolean>> {
  const { organisation, slug } = teamParts(team);
  const installation = await installationOf(clients, organisation);
  if (!isKnown(installation)) return installation;
  if (installation.known === undefined)
    return lacking(`the App is not installed on ${organisation}, which has ${team}`, 'have it installed there');
  const client = await clients.installation(installation.known);
  const outcome = await client.request<{ state: string }>('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
    org: organisation,
    team_slug: slug,
    username: login,
  });
  // An invitation that is not accepted yet is a membership with the state "pending" (REST reference, team memberships).
  if ('ok' in outcome) return known(outcome.ok.state === 'active');
  const { failed } = outcome;
  if (failed.kind === 'missing' && failed.status === 404) return isOutside(client, team);
  return unanswered(team, failed);
}

/** What the App may not read, no waiting mends. */
function unanswered(team: TeamName, failed: Failure): Unknown {
  const why = `${team}: ${failureSentence(failed)}`;
  return failed.kind === 'forbidden' ? lacking(why, mayRead(team)) : unknown(why);
}

const mayRead = (team: TeamName): string =>
  `see that an owner of ${teamParts(team).organisation} has accepted the App's permissions (members: read)`;

/**
 * That GitHub has no membership says that somebody is no member where it shows the team. It answers 404 as well for a team that
 * the App does not see, which says nothing about anybody (promise 12).
 */
async function isOutside(client: GithubClient, team: TeamName): Promise<Answer<false>> {
  const { organisation, slug } = teamParts(team);
  const seen = await client.request<object>('GET /orgs/{org}/teams/{team_slug}', {
    org: organisation,
    team_slug: slug,
  });
  if ('ok' in seen) return known(false);
  const { failed } = seen;
  if (failed.kind !== 'missing' || failed.status !== 404) return unanswered(team, failed);
  return lacking(
    `GitHub shows the App no team ${team}`,
    `see that it is spelt as GitHub has it, and that an owner of ${organisation} has accepted the App's permissions (members: read)`,
  );
}

async function installationOf(clients: GithubClients, organisation: string): Promise<Answer<number | undefined>> {
  const outcome = await clients.asApp().request<{ id: number }>('GET /orgs/{org}/installation', { org: organisation });
  if ('ok' in outcome) return known(outcome.ok.id);
  const { failed } = outcome;
  if (failed.kind === 'missing' && failed.status === 404) return known(undefined);
  return unknown(`installation of ${organisation}: ${failureSentence(failed)}`);
}

/** `permission` knows no triage and no maintain, and says of a custom role what it is based on at least. */
interface RawPermission {
  permission: string;
  role_name?: string;
}

async function permission(clients: GithubClients, repo: RepoName, login: string): Promise<Answer<Role>> {
  const client = await clientFor(clients, repo);
  if (!isKnown(client)) return client;
  const { owner, name } = split(repo);
  const outcome = await client.known.request<RawPermission>(
    'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    { owner, repo: name, username: login },
  );
  if ('ok' in outcome) return roleIn(outcome.ok, `what ${login} may do in ${repo}`);
  const { failed } = outcome;
  if (failed.kind === 'missing' && isNobody(failed.message)) return known('none');
  return unknown(`what ${login} may do in ${repo}: ${failureSentence(failed)}`);
}

/**
 * Whoever has no account of a person (an app's bot, somebody who has left) may do nothing, and GitHub says of them that they are not
 * a user. It answers 404 "Not Found" as well while it does not show the repository, which says nothing about anybody (promise 12).
 */
const isNobody = (message: string): boolean => message.endsWith(' is not a user');

const ROLES: Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

function roleIn({ role_name: name, permission: base }: RawPermission, what: string): Answer<Role> {
  const role = ROLES.find((one) => one === name) ?? ROLES.find((one) => one === base);
  return role === undefined ? unknown(`${what}: GitHub says ${JSON.stringify(base)}`) : known(role);
}
