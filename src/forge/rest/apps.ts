import type { InstallationToken, Narrowing, Tokens } from '../auth/tokens.ts';
import { appJson } from '../domain/json/account.ts';
import { installationJson } from '../domain/json/installation.ts';
import { iso } from '../domain/json/instant.ts';
import { repositoryJson } from '../domain/json/repository.ts';
import { repoById, repoNamed } from '../domain/repos.ts';
import type { ForgeState, Installation, Permissions, Repo } from '../domain/state.ts';
import type { Outbox } from '../events/outbox.ts';
import { Refusal, type Call, type Handlers, type Reply } from '../http/handler.ts';
import { pageOf } from '../http/paging.ts';
import { deliveryHandlers } from './app-deliveries.ts';

/** The operations of the App itself: who it is, where it is installed, its tokens and its deliveries. */
export function appHandlers(tokens: Tokens, outbox: Outbox): Handlers {
  return {
    ...deliveryHandlers(outbox),
    'apps/get-authenticated': ({ state, origin }) => ({
      status: 200,
      body: { ...appJson(state.app, origin), installations_count: state.installations.size },
    }),
    'apps/list-installations': (call) => {
      const { page, headers } = pageOf(call, [...call.state.installations.values()]);
      return { status: 200, body: page.map((one) => installationJson(call.state, one, call.origin)), headers };
    },
    'apps/get-installation': (call) => found(call, installationNamed(call)),
    'apps/get-org-installation': (call) => {
      const isOf = (one: Installation) => one.account.login.toLowerCase() === call.params['org']?.toLowerCase();
      return found(call, [...call.state.installations.values()].find(isOf));
    },
    'apps/get-repo-installation': (call) => {
      const repo = repoNamed(call.state, `${call.params['owner']}/${call.params['repo']}`);
      const isOn = (one: Installation) => repo !== undefined && one.repositories.has(repo.id);
      return found(call, [...call.state.installations.values()].find(isOn));
    },
    'apps/create-installation-access-token': (call) => {
      const installation = installationNamed(call);
      const minted = tokens.mint(installation, narrowingOf(call, installation));
      return { status: 201, body: tokenJson(call, minted) };
    },
    'apps/list-repos-accessible-to-installation': (call) => {
      if (call.caller.kind !== 'installation') throw new Refusal(403, 'Resource not accessible by integration');
      const repos = reposOf(call.state, call.caller.repositories);
      const { page, headers } = pageOf(call, repos);
      const repositories = page.map((repo) => repositoryJson(repo, call.origin));
      return {
        status: 200,
        body: { total_count: repos.length, repository_selection: 'selected', repositories },
        headers,
      };
    },
  };
}

function tokenJson({ state, origin }: Call, minted: InstallationToken) {
  return {
    token: minted.token,
    expires_at: iso(minted.expiresAt),
    permissions: minted.permissions,
    repository_selection: 'selected',
    ...(minted.repositories && {
      repositories: reposOf(state, minted.repositories).map((repo) => repositoryJson(repo, origin)),
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

function installationNamed({ state, params }: Call): Installation {
  const installation = state.installations.get(Number(params['installation_id']));
  if (installation === undefined) throw new Refusal(404, 'Not Found');
  return installation;
}

function found(call: Call, installation: Installation | undefined): Reply {
  if (installation === undefined) throw new Refusal(404, 'Not Found');
  return { status: 200, body: installationJson(call.state, installation, call.origin) };
}

function reposOf(state: ForgeState, ids: ReadonlySet<number>): Repo[] {
  return [...ids].flatMap((id) => repoById(state, id) ?? []);
}
