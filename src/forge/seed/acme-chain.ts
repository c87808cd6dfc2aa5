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
  /** The directories of the environments repository; `staging` alone by default. */
  environments?: string[];
  /** Whether acme has a web shop too: a monorepo with the component `web` below `web/`. */
  shop?: boolean;
  autoMergeAllowed?: boolean;
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

/** acme as it releases: three environments, two of them by a schedule, and people who approve the last. */
export const RELEASES_PIPELINE = CHAIN_PIPELINE.replace(
  'stages:\n',
  `  web:
    code: { repo: acme/shop, paths: ["web/**"] }
    image: registry.acme.dev/web
    build: { workflow: build.yml }
    owners: ["@acme/shop"]
stages:
`,
).replace(
  'issues:\n  labels:\n',
  `  demo:
    kind: environment
    from: staging
    repo: acme/environments
    pins: [{ file: "demo/{component}.yaml", holds: digest }]
    release: { schedule: "0 9 * * 5", timezone: Europe/Rome }
    checks: [validate]
    merge: when-green
  production:
    kind: environment
    from: demo
    repo: acme/environments
    pins: [{ file: "production/{component}.yaml", holds: digest }]
    release: { schedule: "0 10 * * 1", timezone: Europe/Rome }
    checks: [validate]
    merge: after-approval
    gates:
      - soak: 2h
      - approvals: { count: 2, from: ["@acme/release-managers"] }
      - window: { allow: "Mon-Thu 11:00-16:00", timezone: Europe/Rome }
    force: ["@acme/release-managers"]
issues:
  labels:
    workflow/ready: { close: true, when: production }
`,
);

export const RELEASE_ENVIRONMENTS = ['staging', 'demo', 'production'];

/** Where each component's code is. */
const codeOf = (component: string): string => (component === 'web' ? 'acme/shop' : `acme/${component}`);

const componentsOf = ({ shop = false }: ChainOptions): string[] => ['payments', 'ledger', ...(shop ? ['web'] : [])];

const PEOPLE = {
  ada: 'write',
  grace: 'write',
  // Who may release to production.
  rita: 'write',
  omar: 'write',
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
  const images = seedImages(options, seedSources(state, options, shared));
  seedTargets(state, options, images);
  const names = ['payments-docker', 'manifests', 'environments', 'platform'].map((name) => `acme/${name}`);
  installApp(state, { account: 'acme', repositories: [...componentsOf(options).map(codeOf), ...names] });
}

type Shared = Pick<RepoSpec, 'private' | 'roles'>;

/** The code repositories and the docker repository of payments; answers the commit that each component is built from. */
function seedSources(state: ForgeState, options: ChainOptions, shared: Shared): Map<string, string> {
  const components = componentsOf(options);
  const code = seedOrganisation(state, {
    login: 'acme',
    people: Object.keys(PEOPLE),
    teams: { platform: ['ada', 'grace'], payments: ['ada'], shop: ['grace'], 'release-managers': ['rita', 'omar'] },
    repos: components.map((name) => ({
      fullName: codeOf(name),
      files: { [name === 'web' ? 'web/index.js' : 'server.js']: '// first\n', ...JOINING },
      labels: ['workflow/ready-for-staging', 'workflow/test', 'workflow/ready'],
      ...shared,
    })),
    installOn: 'none',
  });
  const built = new Map(
    components.map((name, index) => [name, code.repos[index]?.git.refs.read('refs/heads/main') ?? '']),
  );
  const Dockerfile = ACME_DOCKERFILE.replaceAll('{commit}', built.get('payments') ?? '');
  const docker = { fullName: 'acme/payments-docker', files: { Dockerfile, ...JOINING }, ...shared };
  const { repos } = seedOrganisation(state, { login: 'acme', repos: [docker], installOn: 'none' });
  return built.set('payments', repos[0]?.git.refs.read('refs/heads/main') ?? '');
}

function seedImages(options: ChainOptions, built: Map<string, string>): SeededImage[] {
  const { registry, host = 'registry.acme.dev' } = options;
  return componentsOf(options).map((name) => {
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
  const { environments = ['staging'], autoMergeAllowed = false } = options;
  const pins = environments.map((environment) =>
    filesOf(({ name, image, digest }) => [`${environment}/${name}.yaml`, environmentFile(image, digest)]),
  );
  const readme = { 'README.md': '# environments\n' };
  seedOrganisation(state, {
    login: 'acme',
    repos: [
      { fullName: 'acme/manifests', files: manifests, ...shared },
      {
        fullName: 'acme/environments',
        files: Object.assign({}, ...pins, readme) as Record<string, string>,
        ...shared,
        autoMergeAllowed,
        teams: { 'release-managers': 'write' },
        ...(protection === undefined ? {} : { protection: { main: protection } }),
      },
      { fullName: 'acme/platform', files: { '.github/sluice.yml': pipeline, 'README.md': '# platform\n' }, ...shared },
    ],
    installOn: 'none',
  });
}
