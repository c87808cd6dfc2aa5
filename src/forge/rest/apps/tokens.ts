import type { InstallationToken, Narrowing, Tokens } from '../../auth/tokens.ts';
import { iso } from '../../domain/json/instant.ts';
import { repositoryJson } from '../../domain/json/repository.ts';
import { repoById, repoNamed } from '../../domain/repos.ts';
import type { ForgeState, Installation, Permissions, Repo } from '../../domain/state.ts';
import { Refusal, type Call, type Handlers, type Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { permissionsOf } from '../people/collaborators.ts';
import { installationNamed } from './installations.ts';

/** What an installation's tokens are, reach, and how they are given back. */
export function tokenHandlers(tokens: Tokens): Handlers {
  return {
    'apps/create-installation-access-token': (call) => {
      const installation = installationNamed(call);
      const minted = tokens.mint(installation, narrowingOf(call, installation));
      return { status: 201, body: tokenJson(call, installation, minted) };
    },
    'apps/revoke-installation-access-token': ({ caller }) => {
      if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
      if (caller.kind !== 'installation' || caller.token === undefined)
        throw new Refusal(403, 'Resource not accessible by integration');
      tokens.revoke(caller.token);
      return { status: 204 };
    },
    'apps/list-repos-accessible-to-installation': listRepos,
  };
}

function listRepos(call: Call): Reply {
  const { caller } = call;
  if (caller.kind !== 'installation') throw new Refusal(403, 'Resource not accessible by integration');
  const repos = reposOf(call.state, caller.repositories);
  const { page, headers } = pageOf(call, repos);
  const repositories = page.map((repo) => ({
    ...repositoryJson(repo, call.origin),
    permissions: permissionsOf('read'),
  }));
  return {
    status: 200,
    body: { total_count: repos.length, repository_selection: caller.installation.selection, repositories },
    headers,
  };
}

function tokenJson({ state, origin }: Call, { selection }: Installation, minted: InstallationToken) {
  return {
    token: minted.token,
    expires_at: iso(minted.expiresAt),
    permissions: minted.permissions,
    repository_selection: minted.repositories ? 'selected' : selection,
    ...(minted.repositories && {
      repositories: reposOf(state, minted.repositories).map((repo) => ({
        ...repositoryJson(repo, origin),
        permissions: permissionsOf('read'),
      })),
    }),
  };
}

function narrowingOf({ state, body }: Call, installation: Installation): Narrowing {
  const asked = (body ?? {}) as { permissions?: Permissions; repositories?: string[]; repository_ids?: number[] };
  const named = (asked.repositories ?? []).map((name) => repoNamed(state, `${installation.account.login}/${name}`)?.id);
  const ids = [...named, ...(asked.repository_ids ?? [])];
  if (!ids.every((id) => id !== undefined && installation.repositories.has(id)))
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  return {
    ...(asked.permissions && { permissions: asked.permissions }),
    ...(ids.length > 0 && { repositories: new Set(ids as number[]) }),
  };
}

function reposOf(state: ForgeState, ids: ReadonlySet<number>): Repo[] {
  return [...ids].flatMap((id) => repoById(state, id) ?? []);
}
