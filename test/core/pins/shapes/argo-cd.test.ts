import { describe, expect, it } from '@jest/globals';
import { DIGEST, NEXT_DIGEST, expectTheMove, pinsIn, rewritten } from './moves.ts';

const R = 'registry.acme.dev/payments';
const to = { tag: '1.11.0' };

const helm = (parameters: string): string =>
  `kind: Application\nspec:\n  source:\n    repoURL: https://github.com/acme/env\n    targetRevision: HEAD\n    helm:\n      parameters:${parameters}\n`;

describe('an image in the Helm parameters of an Application', () => {
  it.each([
    [
      'in block style',
      `\n      - name: image.repository\n        value: ${R}\n      - name: image.tag\n        value: «1.2.10|1.11.0»`,
    ],
    [
      'in flow style and any order',
      ` [{value: "«1.2.10|1.11.0»", name: 'image.tag'}, {name: image.repository, value: ${R}}]`,
    ],
    ['at the top of the values', ` [{name: tag, value: '«1.2.10|1.11.0»'}, {name: repository, value: ${R}}]`],
    [
      'with its registry',
      ` [{name: a.image.tag, value: «1.2.10|1.11.0»}, {name: a.image.repository, value: payments}, {name: a.image.registry, value: registry.acme.dev}, {name: b.image.tag, value: [1.2.10]}]`,
    ],
    ['in one value', ` [{name: app.image, value: "${R}:«1.2.10|1.11.0»"}]`],
  ])('moves %s', (_, parameters) => {
    expectTheMove({
      path: 'app.yaml',
      text: helm(parameters),
      image: R,
      to,
      found: { kind: 'helm-values', tag: '1.2.10' },
    });
  });

  it('moves with its digest', () => {
    const text = helm(
      ` [{name: image.repository, value: ${R}}, {name: image.tag, value: "«1.2.10|1.11.0»"}, {name: image.digest, value: «${DIGEST}|${NEXT_DIGEST}»}]`,
    );

    expectTheMove({
      path: 'app.yaml',
      text,
      image: R,
      to: { ...to, digest: NEXT_DIGEST },
      found: { tag: '1.2.10', digest: DIGEST },
    });
  });

  it('moves by its pointer where the chart names the repository', () => {
    const text = helm(' [{name: image.tag, value: 1.2.10}]');
    const pointer = '/spec/source/helm/parameters/0/value';

    expect(pinsIn(text, 'app.yaml')).toEqual(['helm-values - 1.2.10 7']);
    expect(rewritten(text, 'app.yaml', { pointer, to })).toBe(text.replace('1.2.10', '1.11.0'));
  });

  it('that stands twice is refused', () => {
    const text = helm(
      ` [{name: image.repository, value: ${R}}, {name: image.tag, value: 1.0.0}, {name: image.tag, value: 1.0.1}]`,
    );

    expect(rewritten(text, 'app.yaml', { image: R, to })).toMatch(/^not-literal: .*twice/);
  });

  it.each([
    ['another name', helm(' [{name: version, value: 1.2.10}, {name: image.pullPolicy, value: Always}]')],
    ['another list', helm(' []\n      fileParameters: [{name: image.tag, value: 1.2.10}]')],
    [
      'other parameters',
      `plugin: {parameters: [{name: image.tag, value: 1.2.10}, {name: image.repository, value: ${R}}]}\n`,
    ],
    ['a name of the prototype', helm(' [{name: __proto__.tagged, value: 1.2.10}, {name: constructor, value: 1.2.10}]')],
    ['a text', `helm:\n  parameters: |\n    - {name: image.tag, value: 1.2.10}\n`],
    [
      'a value that is none',
      helm(' [{name: image.tag, value: "{{tag}}"}, {name: image.tag}, image.tag, {value: 1.2.10}]'),
    ],
  ])('is none in %s', (_, text) => {
    expect(pinsIn(text, 'app.yaml')).toEqual([]);
  });
});

describe('an image that an Application gives to kustomize', () => {
  const kustomize = (images: string): string => `spec:\n  source:\n    kustomize:\n      images:${images}\n`;

  it.each([
    ['by its name', `\n      - ${R}:«1.2.10|1.11.0»`, [R]],
    ['in the place of another', `\n      - payments=${R}:«1.2.10|1.11.0» # 1.2.10`, [R, 'payments']],
    ['in flow style', ` [other:1.2.10@${DIGEST}, "payments=${R}:«1.2.10|1.11.0»"]`, ['payments']],
  ])('moves %s', (_, images, names) => {
    const text = kustomize(images).replace(`other:1.2.10@${DIGEST}, `, '');
    for (const image of names) {
      expectTheMove({ path: 'app.yaml', text, image, to, found: { kind: 'kustomization', image: R, tag: '1.2.10' } });
    }
  });

  it('moves by its digest', () => {
    const text = kustomize(` [payments=${R}@«${DIGEST}|${NEXT_DIGEST}»]`);

    expectTheMove({ path: 'app.yaml', text, image: R, to: { digest: NEXT_DIGEST }, found: { digest: DIGEST } });
  });

  it.each([
    ['no version', kustomize(` [payments=${R}, "payments=", "=x"]`)],
    ['another list of images', `spec: {images: ["${R}:1.2.10"]}\n`],
    ['a text', `kustomize:\n  images: |\n    - ${R}:1.2.10\n`],
  ])('is none with %s', (_, text) => {
    expect(pinsIn(text, 'app.yaml')).toEqual([]);
  });
});
