import { addAccount } from '../../../forge/domain/accounts.ts';
import { openIssue } from '../../../forge/domain/issues/issues.ts';
import { branchOid, repoNamed } from '../../../forge/domain/repos.ts';
import type { ForgeState } from '../../../forge/domain/state.ts';
import type { FakeRegistry } from '../../../forge/registry/registry.ts';
import { ACME_DOCKERFILE } from '../../../forge/seed/acme.ts';
import { installApp, seedOrganisation, type RepoSpec } from '../../../forge/seed/organisation.ts';
import { TITLE_LABEL } from '../../ending/titles.ts';
import { seedProposal, type Proposal } from './proposals.ts';

/** The pipeline and the environments share a repository: each repository costs Sluice a look. */
export const ENVIRONMENTS = 'acme/environments';
export const MANIFESTS = 'acme/manifests';
export const AS_IT_BEGAN = 'As it began';

/** An acme that is as small as its scene allows. */
export interface SmallAcme {
  /** Components, each with its code in `acme/<name>`. */
  components: readonly string[];
  /** Those of them that are built in a repository of their own, `acme/<name>-docker`. */
  docker?: readonly string[];
  /** Whether digests go through `acme/manifests`. */
  manifests?: true;
  environments: readonly string[];
  /** What the pipeline file says after its components. */
  pipeline: string;
  issues?: readonly { repo: string; title: string; labels: string[] }[];
  proposals: readonly Proposal[];
}

const ROLES = {
  ada: 'write',
  grace: 'write',
  rita: 'write',
  omar: 'maintain',
  'acme-ci': 'write',
  'acme-deployer': 'write',
} as const;

const SHARED = { private: true, roles: ROLES } as const;
const JOINING = { '.github/sluice.yml': `pipeline: ${ENVIRONMENTS}\n` };

/** The place of a component's image, as files and the pipeline name it. */
const imageOf = (component: string): string => `registry.acme.dev/${component}`;

/** The repository whose commits a component's images are built from. */
export const buildRepoOf = ({ docker = [] }: SmallAcme, component: string): string =>
  docker.includes(component) ? `acme/${component}-docker` : `acme/${component}`;

/** Seeds the repositories with images of their first commits in every place, the issues and the proposals, and installs the App. */
export function seedSmallAcme(state: ForgeState, registry: FakeRegistry, acme: SmallAcme): void {
  const { components, docker = [], issues = [], proposals } = acme;
  const labels = [...new Set(issues.flatMap((issue) => issue.labels)), 'deploy/production'];
  const code = components.map((name) => ({
    fullName: `acme/${name}`,
    files: { 'server.js': '// first\n', ...JOINING },
    labels,
    ...SHARED,
  }));
  const teams = { 'release-managers': ['rita', 'omar'] };
  seedOrganisation(state, { login: 'acme', people: Object.keys(ROLES), teams, repos: code, installOn: 'none' });
  const seeded = [
    ...code,
    ...seedRepos(
      state,
      docker.map((name) => dockerRepo(state, name)),
    ),
  ];
  const digests = new Map(
    components.map((name) => [name, firstImage(registry, name, tipOf(state, buildRepoOf(acme, name)))]),
  );
  seeded.push(...seedRepos(state, targets(acme, digests)));
  installApp(state, { account: 'acme', repositories: seeded.map(({ fullName }) => fullName) });
  const author = addAccount(state, 'ada', 'User');
  for (const { repo, ...issue } of issues) openIssue(state, knownRepo(state, repo), { ...issue, author });
  for (const proposal of proposals) seedProposal(state, proposal);
}

function seedRepos(state: ForgeState, repos: RepoSpec[]): RepoSpec[] {
  seedOrganisation(state, { login: 'acme', repos, installOn: 'none' });
  return repos;
}

function dockerRepo(state: ForgeState, component: string): RepoSpec {
  const Dockerfile = ACME_DOCKERFILE.replaceAll('{commit}', tipOf(state, `acme/${component}`));
  return { fullName: `acme/${component}-docker`, files: { Dockerfile, ...JOINING }, ...SHARED };
}

/** The manifests, and the environments with the pipeline. */
function targets({ manifests, environments, ...acme }: SmallAcme, digests: Map<string, string>): RepoSpec[] {
  const pins = (folder: string): Record<string, string> =>
    Object.fromEntries(
      [...digests].map(([name, digest]) => [`${folder}/${name}.yaml`, `image: ${imageOf(name)}@${digest}\n`]),
    );
  const files = Object.assign({}, ...environments.map(pins), { '.github/sluice.yml': pipelineFile(acme) }) as Record<
    string,
    string
  >;
  const released = { fullName: ENVIRONMENTS, files, teams: { 'release-managers': 'write' as const }, ...SHARED };
  if (manifests === undefined) return [released];
  return [{ fullName: MANIFESTS, files: { ...pins('apps'), ...JOINING }, ...SHARED }, released];
}

/** The text of a pipeline file with these components. */
export function pipelineFile({ components, pipeline }: Pick<SmallAcme, 'components' | 'pipeline'>): string {
  const lines = components.map(
    (name) => `  ${name}: { code: acme/${name}, image: ${imageOf(name)}, build: { workflow: build.yml } }\n`,
  );
  return `version: 1\ncomponents:\n${lines.join('')}${pipeline}`;
}

function firstImage(registry: FakeRegistry, repository: string, revision: string): string {
  return registry.push({ repository, tag: revision, revision, labels: { [TITLE_LABEL]: AS_IT_BEGAN } }).digest;
}

function knownRepo(state: ForgeState, fullName: string) {
  const repo = repoNamed(state, fullName);
  if (repo === undefined) throw new Error(`the scene has no repository ${fullName}`);
  return repo;
}

function tipOf(state: ForgeState, fullName: string): string {
  const repo = knownRepo(state, fullName);
  return branchOid(repo, repo.defaultBranch) ?? '';
}
