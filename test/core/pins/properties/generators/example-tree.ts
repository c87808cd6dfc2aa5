/** Files of every kind that holds references, invented for these tests: what the sentinel walks through where there is no corpus. */

const [A, B, C] = ['a', 'b', 'c'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string, string];
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const R = 'registry.acme.dev';

const deployment = `# payments, as it runs
apiVersion: apps/v1
kind: Deployment
metadata:
  name: payments
  annotations: { note: "was ${R}/payments:v1@${A} before" }
spec:
  template:
    spec:
      initContainers:
      - {name: migrate, image: "${R}/payments:v1@${A}", command: [migrate]}
      containers:
        - name: payments
          image: ${R}/payments:v1@${A} # the one
          env:
            - name: SIDECAR_IMAGE
              value: ${R}/sidecar:v3 # sluice: sidecar
        - name: proxy
          image: '${R}:5000/infra/proxy@${B}'
        - image: >-
            ${R}/web:1.10.0
          name: web
---
apiVersion: v1
kind: ConfigMap
data:
  text: |
    image: ${R}/payments:v1@${A}
`;

const values = `image: &main
    registry: ${R}
    repository: payments
    tag: "1.10"
worker:
    image: {repository: ${R}/worker, tag: 'v7', digest: ${B}}
sidecarImage: ${R}/sidecar:v3@${C}
numeric: { repository: ${R}/numeric, tag: 1.10 }
copy:
    image: &shared ${R}/shared:v1@${A}
again:
    image: *shared
`;

const compose = `x-app: &app
  image: ${R}/app:v1
  restart: always
services:
  one: { <<: *app, command: one }
  two:
    <<: *app
    command: two
  db:
    image: "postgres:17.2@${A}"\t# no image: of ours
`;

const kustomization = `resources:
- deployment.yaml
- https://github.com/acme/base//deploy?ref=v1.2.3
images:
- name: payments
  newName: ${R}/payments
  newTag: v1.4.0
- name: ${R}/worker
  digest: ${B}
- {name: nginx, newTag: 1.27.3@${C}}
helmCharts:
- name: redis
  repo: https://charts.acme.dev
  version: 20.1.3
`;

const chart = `apiVersion: v2
name: payments
version: 0.1.0
dependencies:
  - name: postgresql
    version: 16.2.1
    repository: https://charts.acme.dev
`;

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source:
    repoURL: https://github.com/acme/environments.git
    targetRevision: ${COMMIT}
    path: apps/payments
`;

const helmRelease = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
spec:
  chart:
    spec:
      chart: podinfo
      version: 6.7.1
      sourceRef: { kind: HelmRepository, name: podinfo }
  values:
    image:
      repository: ${R}/podinfo
      tag: 6.7.1
    imageTag: 1.4.0 # {"$imagepolicy": "flux-system:payments:tag"}
`;

const workflow = `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    container: node:24.1.0
    steps:
      - uses: actions/checkout@${COMMIT} # v4.2.2
      - uses: acme/actions/setup@v2.1.0
      - run: |
          # uses: actions/checkout@v1
          echo done
`;

const dockerfile = `# syntax=docker/dockerfile:1.7
ARG GO=1.23.1@${A}
ARG BUILD_DATE
FROM --platform=$BUILDPLATFORM golang:\${GO} AS build
# FROM golang:1.0
RUN --mount=type=bind,from=${R}/tools:v2,target=/tools \\
    # FROM nothing:1
    go build ./...
COPY --from=busybox:1.36.1@${B} /bin/busybox /bin/
FROM ${R}/base/static:v5@${C}
ARG APP_COMMIT=${COMMIT}
LABEL org.opencontainers.image.version="1.2.3"
COPY --from=build /app /app
`;

const json = `{
\t"family": "payments",
\t"containerDefinitions": [
\t\t{ "name": "payments", "image": "${R}/payments:v1@${A}", "essential": true },
\t\t{ "image": "${R}/sidecar:v3", "__proto__": { "constructor": 1 } }
\t]
}
`;

const chef = `{
  "name": "production",
  "chef_type": "environment",
  "cookbook_versions": { "payments": "= 1.2.3", "base": "~> 2.0" },
  "default_attributes": { "payments": { "image": "${R}/payments:v1" } }
}`;

const terraform = `# the service
module "service" {
  source = "git::https://github.com/acme/modules.git//service?ref=v1.2.3"
}
resource "aws_ecs_task_definition" "app" {
  container_definitions = jsonencode([{ name = "app", image = "${R}/app:v1@${A}" }]) // one
}
`;

const environment = `# what compose reads
PAYMENTS_IMAGE=${R}/payments:v1@${A}
export WORKER_IMAGE="${R}/worker:v7"
HOST=localhost:6379
`;

const template = `spec:
  {{- if .Values.enabled }}
  containers:
    - name: {{ .Chart.Name }}
      image: ${R}/payments:v1@${A} # fixed
    - image: "${R}/{{ .Values.name }}:v1"
    - image: "busybox:1.36.1"
  {{- end }}
`;

const withMark = (text: string): string => `\uFEFF${text}`;
const withReturns = (text: string): string => text.replaceAll('\n', '\r\n');
const withoutEnd = (text: string): string => text.trimEnd();

/** Path → text; some with a byte order mark, with CRLF, or without a final newline. */
export const exampleTree: ReadonlyMap<string, string> = new Map([
  ['apps/payments/deployment.yaml', deployment],
  ['apps/windows/deployment.yaml', withMark(withReturns(deployment))],
  ['charts/payments/values.yaml', withoutEnd(values)],
  ['compose.yaml', compose],
  ['apps/payments/kustomization.yaml', withReturns(kustomization)],
  ['charts/payments/Chart.yaml', chart],
  ['argo/application.yml', application],
  ['flux/release.yaml', helmRelease],
  ['.github/workflows/test.yml', workflow],
  ['Dockerfile', dockerfile],
  ['windows.Dockerfile', withoutEnd(withReturns(dockerfile))],
  ['ecs/task.json', withMark(json)],
  ['chef/production.json', chef],
  ['terraform/main.tf', terraform],
  ['.env', environment],
  ['charts/payments/templates/deployment.yaml', template],
]);
