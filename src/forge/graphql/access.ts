import { canSee, hasRole, repoById, repoNamed } from '../domain/repos.ts';
import type { Repo, Role } from '../domain/state.ts';
import type { View } from './graph.ts';
import { GraphqlRefusal, unresolved } from './refusal.ts';
import { parseNodeId } from '../domain/json/ids.ts';

const notForIntegrations = 'Resource not accessible by integration';

/** The repository of that name; to who cannot see it, it does not exist. */
export function visibleRepo({ state, caller }: View, fullName: string): Repo {
  const repo = repoNamed(state, fullName);
  if (repo !== undefined && canSee(repo, caller)) return repo;
  throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a Repository with the name '${fullName}'.`);
}

/** The repository behind a node id, its own or that of something in it. */
export function repoOfNode({ state, caller }: View, id: string): Repo {
  const repo = repoById(state, Number(parseNodeId(id)?.parts[0]));
  if (repo !== undefined && canSee(repo, caller)) return repo;
  throw unresolved(id);
}

/** Refuses an installation that was not granted what a field shows; what is public it may always read. */
export function mustRead({ caller }: View, repo: Repo, ...permissions: string[]): void {
  if (caller.kind !== 'installation') return;
  if (!repo.private && !caller.repositories.has(repo.id)) return;
  if (permissions.some((permission) => caller.permissions[permission] !== undefined)) return;
  throw new GraphqlRefusal('FORBIDDEN', notForIntegrations);
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
  if (caller.kind === 'person') {
    if (hasRole(repo, caller.account, role) || (role === 'read' && !repo.private)) return;
    throw new GraphqlRefusal(
      'FORBIDDEN',
      `${caller.account.login} does not have the correct permissions to execute \`${mutation}\``,
    );
  }
  const isGranted =
    caller.kind === 'installation' &&
    caller.repositories.has(repo.id) &&
    permissions.some(
      (permission) => caller.permissions[permission] === 'write' || caller.permissions[permission] === 'admin',
    );
  if (!isGranted) throw new GraphqlRefusal('FORBIDDEN', notForIntegrations);
}
