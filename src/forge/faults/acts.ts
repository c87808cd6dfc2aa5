import { identify } from '../auth/identify.ts';
import type { Tokens } from '../auth/tokens.ts';
import type { Clock } from '../clock/clock.ts';
import { acceptPermissions, suspendInstallation } from '../domain/installations.ts';
import { renameRepo } from '../domain/organisations/repositories.ts';
import { repoNamed } from '../domain/repos.ts';
import type { ForgeState, Installation, Repo } from '../domain/state.ts';
import { Refusal, type Caller } from '../http/handler.ts';
import type { CallDo } from './rule.ts';

/** What faults that change the world work with. */
export interface World {
  state: ForgeState;
  tokens: Tokens;
  wall: Clock;
}

/** The call during which it happens. */
export interface During {
  authorization: string | null | undefined;
  repo: Repo | undefined;
}

/** What an owner does to the App at a bad moment. */
export type Act = Extract<CallDo, { token: unknown } | { suspend: unknown } | { drop: unknown } | { rename: unknown }>;

/** Does it, and answers whether there was anything to do it to. */
export function perform(act: Act, during: During, world: World): boolean {
  if ('token' in act) return world.tokens.end(during.authorization, act.token);
  if ('rename' in act) return rename(act.rename, during, world);
  const { state } = world;
  const installation = installationOf(during, world);
  if (installation === undefined) return false;
  const sender = state.app.owner;
  if ('suspend' in act) {
    suspendInstallation(state, installation, sender);
    return true;
  }
  if (installation.permissions[act.drop] === undefined) return false;
  const { [act.drop]: _dropped, ...permissions } = installation.permissions;
  acceptPermissions(state, installation, { permissions, sender });
  return true;
}

/** The installation that calls, or the one that covers what the call is about. */
function installationOf(during: During, world: World): Installation | undefined {
  const caller = callerOf(during, world);
  if (caller?.kind === 'installation') return caller.installation;
  return [...world.state.installations.values()].find(
    ({ repositories, suspendedAt }) =>
      suspendedAt === undefined && during.repo !== undefined && repositories.has(during.repo.id),
  );
}

function callerOf({ authorization }: During, world: World): Caller | undefined {
  try {
    return identify(authorization, world);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function rename(name: string, { repo }: During, { state }: World): boolean {
  if (repo === undefined || repo.name === name) return false;
  const holder = repoNamed(state, `${repo.owner.login}/${name}`);
  if (holder !== undefined && holder !== repo) return false;
  renameRepo(state, repo, name, state.app.owner);
  return true;
}
