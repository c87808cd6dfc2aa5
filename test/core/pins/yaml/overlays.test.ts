/** Tags and digests without an image's name beside them, and images with more beside them than a tag and a digest. */
import { describe, expect, it } from '@jest/globals';
import { findPins } from '../../../../src/core/pins/index.ts';
import { IMAGE, NEW, OLD, move, moved, problemOf } from '../examples.ts';

const BOTH = { tag: 'v2', digest: NEW };
const at = (text: string): string => text.replaceAll('v1', 'v2').replaceAll(OLD, NEW);
const parameters = (list: string): string => `spec: {source: {helm: {parameters: [${list}]}}}\n`;

describe('a tag and a digest whose image is named elsewhere', () => {
  it.each([
    ['in an overlay', `image:\n  tag: v1\n  digest: "${OLD}"\n`, ['/image/tag', '/image/digest', '/image']],
    ['with a registry alone', `web: {registry: quay.io, digest: "${OLD}", tag: v1}\n`, ['/web/tag', '/web/digest']],
    ['with a key of another name', `web: {repo: ${IMAGE}, tag: v1, digest: "${OLD}"}\n`, ['/web/tag', '/web/digest']],
    ['with braces', `web: {repository: "{{ r }}", tag: v1, digest: "${OLD}"}\n`, ['/web/tag', '/web/digest']],
    ['with capitals', `web: {repository: Acme/Web, tag: v1, digest: "${OLD}"}\n`, ['/web/tag', '/web/digest']],
    ['under keys of one beginning', `imageTag: v1\nimageDigest: ${OLD}\n`, ['/imageTag', '/imageDigest']],
    ['under keys of two words', `web_image_digest: ${OLD}\nweb_image_tag: v1\n`, ['/web_image_tag']],
    [
      'in Helm parameters',
      parameters(`{name: a.tag, value: v1}, {name: a.digest, value: "${OLD}"}`),
      ['/spec/source/helm/parameters/0/value', '/spec/source/helm/parameters/1/value'],
    ],
  ])('move together %s, whichever is named', (_, text, pointers) => {
    for (const pointer of pointers) {
      expect(moved(text, { pointer, to: BOTH })).toBe(at(text));
      expect(problemOf(text, { pointer, to: { tag: 'v2' } }).code).toBe('bad-value');
    }
    expect(findPins(text, { path: 'app.yaml' })).toMatchObject([{ tag: 'v1', digest: OLD, kind: 'helm-values' }]);
  });

  it('move together by a marker at one of them', () => {
    const flux = `image:\n  tag: v1 # {"$imagepolicy": "flux-system:web:tag"}\n  digest: ${OLD}\n`;
    const own = `image:\n  tag: v1 # sluice: web\n  digest: ${OLD}\n`;

    expect(moved(flux, { marker: 'flux-system:web', to: BOTH })).toBe(at(flux));
    expect(moved(own, { marker: 'web', to: BOTH })).toBe(at(own));
    expect(problemOf(flux, { marker: 'flux-system:web', to: { tag: 'v2' } }).code).toBe('bad-value');
  });

  it('move together in JSON', () => {
    const [path, text] = ['values.json', `{"image": {"tag": "v1", "digest": "${OLD}"}}`];

    expect(moved(text, { path, pointer: '/image/tag', to: BOTH })).toBe(at(text));
  });

  it.each([
    ['an image', 'image: {tag: v1}\n', '/image/tag'],
    ['an image of another name', 'sidecarImage: {tag: v1, pullPolicy: Always}\n', '/sidecarImage/tag'],
    ['an image for short', 'img: {tag: v1}\n', '/img/tag'],
    ['something to be pulled', 'web: {tag: v1, pullPolicy: Always}\n', '/web/tag'],
    ['an image whose repository is filled in', 'image: {repository: "{{ r }}", tag: v1}\n', '/image/tag'],
  ])('are found as the tag of %s', (_, text, pointer) => {
    expect(findPins(text, { path: 'values.yaml' })).toEqual([{ tag: 'v1', line: 1, pointer, kind: 'helm-values' }]);
    expect(moved(text, { pointer, to: BOTH })).toBe(at(text));
  });

  it.each([
    ['a release', 'release: {tag: v1}\n'],
    ['a map', 'image: {tag: {a: b}}\n'],
    ['an image that is filled in', 'image: {tag: "{{ t }}"}\n'],
    ['an empty overlay', 'image: {tag: "", digest: ""}\n'],
    ['something with another digest', `a: {tag: v1, digest: weekly}\n`],
  ])('are none in %s', (_, text) => {
    expect(findPins(text, { path: 'values.yaml', all: true })).toEqual([]);
  });
});

describe('a digest that no reference takes', () => {
  it.each([
    [
      'of a variant',
      `image: {repository: ${IMAGE}, tag: v1, digest: "${OLD}", digestChroot: "${OLD}"}\n`,
      'digestChroot',
    ],
    ['in an overlay', `image: {tag: v1, digest: "${OLD}", digestChroot: "${OLD}"}\n`, 'digestChroot'],
    ['under a key of its own', `image: ${IMAGE}\ntag: v1\nchecksum: ${OLD}\n`, 'checksum'],
  ])('keeps the image from moving: one %s', (_, text, key) => {
    const pointer = text.includes('\ntag') ? '/tag' : '/image/tag';

    expect(problemOf(text, { pointer, to: BOTH })).toMatchObject({ code: 'not-literal' });
    expect(problemOf(text, { pointer, to: BOTH }).message).toContain(`"${key}"`);
  });

  it('may be empty, or that of another image', () => {
    const empty = `image: {repository: ${IMAGE}, tag: v1, digestChroot: ""}\n`;
    const other = `image: ${IMAGE}\ntag: v1\njobImage: acme/job\njobDigest: ${OLD}\n`;

    expect(moved(empty, { to: { tag: 'v2' } })).toBe(at(empty));
    expect(moved(other, { to: { tag: 'v2' } })).toBe(other.replace('v1', 'v2'));
  });

  it('is not overwritten by a tag, nor said to be by a pointer, where its algorithm is left out', () => {
    const text = `image: {repository: ${IMAGE}, tag: v1, sha: "${'a'.repeat(64)}"}\n`;

    expect(problemOf(text, { pointer: '/image/sha', to: { tag: 'v2' } }).code).toBe('not-literal');
    expect(problemOf(text, { to: { tag: 'v2' } }).message).not.toContain('pointer');
  });
});

describe('a registry beside a repository', () => {
  it('may end with a slash', () => {
    const text = 'image: {registry: quay.io/, repository: a/b, tag: v1}\n';

    expect(moved(text, { image: 'quay.io/a/b', to: { tag: 'v2' } })).toBe(at(text));
  });
});

describe('an image that a kustomization replaces', () => {
  const path = 'kustomization.yaml';
  const replaced = '{name: nginx, newName: acme/nginx, newTag: v1}';

  it('is not meant where another entry has an image of its name', () => {
    const text = `images:\n- ${replaced}\n- {name: web, newName: nginx, newTag: v1}\n`;

    expect(moved(text, { path, image: 'nginx', to: { tag: 'v2' } })).toBe(text.replace(/v1}\n$/, 'v2}\n'));
    expect(moved(text, { path, image: 'web', to: { tag: 'v2' } })).toBe(text.replace(/v1}\n$/, 'v2}\n'));
    expect(moved(text, { path, image: 'acme/nginx', to: { tag: 'v2' } })).toBe(text.replace('v1', 'v2'));
  });

  it('is meant where none has', () => {
    const text = `images:\n- ${replaced}\n- {name: web, newTag: v1}\n`;

    expect(moved(text, { path, image: 'nginx', to: { tag: 'v2' } })).toBe(text.replace('v1', 'v2'));
  });
});

describe('what only looks like an image', () => {
  it.each([
    ['a name and a tag', 'app.yaml', 'a: {name: x, tag: v1}\n'],
    ['a name with a slash', 'app.yaml', 'a: {name: deploy/prod, tag: blue}\n'],
    ['a picture', 'app.yaml', 'a: {image: logo.png, tag: hero}\n'],
    ['a banner', 'app.yaml', 'heroImage: banner:wide\n'],
    ['a time of day', 'app.yaml', 'image: "12:30"\n'],
    [
      'an input of an action',
      '.github/workflows/a.yml',
      'jobs: {a: {steps: [{with: {repository: acme/b, tag: v1}}]}}\n',
    ],
    ['a service of something else', 'app.yaml', 'services: ["postgres:16"]\n'],
  ])('is none: %s', (_, path, text) => {
    expect(findPins(text, { path, all: true })).toEqual([]);
  });

  it('is one with a host, a registry, or under the key of an image', () => {
    const text =
      'a: {name: ghcr.io/acme/x, tag: v1}\nb: {name: x, registry: quay.io, tag: v1}\nimage: {name: x, tag: v1}\n';

    expect(findPins(text, { path: 'app.yaml' }).map(({ image }) => image)).toEqual([
      'ghcr.io/acme/x',
      'quay.io/x',
      'x',
    ]);
  });
});

describe('the images of GitLab CI', () => {
  it.each(['.gitlab-ci.yml', 'ci/build.gitlab-ci.yml'])(
    'are found in %s by their names, and among services',
    (path) => {
      const text = `image:\n  name: acme/x:v1\n  entrypoint: [""]\njob:\n  services:\n  - acme/x:v1\n  - name: acme/x:v1\n    alias: db\n  - $OTHER\n`;

      expect(findPins(text, { path }).map(({ pointer }) => pointer)).toEqual([
        '/image/name',
        '/job/services/0',
        '/job/services/1/name',
      ]);
      expect(moved(text, { path, image: 'acme/x', to: { tag: 'v2' } })).toBe(at(text));
      expect(move(text, { path, image: 'acme/x', to: { tag: 'v2' } })).toMatchObject({ changes: [{}, {}, {}] });
    },
  );
});
