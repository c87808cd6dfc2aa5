import { Person } from '../../../src/forge/cast/person.ts';
import type { Permissions } from '../../../src/forge/domain/state.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';
import { origin } from '../kernel.ts';

export const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n', 'other.txt': 'kept\n' },
  roles: { alice: 'write', rita: 'read' },
};

/** What an App that deploys and listens to builds is granted. */
export const granted: Permissions = {
  actions: 'read',
  contents: 'write',
  deployments: 'write',
  packages: 'read',
  statuses: 'write',
};

const events = ['deployment', 'deployment_status', 'repository_dispatch', 'workflow_run', 'registry_package'];

/** A world whose App has subscribed to deployments and builds. */
export async function deployingWorld(permissions = granted): Promise<DomainWorld> {
  const world = await DomainWorld.with([shop], { permissions });
  const { state, hooks } = world.forge;
  state.app.events = [...state.app.events, ...events];
  hooks.pending.length = 0;
  return world;
}

export function personIn({ forge }: DomainWorld, login: string): Person {
  return new Person({
    login,
    origin,
    token: forge.personToken(login),
    fetch: async (url, init) => forge.fetch(url, init),
  });
}

export function tipOf(world: DomainWorld, branch = 'main'): string {
  return world.repo('shop').git.refs.read(`refs/heads/${branch}`)!;
}
