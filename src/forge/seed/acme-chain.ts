import type { ForgeState, Protection } from '../domain/state.ts';
import type { FakeRegistry } from '../registry/registry.ts';
import { ACME_DOCKERFILE } from './acme.ts';
import { installApp, seedOrganisation, type RepoSpec } from './organisation.ts';

/** The organisation with its whole chain: code, docker, manifest and environment repositories, and a registry of images. */
export interface ChainOptions {
  registry: FakeRegistry;
  /** Text of the pipeline file in acme/platform. */
  pipeline?: string;
  /** Where images are pushed to; `registry.acme.dev` by default. */
  host?: string;
  /** Of the environments repository's main branch. */
  protection?: Partial<Protection>;
  private?: boolean;
  /** Text of a component's file in the environments repository. */
  environmentFile?: (image: string, digest: string) => string;
}

/** payments is built from a docker repository, ledger from its code; both go through manifests to staging. */
export const CHAIN_PIPELINE = `version: 1
components:
  payments:
    code: acme/payments
    image: registry.acme.dev/payments
    build: { workflow: build.yml }
    owners: ["@acme/payments"]
  ledger:
    code: acme/ledger
    image: registry.acme.dev/ledger
    build: { workflow: build.yml }
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    components: [payments]
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
  manifest:
    kind: manifest
    from: docker
    repo: acme/manifests
    pins: [{ file: "apps/{component}/kustomization.yaml", holds: digest }]
    checks: [lint]
    merge: when-green
  staging:
    kind: environment
    from: manifest
    repo: acme/environments
    pins: [{ file: "staging/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: when-green
issues:
  labels:
    workflow/ready-for-staging: { becomes: workflow/test, when: staging }
`;

const COMPONENTS = ['payments', 'ledger'];

const PEOPLE = {
  ada: 'write',
  grace: 'write',
  'acme-ci': 'write',
  'acme-deployer': 'write',
  mallory: 'read',
} as const;

const kustomization = (image: string, digest: string): string => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [deployment.yaml]
images:
  - name: ${image}
    digest: ${digest}  # moved by pull request
`;

const deployment = (image: string, digest: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${image.split('/').at(-1)} }
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: app
          image: ${image}@${digest}  # what runs here
          ports: [{ containerPort: 8080 }]
`;

const JOINING = { '.github/sluice.yml': 'pipeline: acme/platform\n' };

interface SeededImage {
  name: string;
  image: string;
  digest: string;
}

/** Seeds the repositories with images of their first commits in every place, and installs the App on all of them. */
export function seedAcmeChain(state: ForgeState, options: ChainOptions): void {
  const shared = { private: options.private ?? true, roles: PEOPLE };
  const images = seedImages(options, seedSources(state, shared));
  seedTargets(state, options, images);
  const names = [...COMPONENTS, 'payments-docker', 'manifests', 'environments', 'platform'];
  installApp(state, { account: 'acme', repositories: names.map((name) => `acme/${name}`) });
}

type Shared = Pick<RepoSpec, 'private' | 'roles'>;

/** The code repositories and the docker repository of payments; answers the commit that each component is built from. */
function seedSources(state: ForgeState, shared: Shared): Map<string, string> {
  const code = seedOrganisation(state, {
    login: 'acme',
    people: Object.keys(PEOPLE),
    teams: { platform: ['ada', 'grace'], payments: ['ada'] },
    repos: COMPONENTS.map((name) => ({
      fullName: `acme/${name}`,
      files: { 'server.js': '// first\n', ...JOINING },
      labels: ['workflow/ready-for-staging', 'workflow/test'],
      ...shared,
    })),
    installOn: 'none',
  });
  const built = new Map(code.repos.map(({ name, git }) => [name, git.refs.read('refs/heads/main') ?? '']));
  const Dockerfile = ACME_DOCKERFILE.replaceAll('{commit}', built.get('payments') ?? '');
  const docker = { fullName: 'acme/payments-docker', files: { Dockerfile, ...JOINING }, ...shared };
  const { repos } = seedOrganisation(state, { login: 'acme', repos: [docker], installOn: 'none' });
  return built.set('payments', repos[0]?.git.refs.read('refs/heads/main') ?? '');
}

function seedImages({ registry, host = 'registry.acme.dev' }: ChainOptions, built: Map<string, string>): SeededImage[] {
  return COMPONENTS.map((name) => {
    const revision = built.get(name) ?? '';
    const image = `${host}/${name}`;
    const repository = image.slice(image.indexOf('/') + 1);
    return { name, image, ...registry.push({ repository, tag: revision, revision }) };
  });
}

/** The manifests, the environments and the pipeline. */
function seedTargets(state: ForgeState, options: ChainOptions, images: SeededImage[]): void {
  const { environmentFile = deployment, protection, pipeline = CHAIN_PIPELINE } = options;
  const shared = { private: options.private ?? true, roles: PEOPLE };
  const filesOf = (entry: (image: SeededImage) => [path: string, text: string]): Record<string, string> => ({
    ...Object.fromEntries(images.map(entry)),
    ...JOINING,
  });
  const manifests = filesOf(({ name, image, digest }) => [
    `apps/${name}/kustomization.yaml`,
    kustomization(image, digest),
  ]);
  const staging = filesOf(({ name, image, digest }) => [`staging/${name}.yaml`, environmentFile(image, digest)]);
  const readme = { 'README.md': '# environments\n' };
  seedOrganisation(state, {
    login: 'acme',
    repos: [
      { fullName: 'acme/manifests', files: manifests, ...shared },
      {
        fullName: 'acme/environments',
        files: { ...staging, ...readme },
        ...shared,
        ...(protection === undefined ? {} : { protection: { main: protection } }),
      },
      { fullName: 'acme/platform', files: { '.github/sluice.yml': pipeline, 'README.md': '# platform\n' }, ...shared },
    ],
    installOn: 'none',
  });
}
