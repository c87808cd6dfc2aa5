import type { Caller } from '../http/handler.ts';
import type { Oid } from '../git/storage.ts';
import type { Account, ForgeState, Permissions, Repo, Role } from './state.ts';

export const zeroOid = '0'.repeat(40);

const ranks: Record<Role, number> = { read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

export function repoNamed(state: ForgeState, fullName: string): Repo | undefined {
  return state.repos.get(fullName.toLowerCase());
}

/** Who was found by id before: an organisation of thousands of repositories is asked for them one after the other. */
const found = new WeakMap<ForgeState, Map<number, Repo>>();

export function repoById(state: ForgeState, id: number): Repo | undefined {
  const known = found.get(state) ?? new Map<number, Repo>();
  found.set(state, known);
  const before = known.get(id);
  if (before !== undefined && repoNamed(state, `${before.owner.login}/${before.name}`) === before) return before;
  known.clear();
  for (const repo of state.repos.values()) known.set(repo.id, repo);
  return known.get(id);
}

/** The highest role that an account has by its name or by a team; undefined for somebody who is no collaborator. */
export function roleOf(repo: Repo, account: Account): Role | undefined {
  if (account.login.toLowerCase() === repo.owner.login.toLowerCase()) return 'admin';
  let highest = repo.roles.get(account.login);
  for (const [team, role] of repo.teamRoles) {
    if (team.members.has(account.login) && (highest === undefined || ranks[role] > ranks[highest])) highest = role;
  }
  return highest;
}

export function hasRole(repo: Repo, account: Account, least: Role): boolean {
  const role = roleOf(repo, account);
  return role !== undefined && ranks[role] >= ranks[least];
}

/** Whether the caller may know that the repository exists. */
export function canSee(repo: Repo, caller: Caller): boolean {
  if (!repo.private) return true;
  if (caller.kind === 'installation') return caller.repositories.has(repo.id);
  if (caller.kind !== 'person' || !hasRole(repo, caller.account, 'read')) return false;
  return caller.through === undefined || caller.through(repo) !== undefined;
}

/** Whether the caller may write what the permission covers; for people, roles decide. */
export function canWrite(repo: Repo, caller: Caller, permission: string): boolean {
  if (caller.kind === 'installation')
    return caller.repositories.has(repo.id) && isWrite(caller.permissions, permission);
  if (caller.kind !== 'person' || !hasRole(repo, caller.account, 'write')) return false;
  return caller.through === undefined || isWrite(caller.through(repo) ?? {}, permission);
}

function isWrite(permissions: Permissions, permission: string): boolean {
  return permissions[permission] === 'write' || permissions[permission] === 'admin';
}

/** Whether an account may push: a grant of contents for the App's own bot, a role for everybody else. */
export function mayPush(state: ForgeState, repo: Repo, account: Account): boolean {
  if (account.login !== state.app.bot.login) return hasRole(repo, account, 'write');
  return [...state.installations.values()].some(
    (one) => one.repositories.has(repo.id) && isWrite(one.permissions, 'contents'),
  );
}

export function branchOid(repo: Repo, branch: string): Oid | undefined {
  return repo.git.refs.read(`refs/heads/${branch}`);
}

/** Resolves what people write for a commit: an id, a branch, a tag, or a ref with or without `refs/`. */
export function resolveCommit(repo: Repo, revision: string): Oid | undefined {
  const { refs } = repo.git;
  if (revision === 'HEAD') return branchOid(repo, repo.defaultBranch);
  for (const name of [revision, `refs/${revision}`, `refs/heads/${revision}`, `refs/tags/${revision}`]) {
    const oid = name.startsWith('refs/') ? refs.read(name) : undefined;
    if (oid !== undefined) return peel(repo, oid);
  }
  return /^[0-9a-f]{40}$/.test(revision) ? peel(repo, revision) : undefined;
}

/** The commit of an object: itself, or what an annotated tag leads to. */
export function peel(repo: Repo, oid: Oid): Oid | undefined {
  const object = repo.git.objects.read(oid);
  if (object?.type === 'commit') return oid;
  if (object?.type !== 'tag') return undefined;
  const target = /^object ([0-9a-f]{40})$/m.exec(object.body.toString())?.[1];
  return target === undefined ? undefined : peel(repo, target);
}
