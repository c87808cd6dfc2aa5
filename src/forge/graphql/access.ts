import { isGranted } from '../auth/access.ts';
import { isMemberOf } from '../domain/organisations/teams.ts';
import { repoOnceNamed } from '../domain/organisations/repositories.ts';
import { canSee, hasRole, repoById, repoNamed } from '../domain/repos.ts';
import type { Account, Issue, Permissions, Pull, Repo, Role } from '../domain/state.ts';
import type { View } from './graph.ts';
import { GraphqlRefusal, unresolved } from './refusal.ts';
import { parseNodeId } from '../domain/json/ids.ts';

/** Said to an installation that was not granted what it asks for. */
export const notForIntegrations = 'Resource not accessible by integration';

/** The repository of that name, or that had it before; to who cannot see it, it does not exist. */
export function visibleRepo({ state, caller }: View, fullName: string, followRenames = true): Repo {
  const repo = repoNamed(state, fullName) ?? (followRenames ? repoOnceNamed(state, fullName) : undefined);
  if (repo !== undefined && canSee(repo, caller)) return repo;
  throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a Repository with the name '${fullName}'.`);
}

/** The repository behind a node id, its own or that of something in it. */
export function repoOfNode({ state, caller }: View, id: string): Repo {
  const repo = repoById(state, Number(parseNodeId(id)?.parts[0]));
  if (repo !== undefined && canSee(repo, caller)) return repo;
  throw unresolved(id);
}

/** What an App may do on a repository, by itself or for somebody who signed in; people themselves may do all their role allows. */
export function grantedOn(caller: View['caller'], repo: Repo): Permissions | 'all' | undefined {
  if (caller.kind === 'installation') return caller.repositories.has(repo.id) ? caller.permissions : undefined;
  if (caller.kind === 'app') return undefined;
  return caller.through === undefined ? 'all' : caller.through(repo);
}

/** Refuses an installation that was not granted what a field shows; what is public it may always read. */
export function mustRead({ caller }: View, repo: Repo, ...permissions: string[]): void {
  const granted = grantedOn(caller, repo);
  if (granted === 'all' || (!repo.private && granted === undefined)) return;
  if (permissions.some((permission) => granted?.[permission] !== undefined)) return;
  throw new GraphqlRefusal('FORBIDDEN', notForIntegrations);
}

/** Whether the viewer may know the teams of an organisation: its own people, and Apps there with `members`. */
export function maySeeTeams({ state, caller }: View, organisation: Account): boolean {
  if (!isGranted(caller, organisation, 'members:read')) return false;
  return caller.kind === 'installation' || isMemberOf(state, organisation, caller.account);
}

/** What lets an App write on an issue or pull request; `pull_requests` covers no issues. */
export function permissionsFor({ kind }: Issue | Pull): string[] {
  return kind === 'pull' ? ['issues', 'pull_requests'] : ['issues'];
}

/** What a mutation asks of its caller: one of these permissions of an installation, the role of a person. */
export interface Demand {
  permissions: string[];
  role: Role;
  mutation: string;
}

/** Refuses who may not write. */
export function mustWrite({ caller }: View, repo: Repo, { permissions, role, mutation }: Demand): void {
  if (repo.archived) throw new GraphqlRefusal('FORBIDDEN', 'Repository was archived so is read-only.');
  if (caller.kind === 'person' && !hasRole(repo, caller.account, role) && (role !== 'read' || repo.private)) {
    throw new GraphqlRefusal(
      'FORBIDDEN',
      `${caller.account.login} does not have the correct permissions to execute \`${mutation}\``,
    );
  }
  const granted = grantedOn(caller, repo);
  const isWrite = (level: string | undefined) => level === 'write' || level === 'admin';
  if (granted === 'all' || permissions.some((permission) => isWrite(granted?.[permission]))) return;
  throw new GraphqlRefusal('FORBIDDEN', notForIntegrations);
}
