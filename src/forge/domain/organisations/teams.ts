import { accountOf } from '../accounts.ts';
import { accountJson, organizationJson } from '../json/account.ts';
import { teamJson } from '../json/team.ts';
import { hasRole } from '../repos.ts';
import type { Account, ForgeState, Repo, Role, Team } from '../state.ts';

function keyOf(organisation: string, slug: string): string {
  return `${organisation}/${slug}`.toLowerCase();
}

/** The team of that slug, or undefined. */
export function teamNamed(state: ForgeState, organisation: string, slug: string): Team | undefined {
  return state.teams.get(keyOf(organisation, slug));
}

/** Makes a team of these people, who must have accounts; for seeds, so no event tells of it. */
export function addTeam(state: ForgeState, organisation: string, slug: string, members: string[]): Team {
  const owner = accountOf(state, organisation);
  if (owner === undefined) throw new Error(`there is no organisation ${organisation} for the team ${slug}`);
  const team: Team = { id: state.nextId(), organisation: owner, slug, members: new Map(), invited: new Set() };
  for (const login of members) team.members.set(loginOf(state, login), 'member');
  state.teams.set(keyOf(organisation, slug), team);
  return team;
}

function loginOf(state: ForgeState, login: string): string {
  const account = accountOf(state, login);
  if (account === undefined) throw new Error(`there is no account ${login} to be in a team`);
  return account.login;
}

/** Asks a person into a team; until they join, their membership is pending. */
export function inviteToTeam(team: Team, member: Account): void {
  if (!team.members.has(member.login)) team.invited.add(member.login);
}

/** Gives the members of a team a role in a repository, another one, or none. */
export function grantTeam(repo: Repo, team: Team, role: Role | undefined): void {
  if (role === undefined) repo.teamRoles.delete(team);
  else repo.teamRoles.set(team, role);
}

/** Puts a person into a team. */
export function joinTeam(state: ForgeState, team: Team, member: Account, sender: Account): void {
  team.invited.delete(member.login);
  if (team.members.has(member.login)) return;
  team.members.set(member.login, 'member');
  announceMembership(state, team, { action: 'added', member, sender });
}

/** Takes a person out of a team. */
export function leaveTeam(state: ForgeState, team: Team, member: Account, sender: Account): void {
  team.invited.delete(member.login);
  if (team.members.delete(member.login)) announceMembership(state, team, { action: 'removed', member, sender });
}

/** Whether an account belongs to an organisation: by a team or by a role in one of its repositories. */
export function isMemberOf(state: ForgeState, organisation: Account, account: Account): boolean {
  for (const team of state.teams.values()) {
    if (team.organisation === organisation && team.members.has(account.login)) return true;
  }
  for (const repo of state.repos.values()) {
    if (repo.owner === organisation && hasRole(repo, account, 'read')) return true;
  }
  return false;
}

/** Whether somebody may change the teams of an organisation: the forge knows its owners by the role of admin in one of its repositories. */
export function isOwnerOf(state: ForgeState, organisation: Account, account: Account): boolean {
  return [...state.repos.values()].some((repo) => repo.owner === organisation && hasRole(repo, account, 'admin'));
}

function announceMembership(
  state: ForgeState,
  team: Team,
  { action, member, sender }: { action: 'added' | 'removed'; member: Account; sender: Account },
): void {
  const { origin } = state;
  const payload = {
    action,
    scope: 'team',
    member: accountJson(member, origin),
    team: teamJson(team, origin),
    organization: organizationJson(team.organisation, origin),
    sender: accountJson(sender, origin),
  };
  state.emit({ event: 'membership', action, organization: team.organisation, sender, payload });
}
