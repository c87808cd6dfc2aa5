/** Files as people keep them, invented: manifests, values, kustomizations, Compose files, Dockerfiles and tasks of ECS. */

export interface BenchFile {
  path: string;
  text: string;
  /** One that stands in the file. */
  image: string;
}

/** A kind of file: as many blocks as fill its lines. What stands in braces is filled in, each time anew. */
interface Kind {
  path: string;
  head?: string;
  block: string;
  tail?: string;
}

const KINDS: readonly Kind[] = [
  {
    path: `apps/{index}/deployment.yaml`,
    block: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-{index}-{at}
  labels: { app: service-{index}, "acme.dev/part": "{at}" }
spec:
  replicas: {number}
  template:
    spec:
      # the one that serves
      containers:
        - name: app
          image: {image}:{version}@{digest}
          args: ["serve", "--port=8080"]
          env:
            - name: LOG_LEVEL
              value: "info" # debug is too much
            - {name: PART, value: "{at}"}
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: database-{at}
                  key: url
          ports:
            - name: http
              containerPort: 8080
              protocol: TCP
          resources: { requests: { cpu: {number}m, memory: 128Mi } }
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            initialDelaySeconds: {number}
            periodSeconds: 10
          readinessProbe:
            httpGet: { path: /readyz, port: http }
          volumeMounts:
            - name: config
              mountPath: /etc/service
              readOnly: true
        - name: proxy
          image: 'registry.acme.dev/infra/proxy:{version}'
          args:
            - --upstream=http://127.0.0.1:8080
            - --log-format=json
      volumes:
        - name: config
          configMap:
            name: service-{index}-{at}
            defaultMode: 0444
---
apiVersion: v1
kind: Service
metadata:
  name: service-{index}-{at}
spec:
  type: ClusterIP
  selector:
    app: service-{index}-{at}
  ports:
    - port: 80
      targetPort: http
---
`,
  },
  {
    path: `charts/{index}/values.yaml`,
    block: `# part {at}
part{at}:
  image:
    registry: registry.acme.dev
    repository: team-{team}/service-{index}
    tag: "{version}"
    pullPolicy: IfNotPresent
  sidecarImage: registry.acme.dev/infra/sidecar@{digest}
  service: &service{at}
    type: ClusterIP
    port: {port}
  metrics:
    <<: *service{at}
    enabled: true
  config: |
    listen = {port}
    # image: nothing
    log = "info"
  ingress:
    enabled: false
    annotations:
      kubernetes.io/ingress.class: nginx
    hosts:
      - host: part{at}.acme.dev
        paths: [/, /api]
  autoscaling:
    minReplicas: 1
    maxReplicas: {number}
  # What it may take of a node.
  resources:
    limits:
      cpu: "1"
      memory: 512Mi
  nodeSelector: {}
  tolerations: []
`,
  },
  {
    path: `overlays/{index}/kustomization.yaml`,
    head: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
images:
- name: service
  newName: {image}
  newTag: {version}
- name: worker
  newName: {image}-worker
  digest: {digest}
`,
    block: `# part {at}
patches-{at}:
  - target:
      kind: Deployment
      name: service-{at}
    patch: |-
      - op: replace
        path: /spec/replicas
        value: {number}
  - path: patches/memory-{at}.yaml
configMapGenerator-{at}:
  - name: settings-{at}
    literals:
      - LOG_LEVEL=info
      - PART={at}
`,
  },
  {
    path: `stacks/{index}/compose.yaml`,
    head: 'services:\n',
    block: `  service-{at}:
    image: "{image}:{version}"
    restart: always
    environment:
      - LOG_LEVEL=info
      - PART={at}
    depends_on: [database]
    ports:
      - "{port}:8080"
    volumes:
      - data-{at}:/var/lib/service
    healthcheck:
      test: ["CMD", "wget", "-q", "http://localhost:8080/healthz"]
      interval: 10s
      retries: {number}
    networks: { inside: { aliases: [service-{at}.inside] } }
`,
  },
  {
    path: `services/{index}/Dockerfile`,
    block: `# stage {at}
FROM {image}:{version}@{digest} AS stage{at}
ARG COMMIT_{at}={commit}
RUN --mount=type=cache,target=/cache \\
    # keep it
    make build && \\
    make test
COPY --from=registry.acme.dev/infra/tools:{version} /bin/tool /bin/
ENV PART={at} \\
    LOG_LEVEL=info
WORKDIR /src
COPY go.mod go.sum ./
RUN apt-get update && \\
    apt-get install --yes --no-install-recommends ca-certificates && \\
    rm -rf /var/lib/apt/lists/*
COPY . .
USER 65532:65532
ENTRYPOINT ["/service", "--part={at}"]
`,
  },
  {
    path: `tasks/{index}/task.json`,
    head: '{\n  "family": "service",\n  "containerDefinitions": [\n',
    block: `    {
      "name": "service-{at}",
      "image": "{image}:{version}@{digest}",
      "essential": true,
      "cpu": {number},
      "memory": 512,
      "environment": [
        { "name": "PART", "value": "{at}" },
        { "name": "LOG_LEVEL", "value": "info" }
      ],
      "logConfiguration": {
        "logDriver": "awslogs",
        "options": { "awslogs-group": "/service/{at}", "awslogs-region": "eu-west-1" }
      },
      "healthCheck": { "command": ["CMD-SHELL", "true"], "interval": 30 },
      "portMappings": [{ "containerPort": {port} }]
    },
`,
    tail: '    { "name": "last", "essential": false }\n  ]\n}\n',
  },
];

/** So many files of fifty to five hundred lines; the same ones for the same seed. */
export function makeFiles(count: number, seed: number): BenchFile[] {
  const below = chance(seed);
  return KINDS.flatMap((kind, first) => {
    const many = Math.ceil((count - first) / KINDS.length);
    return Array.from({ length: many }, (_, at) => makeFile(kind, { index: first + at * KINDS.length, below }));
  });
}

type Chance = (most: number) => number;

function makeFile(
  { path, head = '', block, tail = '' }: Kind,
  { index, below }: { index: number; below: Chance },
): BenchFile {
  const lines = 50 + below(450);
  const write = (text: string, at: number): string => filled(text, { index, at, below });
  let text = write(head, 0);
  for (let at = 0; text.split('\n').length < lines; at += 1) text += write(block, at);
  return { path: write(path, 0), text: text + tail, image: write('{image}', 0) };
}

function filled(text: string, { index, at, below }: { index: number; at: number; below: Chance }): string {
  const hex = (length: number): string => Array.from({ length }, () => below(16).toString(16)).join('');
  const fillers = new Map<string, () => string | number>([
    ['index', () => index],
    ['at', () => at],
    ['team', () => index % 7],
    ['port', () => 8_000 + at],
    ['number', () => 2 + below(60)],
    ['image', () => `registry.acme.dev/team-${index % 7}/service-${index}`],
    ['version', () => `v${below(9)}.${below(40)}.${below(20)}`],
    ['digest', () => `sha256:${hex(64)}`],
    ['commit', () => hex(40)],
  ]);
  return text.replaceAll(/\{(\w+)\}/g, (all, name: string) => String(fillers.get(name)?.() ?? all));
}

/** Chance that is the same on every run (mulberry32): a number below `most`. */
function chance(seed: number): Chance {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}
