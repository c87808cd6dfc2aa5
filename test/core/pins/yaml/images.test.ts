import { describe, expect, it } from '@jest/globals';
import { findPins, locatePin } from '../../../../src/core/pins/index.ts';
import type { PinReference } from '../../../../src/core/pins/index.ts';
import { at, IMAGE, NEW, OLD, move, moved } from '../examples.ts';

const KUSTOMIZATION = 'apps/payments/kustomization.yaml';

const deployment = (image: string): string => `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      initContainers:
        - name: wait
          image: busybox:1.36
      containers:
      - name: payments   # the one
        image: ${image}
        env: [{name: A, value: "${OLD}"}, {name: T, value: '1.2'}]
`;

const rows: [string, string, PinReference?][] = [
  ['a container', deployment(`${IMAGE}:<T>@<D>`)],
  ['a container in single quotes', deployment(`'${IMAGE}:<T>@<D>'`)],
  ['a container in double quotes, with a comment', deployment(`"${IMAGE}:<T>@<D>"  # ${OLD}`)],
  ['a container with a digest alone', deployment(`${IMAGE}@<D>`)],
  ['a container with a tag alone', deployment(`${IMAGE}:<T>`), { tag: '1.10' }],
  ['an anchored value that nothing repeats', deployment(`&img ${IMAGE}@<D>`)],
  ['a tagged value', deployment(`!!str ${IMAGE}@<D>`)],
  ['a block scalar', deployment(`>-\n          ${IMAGE}@<D>`)],
  ['a literal block with a comment', deployment(`|  # why\n          ${IMAGE}:<T>@<D>\n`)],
  ['a list item', `steps:\n- image: ${IMAGE}@<D>\n- run: x\n`],
  ['flow style', `spec: {containers: [{name: a, image: ${IMAGE}:<T>@<D>}, {image: other:1}]}\n`],
  ['JSON', `{"spec": {"image":"${IMAGE}@<D>"}}`],
  ['a later document', `kind: A\n---\n# two\nspec:\n  image: ${IMAGE}@<D>\n...\n---\nkind: C\n`],
  ['a custom resource', `spec:\n    image:   ${IMAGE}:<T>@<D>\n    version: 1.2\n`],
  ['a file with a %YAML line', `%YAML 1.1\n---\nimage: ${IMAGE}@<D>\n`],
  ['no final newline', `image: ${IMAGE}@<D>`],
  ['other letters before it', `title: Zahlungsverkehr – 🙂 ü\nimage: ${IMAGE}@<D>\n`],
  ['a repository with a port', `a: {image: "registry.acme.dev:5000/payments:v1"}\nimage: ${IMAGE}@<D>\n`],
  [
    'values of Helm',
    `web:\n  image:\n    repository: ${IMAGE}\n    pullPolicy: Always\n    tag: "<T>"\n    digest: <D>\n`,
  ],
  ['values of Helm in another order', `image:\n  digest: '<D>'\n  tag: <T>\n  repository: ${IMAGE}\n`],
  [
    'values of Helm with a registry',
    `image: {registry: registry.acme.dev, tag: <T>, repository: payments, digest: <D>}\n`,
  ],
  ['values of Helm by name', `image:\n  name: ${IMAGE}\n  digest: <D>\n`],
  ['values of Helm by version', `image:\n  repository: ${IMAGE}\n  version: "<T>"\n`, { tag: '1.10' }],
  ['values of Helm with both in the tag', `image:\n  repository: ${IMAGE}\n  tag: "<T>@<D>"\n  digest: ""\n`],
  ['values of Helm with an empty tag', `image:\n  repository: ${IMAGE}\n  tag:\n  digest: <D>\n`],
  ['values of Helm with an image beside its tag', `image: ${IMAGE}\ntag: "<T>"\n`, { tag: '1.10' }],
  ['values of Helm with the digest in the name', `image: ${IMAGE}@<D>\ntag: <T>\n`],
  [
    'values of Helm by name and tag',
    `image: {name: payments, registry: registry.acme.dev, tag: "<T>"}\n`,
    { tag: '1.10' },
  ],
  ['values of Helm by image and version', `web: {image: ${IMAGE}, version: "<T>"}\n`, { tag: '1.10' }],
  ['values of Helm with a registry and a tag', `registry: registry.acme.dev\nrepository: payments\ntag: <T>@<D>\n`],
  ['values of Helm under keys of one beginning', `imageRepository: ${IMAGE}\nimageTag: "<T>"\nimageDigest: <D>\n`],
  ['the same with underscores', `a: {image_digest: <D>, image_repository: ${IMAGE}, image_tag: '<T>'}\n`],
  ['the same with dashes', `app-image: ${IMAGE}\napp-image-tag: <T>@<D>\n`],
  ['the same with a registry', `imageRegistry: registry.acme.dev\nimageRepository: payments\nimageDigest: <D>\n`],
  ['the same beside other images', `webImage: a/b\nwebTag: v0\njobImage: ${IMAGE}\njobTag: <T>@<D>\n`],
  ['an image with its tag under a key of its own', `image: ${IMAGE}\nimageTag: "<T>"\n`, { tag: '1.10' }],
  ['an image with its digest under a key of its own', `- image: ${IMAGE}\n  imageDigest: <D>\n`],
  ['a repository with the tag of an image', `repository: ${IMAGE}\nimageTag: <T>@<D>\n`],
  ['JSON under keys of one beginning', `{"imageName": "${IMAGE}", "imageTag": "<T>", "imageDigest": "<D>"}`],
  ['values of Helm whose repository is an alias', `r: &r ${IMAGE}\nimage: {repository: *r, tag: "<T>", digest: <D>}\n`],
];

const kustomizations: [string, string, PinReference?][] = [
  ['a digest', `images:\n- name: ${IMAGE}\n  digest: <D>\n`],
  ['a tag and a digest', `images:\n  - digest: <D>\n    name: ${IMAGE}\n    newTag: "<T>"\n`],
  ['a tag', `images:\n- name: ${IMAGE}\n  newTag: "<T>"\n- name: other\n  newTag: "1.2"\n`, { tag: '1.10' }],
  ['both in newTag', `images: [{name: ${IMAGE}, newTag: "<T>@<D>"}]\n`],
  ['a new name that is the image', `images:\n- name: payments\n  newName: ${IMAGE}\n  newTag: <T>@<D>\n`],
  ['a name that a mirror replaces', `images:\n- name: ${IMAGE}\n  newName: mirror.acme.dev/p\n  digest: <D>\n`],
];

const ends: [string, (text: string) => string][] = [
  ['', (text) => text],
  [' with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  [' after a byte order mark', (text) => `\uFEFF${text}`],
];
const cases = [
  ...rows.map(([name, text, to]) => ({ name, text, to, path: 'app.yaml' })),
  ...kustomizations.map(([name, text, to]) => ({
    name: `a kustomization with ${name}`,
    text,
    to,
    path: KUSTOMIZATION,
  })),
].flatMap((row) => ends.map(([end, apply]) => ({ ...row, name: row.name + end, text: apply(row.text) })));

describe("an image's pin", () => {
  it.each(cases)('moves in $name, and nothing else changes', ({ text, to, path }) => {
    const before = at(text, 'v1.2', OLD);

    const after = moved(before, {
      path,
      to: to ?? { tag: 'v1.3', digest: NEW },
      from: to ? { tag: 'v1.2' } : { digest: OLD },
    });

    const tag = to && 'tag' in to ? (to.tag ?? '') : 'v1.3';
    expect(after).toBe(at(text, tag, to ? OLD : NEW));
  });

  it.each(cases)('is left alone in $name where it holds the new value already', ({ text, to, path }) => {
    const now = at(text, 'v1.2', OLD);

    const again = move(now, { path, to: to ? { tag: 'v1.2' } : { tag: 'v1.2', digest: OLD }, from: { digest: NEW } });

    expect(again).toEqual({ text: now, changes: [] });
  });

  it.each(cases)('is found in $name by what it holds, and again by its pointer', ({ text, to, path }) => {
    const now = at(text, 'v1.2', OLD);

    const pins = findPins(now, { path }).filter(({ tag, digest }) => digest === OLD || (to && tag === 'v1.2'));

    expect(pins).toHaveLength(1);
    const { pointer, line } = pins[0]!;
    expect(locatePin(now, { path, pointer })).toEqual(locatePin(now, { path, image: IMAGE }));
    expect(now.split('\n')[line - 1]).toContain(to ? 'v1.2' : OLD);
  });

  it('is known by its digest, and tells every stretch that moves with it', () => {
    const text = `image:\n  tag: "1.2"\n  repository: ${IMAGE}\n  digest: ${OLD}\n`;
    const [tagAt, digestAt] = [text.indexOf('1.2'), text.indexOf(OLD)];

    expect(locatePin(text, { path: 'values.yaml', image: IMAGE })).toMatchObject({
      value: OLD,
      reference: { tag: '1.2', digest: OLD },
      line: 4,
      start: digestAt,
      end: digestAt + OLD.length,
      parts: [
        { holds: 'tag', text: '1.2', line: 2, start: tagAt, end: tagAt + 3 },
        { holds: 'digest', text: OLD, line: 4, start: digestAt, end: digestAt + OLD.length },
      ],
    });
    expect(move(text, { to: { tag: '1.3', digest: NEW } })).toMatchObject({
      changes: [
        { line: 2, from: '1.2', to: '1.3' },
        { line: 4, from: OLD, to: NEW },
      ],
    });
  });

  it('takes the digest alone where it has no tag', () => {
    expect(moved(`image: ${IMAGE}@${OLD}\n`, { to: { tag: '1.3', digest: NEW } })).toBe(`image: ${IMAGE}@${NEW}\n`);
    expect(moved(`image: ${IMAGE}@${OLD}\n`, { to: { digest: NEW }, from: { tag: '1', digest: OLD } })).toContain(NEW);
  });
});

describe('a tag that YAML could take for something else', () => {
  it.each(['1.10', '58467965', '1e10', 'on', 'No', 'null', 'y', '0123', '0o17', '0x1f', '1_000', '2026-11-21', 'TRUE'])(
    'is quoted where the old one was not: %s',
    (tag) => {
      expect(moved(`image: {repository: ${IMAGE}, tag: v1}\n`, { to: { tag } })).toBe(
        `image: {repository: ${IMAGE}, tag: "${tag}"}\n`,
      );
      expect(moved(`image:\n  repository: ${IMAGE}\n  tag: 'v1'\n`, { to: { tag } })).toContain(`tag: '${tag}'\n`);
      expect(moved(`image: ${IMAGE}:v1\n`, { to: { tag } })).toBe(`image: ${IMAGE}:${tag}\n`);
    },
  );

  it.each(['1.10.1', 'v1', '1.10-rc', '1e10f', 'none', '0e3f607', 'e1234567', 'nO'])(
    'stays as it is where it is none: %s',
    (tag) => {
      expect(moved(`images:\n- name: ${IMAGE}\n  newTag: v0\n`, { path: KUSTOMIZATION, to: { tag } })).toBe(
        `images:\n- name: ${IMAGE}\n  newTag: ${tag}\n`,
      );
    },
  );

  it('is read as the file spells it', () => {
    const text = `image: {repository: ${IMAGE}, tag: 1.10}\n`;

    expect(locatePin(text, { path: 'values.yaml', image: IMAGE })).toMatchObject({ value: '1.10' });
    expect(move(text, { to: { tag: '1.10' } })).toEqual({ text, changes: [] });
    expect(move(text, { to: { tag: '1.1' }, from: { tag: '1.10' } })).toMatchObject({ changes: [{ to: '"1.1"' }] });
  });
});

describe('the repository of an image', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx'],
    ['docker.io/acme/web', 'acme/web'],
    ['index.docker.io/acme/web', 'acme/web'],
    ['localhost/web', 'localhost/web'],
    ['registry.acme.dev:5000/a/b', 'Registry.acme.dev:5000/a/b'],
    ['[fd00::1]:5000/web', '[fd00::1]:5000/web'],
  ])('%s is found as %s', (written, image) => {
    expect(moved(`image: "${written}:v1"\n`, { image, to: { tag: 'v2' } })).toBe(`image: "${written}:v2"\n`);
  });

  it.each([
    [`${IMAGE}-worker:v1`],
    [`x${IMAGE}:v1`],
    ['registry.acme.dev:443/payments:v1'],
    ['registry.acme.dev/team/payments:v1'],
    ['payments:v1'],
    [`https://${IMAGE}:v1`],
    [`${IMAGE}:v1 `.repeat(2)],
  ])('is not found in %s', (other) => {
    expect(move(`image: "${other}"\n`, { to: { tag: 'v2' } })).toMatchObject({ problem: { code: 'none' } });
  });
});

describe('the pins of a YAML file', () => {
  it('are its references to images, each with its pointer and its kind', () => {
    const text = `kind: Deployment
spec:
  containers:
  - image: nginx:1.25
  - image: busybox
  - {name: a, image: "${IMAGE}:v1@${OLD}"}
---
a/b:
  image: {repository: acme/web, registry: quay.io, tag: 2.0}
chart: {name: ghcr.io/acme/web, version: 1.2}
deps: [{name: redis, version: 1.2, repository: "https://charts.acme.dev"}]
logo: {image: ./logo.png}
`;

    expect(findPins(text, { path: 'all.yml' })).toEqual([
      { image: 'nginx', tag: '1.25', line: 4, pointer: '#0/spec/containers/0/image', kind: 'kubernetes' },
      { image: IMAGE, tag: 'v1', digest: OLD, line: 6, pointer: '#0/spec/containers/2/image', kind: 'kubernetes' },
      { image: 'quay.io/acme/web', tag: '2.0', line: 9, pointer: '#1/a~1b/image/tag', kind: 'helm-values' },
      { image: 'ghcr.io/acme/web', tag: '1.2', line: 10, pointer: '#1/chart/version', kind: 'helm-values' },
    ]);
  });

  it('are the entries of images in a kustomization, whatever its name is spelled like', () => {
    const text = `images:\n- name: web\n  newName: quay.io/acme/web\n  newTag: v1\n- name: idle\nhelm: {image: {repository: a/b, tag: v2}}\n`;
    const pins = [
      { image: 'quay.io/acme/web', tag: 'v1', line: 4, pointer: '/images/0/newTag', kind: 'kustomization' },
      { image: 'a/b', tag: 'v2', line: 6, pointer: '/helm/image/tag', kind: 'helm-values' },
    ];

    expect(findPins(text, { path: 'x/kustomization.yml' })).toEqual(pins);
    expect(findPins(text, { path: 'Kustomization' })).toEqual(pins);
    expect(findPins(text, { path: 'x/values.yaml' })).toEqual(pins.slice(1));
  });

  it('are none in a file that is no YAML', () => {
    expect(findPins('image: a:1\nkey: [\n', { path: 'a.yaml' })).toEqual([]);
    expect(findPins('image: a:1\n', { path: 'a.txt' })).toEqual([]);
    expect(findPins('', { path: 'a.yaml' })).toEqual([]);
  });
});

describe('a tag beside a repository', () => {
  it.each([
    ['of something else', `git_repository: ${IMAGE}\ngit_tag: v1\n`],
    ['of another image', `webImage: ${IMAGE}\njobImageTag: v1\n`],
    ['that is spelled in two ways', `image: ${IMAGE}\nimageTag: v1\nimage_tag: v1\n`],
    ['that is empty', `imageRepository: ${IMAGE}\nimageTag: ""\n`],
    ['of a map', `image: {repository: ${IMAGE}}\nimageTag: v1\n`],
  ])('is not taken for its own: one %s', (_, text) => {
    expect(findPins(text, { path: 'values.yaml' })).toEqual([]);
  });

  it.each([
    ['a tag of its own', `repository: ${IMAGE}\ntag: v1\nimageTag: v0\n`],
    ['a whole reference', `image: ${IMAGE}:v1\nimageTag: v0\n`],
    ['a whole reference under a custom key', `webImage: ${IMAGE}:v1\nwebTag: v0\n`],
  ])('does not count where there is %s', (_, text) => {
    expect(findPins(text, { path: 'values.yaml' })).toMatchObject([{ image: IMAGE, tag: 'v1' }]);
    expect(moved(text, { to: { tag: 'v2' } })).toBe(text.replace('v1', 'v2'));
  });
});
