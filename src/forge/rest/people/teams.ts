import { accountOf } from '../../domain/accounts.ts';
import { accountJson, organizationJson } from '../../domain/json/account.ts';
import { teamApi } from '../../domain/json/team.ts';
import { isMemberOf, teamNamed } from '../../domain/organisations/teams.ts';
import type { Account } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';

/** The organisation of a call, for who may know its members: they themselves, and installations there with `members`. */
function organisationOf(call: Call): Account {
  const { caller, state, params } = call;
  const organisation = accountOf(state, params['org'] ?? '');
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  if (organisation?.type !== 'Organization') throw new Refusal(404, 'Not Found');
  if (caller.kind === 'person') {
    if (isMemberOf(state, organisation, caller.account)) return organisation;
    throw new Refusal(404, 'Not Found');
  }
  const isThere = caller.kind === 'installation' && caller.installation.account === organisation;
  if (isThere && caller.permissions['members'] !== undefined) return organisation;
  throw new Refusal(403, 'Resource not accessible by integration', {
    headers: { 'x-accepted-github-permissions': 'members=read' },
  });
}

/** Teams here have no invitations: every membership is active. */
function teamMembership(call: Call): Reply {
  const { state, origin, params } = call;
  const team = teamNamed(state, organisationOf(call).login, params['team_slug'] ?? '');
  const account = accountOf(state, params['username'] ?? '');
  const role = account && team?.members.get(account.login);
  if (team === undefined || account === undefined || role === undefined) throw new Refusal(404, 'Not Found');
  const url = `${teamApi(team, origin)}/memberships/${account.login}`;
  return { status: 200, body: { state: 'active', role, url } };
}

function organisationMembership(call: Call): Reply {
  const { state, origin, params } = call;
  const organisation = organisationOf(call);
  const user = accountOf(state, params['username'] ?? '');
  if (user === undefined || !isMemberOf(state, organisation, user)) throw new Refusal(404, 'Not Found');
  const organization = organizationJson(organisation, origin);
  const body = {
    url: `${organization.url}/memberships/${user.login}`,
    state: 'active',
    role: 'member',
    organization_url: organization.url,
    user: accountJson(user, origin),
    organization,
  };
  return { status: 200, body };
}

export const teamHandlers: Handlers = {
  'teams/get-membership-for-user-in-org': teamMembership,
  'orgs/get-membership-for-user': organisationMembership,
};
