import type { ForgeState } from '../domain/state.ts';
import { ACME_DOCKERFILE } from './acme.ts';
import { seedOrganisation, type RepoSpec } from './organisation.ts';

/** An organisation of any size: each component has a code, a docker, a manifest and an environment repository. */
export interface FleetOptions {
  /** How many; 1 to 1,000 by default have names of one length. */
  components: number;
  organisation?: string;
  private?: boolean;
}

export interface Fleet {
  /** Names of the components, `c0001` and so on. */
  components: string[];
  /** `owner/name` of every repository, four for each component. */
  repositories: string[];
}

/** Seeds the organisation and installs the App on all of it. */
export function seedFleet(state: ForgeState, { components, organisation = 'acme', ...shared }: FleetOptions): Fleet {
  const names = Array.from({ length: components }, (_, index) => `c${String(index + 1).padStart(4, '0')}`);
  const repos = names.flatMap((name) => reposOf(organisation, name).map((repo) => ({ ...repo, ...shared })));
  seedOrganisation(state, { login: organisation, repos });
  return { components: names, repositories: repos.map(({ fullName }) => fullName) };
}

function reposOf(organisation: string, component: string): RepoSpec[] {
  const image = `registry.${organisation}.dev/${component}`;
  const digest = `sha256:${'0'.repeat(64)}`;
  const files: Record<string, Record<string, string>> = {
    [component]: { 'server.js': '// first\n' },
    [`${component}-docker`]: { Dockerfile: ACME_DOCKERFILE.replaceAll('{commit}', '0'.repeat(40)) },
    [`${component}-manifests`]: { 'kustomization.yaml': `images:\n  - name: ${image}\n    digest: ${digest}\n` },
    [`${component}-environments`]: {
      'staging.yaml': `image: ${image}@${digest}\n`,
      'production.yaml': `image: ${image}@${digest}\n`,
    },
  };
  return Object.entries(files).map(([name, texts]) => ({ fullName: `${organisation}/${name}`, files: texts }));
}
