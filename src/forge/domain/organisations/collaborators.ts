import { accountJson } from '../json/account.ts';
import { emit } from '../json/event.ts';
import type { Account, ForgeState, Repo, Role } from '../state.ts';

interface Change {
  member: Account;
  role: Role;
  sender: Account;
}

/** The three permissions that GitHub knew before it had five roles. */
const permissions: Record<Role, 'read' | 'write' | 'admin'> = {
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

/** Gives somebody a role of their own in a repository, or another one. */
export function setCollaborator(state: ForgeState, repo: Repo, { member, role, sender }: Change): void {
  const before = repo.roles.get(member.login);
  if (before === role) return;
  repo.roles.set(member.login, role);
  const permission = permissions[role];
  const changes =
    before === undefined
      ? { permission: { to: permission }, role_name: { to: role } }
      : { permission: { from: permissions[before], to: permission } };
  const fields = { member: accountJson(member, state.origin), changes };
  emit(state, { event: 'member', action: before === undefined ? 'added' : 'edited', repo, sender, fields });
}

/** Takes it away; what their teams may stays. */
export function removeCollaborator(state: ForgeState, repo: Repo, { member, sender }: Omit<Change, 'role'>): void {
  if (!repo.roles.delete(member.login)) return;
  const fields = { member: accountJson(member, state.origin) };
  emit(state, { event: 'member', action: 'removed', repo, sender, fields });
}
