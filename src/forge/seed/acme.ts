import type { ForgeState, MergeMethod, Protection } from '../domain/state.ts';
import { installApp, seedOrganisation } from './organisation.ts';

/** The small organisation that the demo and the tests play in. */
export interface AcmeOptions {
  /** Text of the pipeline file in acme/platform. */
  pipeline?: string;
  /** Components with a code and a docker repository each. */
  components?: string[];
  /** What each docker repository's Dockerfile says; `{commit}` is the code repository's first commit. */
  dockerfile?: string;
  /** Of every docker repository's main branch. */
  protection?: Partial<Protection>;
  mergeMethods?: MergeMethod[];
  /** Docker repositories that have not joined the pipeline. */
  strangers?: string[];
  private?: boolean;
}

/** Merges in acme/payments move the commit pin in acme/payments-docker. */
export const ACME_PIPELINE = `version: 1
components:
  payments: { code: acme/payments }
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
`;

export const ACME_DOCKERFILE = `# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim
# The commit of the code repository that this image is built from.
ARG APP_COMMIT={commit}
RUN fetch-source acme "$APP_COMMIT"   # pinned
CMD ["node", "server.js"]
`;

/** Seeds acme/platform (the pipeline), acme/<component> (code) and acme/<component>-docker, and installs the App on all. */
export function seedAcme(state: ForgeState, options: AcmeOptions = {}): void {
  const { components = ['payments'], strangers = [] } = options;
  const roles = { ada: 'write', grace: 'write', 'acme-ci': 'write', mallory: 'read' } as const;
  const joining = { '.github/sluice.yml': 'pipeline: acme/platform\n' };
  const shared = { private: options.private ?? true, roles };
  const { repos } = seedOrganisation(state, {
    login: 'acme',
    people: Object.keys(roles),
    repos: [
      {
        fullName: 'acme/platform',
        files: { '.github/sluice.yml': options.pipeline ?? ACME_PIPELINE, 'README.md': '# platform\n' },
        ...shared,
      },
      ...components.map((name) => ({
        fullName: `acme/${name}`,
        files: { 'server.js': '// first\n', ...joining },
        ...shared,
      })),
    ],
    installOn: 'none',
  });
  const docker = components.map((name) => {
    const code = repos.find((repo) => repo.name === name);
    const commit = code?.git.refs.read('refs/heads/main') ?? '';
    return {
      fullName: `acme/${name}-docker`,
      files: {
        Dockerfile: (options.dockerfile ?? ACME_DOCKERFILE).replaceAll('{commit}', commit),
        ...(strangers.includes(name) ? {} : joining),
      },
      ...shared,
      ...(options.mergeMethods === undefined ? {} : { mergeMethods: options.mergeMethods }),
      ...(options.protection === undefined ? {} : { protection: { main: options.protection } }),
    };
  });
  const all = [...repos.map((repo) => `acme/${repo.name}`), ...docker.map((spec) => spec.fullName)];
  seedOrganisation(state, { login: 'acme', repos: docker, installOn: 'none' });
  installApp(state, { account: 'acme', repositories: all });
}
