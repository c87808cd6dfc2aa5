import { describe, expect, it } from '@jest/globals';
import { DIGEST, NEXT_DIGEST, expectTheMove, pinsIn, rewritten } from './moves.ts';

const IMAGE = 'registry.acme.dev/payments';
const V = '«1.2.10|1.11.0»';
const D = `«${DIGEST}|${NEXT_DIGEST}»`;
const to = { tag: '1.11.0', digest: NEXT_DIGEST };

const flux = (images: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: payments}
spec:
  path: ./apps
  images:
${images}`;

describe('an image of a Kustomization of Flux', () => {
  it.each([
    ['its tag', flux(`  - name: ${IMAGE}\n    newTag: ${V}\n`), IMAGE],
    ['its tag in flow style', flux(`  - {newTag: "${V}", name: ${IMAGE}}`), IMAGE],
    ['both', flux(`  - name: payments\n    newName: ${IMAGE}\n    newTag: ${V}\n    digest: ${D}\n`), IMAGE],
    [
      'both, by the name it replaces',
      flux(`  - name: payments\n    newName: ${IMAGE}\n    newTag: ${V}@${D}\n`),
      'payments',
    ],
    [
      'both, in another document',
      `kind: A\n---\n${flux(`  - {name: ${IMAGE}, newTag: ${V}, digest: "${D}"}\n`)}`,
      IMAGE,
    ],
  ])('moves by %s', (_, text, image) => {
    const paths = ['clusters/prod/apps.yaml', 'clusters/prod/kustomization.yaml'];
    for (const path of paths) {
      expectTheMove({ path, text, image, to, found: { kind: 'kustomization', image: IMAGE, tag: '1.2.10' } });
    }
  });

  it('is one reference, and those of other resources are none', () => {
    const entry = `[{name: ${IMAGE}, newName: a/b, digest: "${DIGEST}"}]`;
    const text = `${flux('').trimEnd()} ${entry}\n---\nkind: B\nspec: {images: ${entry}}\n`;

    expect(pinsIn(text, 'app.yaml')).toEqual([`kustomization a/b ${DIGEST} 6`, `helm-values ${IMAGE} ${DIGEST} 9`]);
  });
});

const GIT = 'https://git.acme.dev/env';

describe('a `ref` that another source of Flux has too', () => {
  it.each([
    ['an OCIRepository', 'OCIRepository', `oci://${IMAGE}`, IMAGE],
    ['a GitRepository', 'GitRepository', GIT, GIT],
  ])('is not moved for one %s alone', (_, kind, url, image) => {
    const list = (first: string, second: string): string =>
      `kind: List\nitems:\n- kind: ${kind}\n  spec: {url: "${url}", ${first}}\n- kind: ${kind}\n  spec: {url: "${url}2", ${second}}\n`;
    const texts = [
      list('ref: &r {tag: 1.2.10}', 'ref: *r'),
      list('x: 1, ref: &r {tag: 1.2.10}', 'ref: {<<: *r}'),
      `x: &x {ref: {tag: 1.2.10}}\n${list('<<: *x', '<<: *x')}`,
    ];

    for (const text of texts) {
      expect(pinsIn(text, 'app.yaml')).toEqual([]);
      expect(rewritten(text, 'app.yaml', { image, to: { tag: '1.11.0' } })).toMatch(/^not-literal: /);
    }
  });

  it.each([
    ['an OCIRepository', 'OCIRepository', `oci://${IMAGE}`, IMAGE],
    ['a GitRepository', 'GitRepository', GIT, GIT],
  ])('moves where no other has it: %s', (_, kind, url, image) => {
    const text = `kind: ${kind}\nspec:\n  url: ${url}\n  ref: &r {tag: ${V}}\n`;

    expectTheMove({
      path: 'app.yaml',
      text,
      image,
      to: { tag: '1.11.0' },
      found: { pointer: '/spec/ref/tag' },
    });
  });
});
