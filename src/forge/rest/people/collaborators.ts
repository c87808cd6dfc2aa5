import { accountOf } from '../../domain/accounts.ts';
import { accountJson } from '../../domain/json/account.ts';
import { removeCollaborator, setCollaborator } from '../../domain/organisations/collaborators.ts';
import { hasRole, roleOf } from '../../domain/repos.ts';
import type { Account, Repo, Role } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { actorOf, bodyOf, repoOf, writableRepoOf } from '../call.ts';

const roles: Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];

/** What a role may, in the words of repositories. */
export function permissionsOf(role: Role | undefined) {
  const rank = role === undefined ? -1 : roles.indexOf(role);
  return { admin: rank >= 4, maintain: rank >= 3, push: rank >= 2, triage: rank >= 1, pull: rank >= 0 };
}

/** GitHub folds five roles into three permissions and keeps the role's own name beside. */
function collaboratorJson(repo: Repo, account: Account, origin: string) {
  const role = roleOf(repo, account) ?? (repo.private ? undefined : 'read');
  const permission = role === 'maintain' ? 'write' : role === 'triage' ? 'read' : (role ?? 'none');
  const user = { ...accountJson(account, origin), permissions: permissionsOf(role), role_name: role ?? 'none' };
  return { permission, role_name: role ?? 'none', user };
}

function permissionLevel(call: Call): Reply {
  const repo = repoOf(call);
  const { caller, origin } = call;
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  if (caller.kind === 'person' && !hasRole(repo, caller.account, 'write'))
    throw new Refusal(403, 'Must have push access to view collaborator permission.');
  return { status: 200, body: collaboratorJson(repo, accountNamed(call), origin) };
}

function accountNamed({ state, params }: Call): Account {
  const account = accountOf(state, params['username'] ?? '');
  if (account === undefined) throw new Refusal(404, `${params['username']} is not a user`);
  return account;
}

/** The role that a permission of the old words means; the new names are taken too. */
const roleByPermission: Record<string, Role> = { pull: 'read', push: 'write' };

/** Everybody in the forge belongs to the organisation as soon as they are asked: GitHub invites strangers first, and answers 201. */
function add(call: Call): Reply {
  const repo = writableRepoOf(call);
  const { permission = 'push' } = bodyOf<{ permission?: string }>(call);
  const role = roleByPermission[permission] ?? roles.find((one) => one === permission);
  if (role === undefined) throw new Refusal(422, 'Validation Failed');
  setCollaborator(call.state, repo, { member: accountNamed(call), role, sender: actorOf(call) });
  return { status: 204 };
}

function remove(call: Call): Reply {
  const repo = writableRepoOf(call);
  removeCollaborator(call.state, repo, { member: accountNamed(call), sender: actorOf(call) });
  return { status: 204 };
}

export const collaboratorHandlers: Handlers = {
  'repos/get-collaborator-permission-level': permissionLevel,
  'repos/add-collaborator': add,
  'repos/remove-collaborator': remove,
};
