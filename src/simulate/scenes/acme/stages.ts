/** Stages as scenes write them in their pipeline files. */

export const DOCKER_STAGE = `  docker:
    kind: docker
    repo: acme/{component}-docker
    components: [payments]
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
`;

export const MANIFEST_STAGE = `  manifest:
    kind: manifest
    from: docker
    repo: acme/manifests
    pins: [{ file: "apps/{component}.yaml", holds: digest }]
    checks: [lint]
    merge: when-green
`;

/** An environment that is merged once CI says so; `lines` are what it says besides. */
export const environment = (name: string, lines: readonly string[] = [], merge = 'when-green'): string =>
  `  ${name}:
    kind: environment
    repo: acme/environments
    pins: [{ file: "${name}/{component}.yaml", holds: digest }]
    checks: [validate]
    merge: ${merge}
${lines.map((line) => `    ${line}\n`).join('')}`;

export const APPROVALS = '- approvals: { count: 2, from: ["@acme/release-managers"] }';
