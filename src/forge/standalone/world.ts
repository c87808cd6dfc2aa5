import type { ForgeState } from '../domain/state.ts';
import { createRegistry } from '../registry/registry.ts';
import { CHAIN_PIPELINE, seedAcmeChain } from '../seed/acme-chain.ts';
import { installApp, seedOrganisation } from '../seed/organisation.ts';
import { StandaloneProblem } from './problem.ts';

/** What a world has beside the forge. */
export interface Surroundings {
  /** `127.0.0.1:port` of its registry of images. */
  registry?: string;
  close(): Promise<void>;
}

const owner = 'ada';

/** Fills a forge that is empty. */
export type World = (state: ForgeState) => Promise<Surroundings>;

/** What a forge can begin with. */
const worlds: Record<string, World> = {
  /** The whole chain of repositories that the demo plays in, and a registry of images. */
  acme: furnishAcme,
  /** An organisation without a repository. */
  empty: furnishEmpty,
};

/** The world of that name; throws `StandaloneProblem` when there is none. */
export function worldNamed(name: string): World {
  const world = Object.hasOwn(worlds, name) ? worlds[name] : undefined;
  if (world !== undefined) return world;
  throw new StandaloneProblem('--seed', 'is no world', `write ${Object.keys(worlds).join(' or ')}`);
}

async function furnishAcme(state: ForgeState): Promise<Surroundings> {
  const registry = createRegistry();
  const listening = await registry.listen();
  const { host } = listening;
  const pipeline = CHAIN_PIPELINE.replaceAll('registry.acme.dev', host);
  seedAcmeChain(state, { registry, host, pipeline });
  for (const repo of state.repos.values()) repo.roles.set(owner, 'admin');
  return { registry: host, close: () => listening.close() };
}

function furnishEmpty(state: ForgeState): Promise<Surroundings> {
  seedOrganisation(state, {
    login: 'acme',
    people: [owner, 'grace'],
    teams: { everybody: [owner, 'grace'] },
    repos: [],
    installOn: 'none',
  });
  installApp(state, { account: 'acme', repositories: [], selection: 'all' });
  return Promise.resolve({ close: () => Promise.resolve() });
}
