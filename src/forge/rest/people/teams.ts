import { checkGrant } from '../../auth/access.ts';
import { accountOf } from '../../domain/accounts.ts';
import { accountJson, organizationJson } from '../../domain/json/account.ts';
import { iso } from '../../domain/json/instant.ts';
import { teamApi, typedTeamJson } from '../../domain/json/team.ts';
import {
  inviteToTeam,
  isMemberOf,
  isOwnerOf,
  joinTeam,
  leaveTeam,
  teamNamed,
} from '../../domain/organisations/teams.ts';
import type { Account, Team } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { actorOf, organisationOf } from '../call.ts';
import { knownOrganisationJson } from './organisations.ts';

/** The organisation of a call, for who may know its members: they themselves, and Apps there with `members`. */
function knownOrganisationOf(call: Call): Account {
  const { caller, state } = call;
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  const organisation = organisationOf(call);
  if (caller.kind === 'person' && !isMemberOf(state, organisation, caller.account)) throw new Refusal(404, 'Not Found');
  checkGrant(caller, organisation, 'members:read');
  return organisation;
}

/** The team of a call and whom it names. */
function namedIn({ state, params }: Call, organisation: Account): { team: Team; account: Account } {
  const team = teamNamed(state, organisation.login, params['team_slug'] ?? '');
  const account = accountOf(state, params['username'] ?? '');
  if (team === undefined || account === undefined) throw new Refusal(404, 'Not Found');
  return { team, account };
}

/** Who was asked in and has not answered is a member to be. */
function membershipJson(team: Team, account: Account, origin: string) {
  const role = team.members.get(account.login);
  if (role === undefined && !team.invited.has(account.login)) throw new Refusal(404, 'Not Found');
  const url = `${teamApi(team, origin)}/memberships/${account.login}`;
  return { state: role === undefined ? 'pending' : 'active', role: role ?? 'member', url };
}

/** A team as who may know its members sees it. */
function getTeam(call: Call): Reply {
  const { origin, params, state } = call;
  const organisation = knownOrganisationOf(call);
  const team = teamNamed(state, organisation.login, params['team_slug'] ?? '');
  if (team === undefined) throw new Refusal(404, 'Not Found');
  const body = {
    ...typedTeamJson(team, origin),
    members_count: team.members.size,
    repos_count: [...state.repos.values()].filter(({ teamRoles }) => teamRoles.has(team)).length,
    created_at: iso(0),
    updated_at: iso(0),
    organization: knownOrganisationJson(call, organisation),
  };
  return { status: 200, body };
}

function teamMembership(call: Call): Reply {
  const { team, account } = namedIn(call, knownOrganisationOf(call));
  return { status: 200, body: membershipJson(team, account, call.origin) };
}

/** Owners of the organisation, its Apps with `members: write`, and maintainers of the team say who is in it. */
function changeable(call: Call): { team: Team; account: Account; sender: Account } {
  const { caller, state } = call;
  const organisation = knownOrganisationOf(call);
  checkGrant(caller, organisation, 'members:write');
  const { team, account } = namedIn(call, organisation);
  const sender = actorOf(call);
  const isMaintainer = team.members.get(sender.login) === 'maintainer';
  const mayChange = caller.kind === 'installation' || isMaintainer || isOwnerOf(state, organisation, sender);
  if (!mayChange) throw new Refusal(403, 'Must be an organization owner or a team maintainer.');
  return { team, account, sender };
}

/** An organisation's own people join at once; others are asked first. */
function addMembership(call: Call): Reply {
  const { team, account, sender } = changeable(call);
  if (isMemberOf(call.state, team.organisation, account)) joinTeam(call.state, team, account, sender);
  else inviteToTeam(team, account);
  return { status: 200, body: membershipJson(team, account, call.origin) };
}

function removeMembership(call: Call): Reply {
  const { team, account, sender } = changeable(call);
  leaveTeam(call.state, team, account, sender);
  return { status: 204 };
}

function organisationMembership(call: Call): Reply {
  const { state, origin, params } = call;
  const organisation = knownOrganisationOf(call);
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
  'teams/add-or-update-membership-for-user-in-org': addMembership,
  'teams/get-by-name': getTeam,
  'teams/get-membership-for-user-in-org': teamMembership,
  'teams/remove-membership-for-user-in-org': removeMembership,
  'orgs/get-membership-for-user': organisationMembership,
};
