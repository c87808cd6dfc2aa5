import { describe, expect, it } from '@jest/globals';
import { COMMIT, NEXT_COMMIT, expectTheMove, pinsIn, rewritten } from './moves.ts';

const PATH = 'env/prod/kustomization.yaml';
const BASE = 'https://github.com/acme/base//overlays/prod';
const V = '«v1.2.10|v1.11.0»';
const to = { version: 'v1.11.0' };
const found = { kind: 'kustomize-remote', name: BASE, tag: 'v1.2.10' } as const;

describe('a remote resource of a kustomization', () => {
  it.each([
    ['in resources', `resources:\n- deployment.yaml\n- ${BASE}?ref=${V} # v1.2.10\n`],
    ['in bases, in flow style', `bases: [../x, "${BASE}?ref=${V}"]`],
    ['in components', `components:\r\n  - '${BASE}?ref=${V}'\r\n`],
    ['with more in its query', `resources: ["${BASE}?timeout=90s&ref=${V}&submodules=false"]\n`],
    ['behind another of the same version', `namePrefix: v1.2.10\nresources:\n- ./v1.2.10\n- ${BASE}?ref=${V}\n`],
  ])('moves %s', (_, text) => {
    for (const image of [BASE, 'https://github.com/acme/base', 'acme/base']) {
      expectTheMove({ path: PATH, text, image, to, found });
    }
  });

  it('moves from a commit to a commit', () => {
    const text = `resources:\n- git@github.com:acme/base.git?ref=«${COMMIT}|${NEXT_COMMIT}»\n`;

    expectTheMove({
      path: PATH,
      text,
      image: 'acme/base',
      to: { commit: NEXT_COMMIT },
      found: { name: 'git@github.com:acme/base.git', commit: COMMIT },
    });
  });

  it.each([
    ['a branch', PATH, `resources:\n- ${BASE}?ref=main\n`],
    ['no ref', PATH, `resources:\n- ${BASE}\n`],
    ['a local folder', PATH, 'resources:\n- ../base?ref=v1.2.3\n'],
    ['another list', PATH, `configurations:\n- ${BASE}?ref=v1.2.3\n`],
    ['a list further down', PATH, `patches:\n  resources:\n  - ${BASE}?ref=v1.2.3\n`],
    ['another file', 'env/prod/values.yaml', `resources:\n- ${BASE}?ref=v1.2.3\n`],
    ['a map of resources', PATH, `resources:\n- {limits: "${BASE}?ref=v1.2.3"}\n`],
    ['a text', PATH, `a: |\n  resources:\n  - ${BASE}?ref=v1.2.3\n`],
  ])('is no pin with %s', (_, path, text) => {
    expect(pinsIn(text, path)).toEqual([]);
  });

  it('with a slash in its tag is refused', () => {
    const text = 'resources:\n- https://github.com/acme/base?ref=kustomize/v5.0.0\n';

    expect(rewritten(text, PATH, { image: 'acme/base', to })).toMatch(/^not-literal: .*slash/);
  });
});
