import { describe, expect, it } from '@jest/globals';
import { DIGEST, NEXT_DIGEST, expectTheMove, pinsIn, rewritten } from './moves.ts';

const to = { version: '1.11.0' };
const found = { kind: 'chart', name: 'payments', version: '1.2.10' } as const;
const V = '«1.2.10|1.11.0»';

const flux = (spec: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: payments, labels: {chart: payments-1.2.10, version: 1.2.10}}
spec:
  chart:
    spec:
${spec}
  values:
    version: 1.2.10
`;

const argoCd = (source: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source:
${source}
  destination: {server: https://kubernetes.default.svc, namespace: payments}
`;

const rows: [string, string, string][] = [
  [
    'a dependency in Chart.yaml',
    'charts/shop/Chart.yaml',
    `apiVersion: v2\nname: shop\nversion: 1.2.10\ndependencies:\n- name: payments # ours\n  repository: https://charts.acme.dev\n  version: ${V} # 1.2.10\n`,
  ],
  [
    'a dependency in flow style and quotes, without a final newline',
    'Chart.yaml',
    `dependencies: [{version: "${V}", name: "payments", repository: "oci://registry.acme.dev/charts"}]`,
  ],
  ['a dependency of Helm 2', 'requirements.yaml', `dependencies:\r\n- name: payments\r\n  version: '${V}'\r\n`],
  [
    'a dependency of an aliased repository',
    'Chart.yaml',
    `dependencies:\n  - {name: payments, repository: "alias:acme", version: ${V}}\n`,
  ],
  [
    'a HelmRelease',
    'app.yaml',
    flux(`      chart: payments\n      version: "${V}"\n      sourceRef: {kind: HelmRepository, name: acme}`),
  ],
  [
    'a HelmRelease in flow style',
    'app.yaml',
    flux(`      {sourceRef: {kind: HelmRepository, name: acme}, version: ${V}, chart: 'payments'}`),
  ],
  [
    'a HelmChart of Flux',
    'app.yaml',
    `kind: HelmChart\nspec:\n  chart: payments\n  sourceRef: {kind: GitRepository, name: a}\n  version: ${V}\n`,
  ],
  [
    'a HelmChart of k3s',
    'app.yaml',
    `kind: HelmChart\nspec:\n  repo: https://charts.acme.dev\n  chart: payments\n  version: ${V}\n`,
  ],
  [
    'an Application of Argo CD',
    'app.yaml',
    argoCd(`    repoURL: https://charts.acme.dev\n    chart: payments\n    targetRevision: ${V}`),
  ],
  [
    'the second source of an Application',
    'app.yaml',
    `spec:\n  sources:\n  - repoURL: https://github.com/acme/env\n    targetRevision: HEAD\n    ref: values\n  - {chart: payments, repoURL: registry.acme.dev/charts, targetRevision: "${V}"}\n`,
  ],
  [
    'an ApplicationSet',
    'app.yaml',
    `kind: ApplicationSet\nspec:\n  template:\n    spec:\n      source:\n        targetRevision: '${V}'\n        chart: payments\n        repoURL: https://charts.acme.dev\n`,
  ],
  [
    'a chart that kustomize inflates',
    'env/kustomization.yaml',
    `helmCharts:\n- name: payments\n  repo: https://charts.acme.dev\n  releaseName: payments\n  version: ${V}\n`,
  ],
];

describe('the version of a chart', () => {
  it.each(rows)('moves in %s', (_, path, text) => {
    expectTheMove({ path, text, image: 'payments', to, found });
  });

  it.each([
    ['https://charts.acme.dev/payments', 'https://charts.acme.dev'],
    ['registry.acme.dev/charts/payments', 'oci://registry.acme.dev/charts'],
    ['oci://registry.acme.dev/charts/payments', 'oci://registry.acme.dev/charts/'],
  ])('goes by %s too', (image, repository) => {
    const text = `dependencies:\n- {name: payments, repository: "${repository}", version: ${V}}\n`;

    expectTheMove({ path: 'Chart.yaml', text, image, to, found });
  });

  it('goes by the last of an OCI address', () => {
    const text = `spec: {chart: "oci://registry.acme.dev/charts/payments", repo: "", version: ${V}}\n`;

    for (const image of ['payments', 'registry.acme.dev/charts/payments']) {
      expectTheMove({
        path: 'app.yaml',
        text,
        image,
        to,
        found: { ...found, name: 'oci://registry.acme.dev/charts/payments' },
      });
    }
  });

  it('keeps a build and a pre-release in one piece', () => {
    const text = 'dependencies:\n- name: payments\n  version: «1.2.10-rc.1+build.7|1.11.0»\n';

    expectTheMove({ path: 'Chart.yaml', text, image: 'payments', to, found: { version: '1.2.10-rc.1+build.7' } });
  });

  it('moves in every place of the file that names the chart', () => {
    const text =
      'dependencies:\n- {name: payments, alias: a, version: 1.0.0}\n- {name: payments, alias: b, version: 1.0.0}\n';

    expect(rewritten(text, 'Chart.yaml', { image: 'payments', to })).toBe(text.replaceAll('1.0.0', '1.11.0'));
  });

  it.each([
    '^1.2.0',
    '~1.2.0',
    '>=1.2.0',
    '>= 1.2.0, < 2',
    '1.2.x',
    '1.x',
    '*',
    '1',
    '',
    '1.2.0 - 1.4.0',
    '${VERSION}',
  ])('that is the range %j fixes nothing, and stays', (version) => {
    const text = `dependencies:\n- name: payments\n  repository: https://charts.acme.dev\n  version: "${version}"\n`;

    expect(pinsIn(text, 'Chart.yaml')).toEqual([]);
    expect(rewritten(text, 'Chart.yaml', { image: 'payments', to })).toMatch(/^no-value: /);
    expect(rewritten(text, 'Chart.yaml', { pointer: '/dependencies/0/version', to })).toMatch(/^no-value: /);
  });
});

describe('no version of a chart', () => {
  it.each([
    ["is a chart's own", 'Chart.yaml', 'name: payments\nversion: 1.2.10\nappVersion: 1.2.10\n'],
    [
      'is in the lock file',
      'Chart.lock',
      'dependencies:\n- name: payments\n  repository: https://a\n  version: 1.2.10\n',
    ],
    ['is a dependency of something else', 'app.yaml', 'dependencies:\n- name: payments\n  version: 1.2.10\n'],
    [
      'is deeper in Chart.yaml',
      'Chart.yaml',
      'annotations:\n  dependencies:\n  - name: payments\n    version: 1.2.10\n',
    ],
    ['is a label', 'app.yaml', 'labels: {chart: payments, version: 1.2.10}\n'],
    ['is in a text', 'app.yaml', 'a: |\n  chart: payments\n  sourceRef: x\n  version: 1.2.10\n'],
    ['is a list', 'app.yaml', 'spec: {chart: payments, sourceRef: x, version: [1.2.10]}\n'],
    ['belongs to a chart without a name', 'app.yaml', 'spec: {chart: {a: b}, sourceRef: x, version: 1.2.10}\n'],
    [
      'is of the prototype',
      'app.yaml',
      '__proto__: {chart: payments, version: 1.2.10}\nconstructor: {version: 1.2.10}\n',
    ],
    ['is inflated by something else', 'app.yaml', 'helmCharts:\n- name: payments\n  version: 1.2.10\n'],
  ])('%s', (_, path, text) => {
    expect(pinsIn(text, path)).toEqual([]);
  });
});

describe('what Flux pulls from an OCI registry', () => {
  const source = (ref: string): string =>
    `kind: OCIRepository\nspec:\n  interval: 5m\n  url: oci://registry.acme.dev/manifests/payments\n  ref: ${ref}\n`;
  const image = 'registry.acme.dev/manifests/payments';
  const both = { tag: '1.11.0', digest: NEXT_DIGEST };

  it.each([
    ['a tag', `{tag: "${V}"}`, { tag: '1.11.0' }, { tag: '1.2.10' }],
    ['a tag on a line of its own', `\n    tag: ${V}`, { tag: '1.11.0' }, { tag: '1.2.10' }],
    ['a digest', `{digest: «${DIGEST}|${NEXT_DIGEST}»}`, { digest: NEXT_DIGEST }, { digest: DIGEST }],
    ['both', `\n    digest: «${DIGEST}|${NEXT_DIGEST}»\n    tag: ${V}`, both, { tag: '1.2.10', digest: DIGEST }],
    [
      'a digest beside a range',
      `{semver: ">=1.0.0", digest: «${DIGEST}|${NEXT_DIGEST}»}`,
      { digest: NEXT_DIGEST },
      { digest: DIGEST },
    ],
  ])('moves by %s', (_, ref, next, held) => {
    expectTheMove({
      path: 'app.yaml',
      text: source(ref),
      image,
      to: next,
      found: { kind: 'chart', name: image, ...held },
    });
  });

  it('needs both where it holds both', () => {
    const text = source(`{tag: 1.2.10, digest: ${DIGEST}}`);

    expect(rewritten(text, 'app.yaml', { image, to: { tag: '1.11.0' } })).not.toContain(text);
  });

  it.each(['{semver: ">=1.0.0"}', '{semver: ">=1.0.0", tag: 1.2.10}', '{}', '{tag: ""}', '[1.2.10]'])(
    'fixes nothing by %s',
    (ref) => {
      expect(pinsIn(source(ref), 'app.yaml')).toEqual([]);
    },
  );

  it('is nothing of another kind', () => {
    expect(pinsIn(source('{tag: 1.2.10}').replace('OCIRepository', 'Bucket'), 'app.yaml')).toEqual([]);
  });

  it('moves in a source of Argo CD too', () => {
    const text = argoCd(`    repoURL: oci://${image}\n    path: .\n    targetRevision: ${V}`);

    expectTheMove({ path: 'app.yaml', text, image, to: { tag: '1.11.0' }, found: { kind: 'chart', tag: '1.2.10' } });
  });

  it('moves in a source of Argo CD by its digest', () => {
    const text = argoCd(`    repoURL: oci://${image}\n    targetRevision: «${DIGEST}|${NEXT_DIGEST}»`);

    expectTheMove({ path: 'app.yaml', text, image, to: { digest: NEXT_DIGEST }, found: { digest: DIGEST } });
  });

  it.each(['1.x', '*', 'latest', '">=1.0.0"'])('fixes nothing in a source of Argo CD by %s', (revision) => {
    expect(pinsIn(argoCd(`    repoURL: oci://${image}\n    targetRevision: ${revision}`), 'app.yaml')).toEqual([]);
  });
});
