import { suspendInstallation, unsuspendInstallation } from '../../domain/installations.ts';
import { installationJson } from '../../domain/json/installation.ts';
import { repoOnceNamed } from '../../domain/organisations/repositories.ts';
import { repoNamed } from '../../domain/repos.ts';
import type { Installation } from '../../domain/state.ts';
import { Refusal, type Call, type Handlers, type Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';

/** The installation of a call by its id. */
export function installationNamed({ state, params }: Call): Installation {
  const installation = state.installations.get(Number(params['installation_id']));
  if (installation === undefined) throw new Refusal(404, 'Not Found');
  return installation;
}

/** A renamed repository is told of where the App is installed on it; elsewhere the App may not know that it exists. */
function repoInstallation(call: Call): Reply {
  const { state, params, origin } = call;
  const fullName = `${params['owner']}/${params['repo']}`;
  const known = repoNamed(state, fullName);
  const repo = known ?? repoOnceNamed(state, fullName);
  const there = [...state.installations.values()].find((one) => repo !== undefined && one.repositories.has(repo.id));
  if (known !== undefined || repo === undefined || there === undefined) return found(call, there);
  const url = `${origin}/repositories/${repo.id}/installation`;
  throw new Refusal(301, 'Moved Permanently', { url, headers: { location: url } });
}

function installationOn({ state }: Call, login: string | undefined): Installation | undefined {
  return [...state.installations.values()].find(({ account }) => account.login.toLowerCase() === login?.toLowerCase());
}

function found(call: Call, installation: Installation | undefined): Reply {
  if (installation === undefined) throw new Refusal(404, 'Not Found');
  return { status: 200, body: installationJson(call.state, installation, call.origin) };
}

/** Where the App is installed, and whether it is shut out there. */
export const installationHandlers: Handlers = {
  'apps/list-installations': (call) => {
    const { page, headers } = pageOf(call, [...call.state.installations.values()]);
    return { status: 200, body: page.map((one) => installationJson(call.state, one, call.origin)), headers };
  },
  'apps/get-installation': (call) => found(call, installationNamed(call)),
  'apps/get-org-installation': (call) => found(call, installationOn(call, call.params['org'])),
  /** It answers for the installations of organisations too: actions/create-github-app-token asks it for any owner. */
  'apps/get-user-installation': (call) => found(call, installationOn(call, call.params['username'])),
  'apps/get-repo-installation': repoInstallation,
  // Who GitHub names as the sender of these is unconfirmed; only the App's owner has its key.
  'apps/suspend-installation': (call) => {
    suspendInstallation(call.state, installationNamed(call), call.state.app.owner);
    return { status: 204 };
  },
  'apps/unsuspend-installation': (call) => {
    unsuspendInstallation(call.state, installationNamed(call), call.state.app.owner);
    return { status: 204 };
  },
};
