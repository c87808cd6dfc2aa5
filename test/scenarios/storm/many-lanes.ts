import type { ForgeState } from '../../../src/forge/domain/state.ts';
import { ACME_DOCKERFILE } from '../../../src/forge/seed/acme.ts';
import { installApp, seedOrganisation } from '../../../src/forge/seed/organisation.ts';

/** Who works in every organisation: ada merges, acme-ci checks. */
const ROLES = { ada: 'write', 'acme-ci': 'write' } as const;

/** One organisation: a pipeline with a docker lane for each of its components. */
export interface ManyLanes {
  account: string;
  lanes: number;
}

/** Where one lane begins and ends. */
export interface LanePlace {
  account: string;
  component: string;
  code: string;
  docker: string;
}

const JOINING = (account: string): Record<string, string> => ({
  '.github/sluice.yml': `pipeline: ${account}/platform\n`,
});

/** Names `c001` and so on. */
const componentsOf = (lanes: number): string[] =>
  Array.from({ length: lanes }, (_, index) => `c${String(index + 1).padStart(3, '0')}`);

const pipelineOf = (account: string, components: readonly string[]): string => `version: 1
components:
${components.map((name) => `  ${name}: { code: ${account}/${name} }\n`).join('')}stages:
  docker:
    kind: docker
    repo: ${account}/{component}-docker
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
`;

/** Seeds an organisation with so many lanes and installs the App on all of it; every lane is up to date. */
export function seedManyLanes(state: ForgeState, { account, lanes }: ManyLanes): LanePlace[] {
  const components = componentsOf(lanes);
  const shared = { private: true, roles: ROLES };
  const pipeline = { '.github/sluice.yml': pipelineOf(account, components) };
  const { repos } = seedOrganisation(state, {
    login: account,
    people: Object.keys(ROLES),
    repos: [
      ...components.map((name) => ({
        fullName: `${account}/${name}`,
        files: { 'server.js': '// first\n', ...JOINING(account) },
        ...shared,
      })),
      { fullName: `${account}/platform`, files: pipeline, ...shared },
    ],
    installOn: 'none',
  });
  const docker = components.map((name, index) => {
    const commit = repos[index]?.git.refs.read('refs/heads/main') ?? '';
    const files = { Dockerfile: ACME_DOCKERFILE.replaceAll('{commit}', commit), ...JOINING(account) };
    return { fullName: `${account}/${name}-docker`, files, ...shared };
  });
  seedOrganisation(state, { login: account, repos: docker, installOn: 'none' });
  const all = [...repos.map(({ name }) => `${account}/${name}`), ...docker.map(({ fullName }) => fullName)];
  installApp(state, { account, repositories: all });
  return components.map((component) => ({
    account,
    component,
    code: `${account}/${component}`,
    docker: `${account}/${component}-docker`,
  }));
}
