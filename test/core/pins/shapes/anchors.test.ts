import { describe, expect, it } from '@jest/globals';
import { expectTheMove, pinsIn, rewritten } from './moves.ts';

const WORKFLOW = '.github/workflows/deploy.yml';
const to = { version: '1.11.0' };
const V = '«1.2.10|1.11.0»';

describe('a reference that YAML repeats', () => {
  it.each([
    [
      'by an alias of its version',
      'app.yaml',
      `a: {repoURL: "https://a", chart: payments, targetRevision: &v ${V}}\nb: {repoURL: "https://a", chart: payments, targetRevision: *v}\n`,
      'payments',
    ],
    [
      'by an alias of its whole map',
      'app.yaml',
      `a: &a {repoURL: "https://a", chart: payments, targetRevision: ${V}}\nb: *a\n`,
      'payments',
    ],
    [
      'by a merge',
      'app.yaml',
      `a: &a\n  repoURL: https://git.acme.dev/env\n  targetRevision: ${V}\nb:\n  <<: *a\n  path: apps\n`,
      'https://git.acme.dev/env',
    ],
    [
      'in a step',
      WORKFLOW,
      `jobs:\n  a:\n    steps:\n    - uses: &u acme/deploy@${V}\n  b:\n    steps:\n    - uses: *u\n`,
      'acme/deploy',
    ],
    [
      'in a remote resource',
      'kustomization.yaml',
      `resources: [&r "https://git.acme.dev/base?ref=${V}"]\ncomponents: [*r]\n`,
      'https://git.acme.dev/base',
    ],
    [
      'from where it is written apart',
      'app.yaml',
      `x-version: &v ${V}\na: {repoURL: "https://a", chart: payments, targetRevision: *v}\n`,
      'payments',
    ],
  ])('moves once %s', (_, path, shown, image) => {
    const text = shown.replace(V, '1.2.10');

    expect(rewritten(text, path, { image, to })).toBe(text.replace('1.2.10', '1.11.0'));
  });

  it('stays where something else says it too', () => {
    const text = 'x: &v 1.2.10\na: {repoURL: "https://a", chart: payments, targetRevision: *v}\nnote: *v\n';

    expect(pinsIn(text, 'app.yaml')).toEqual([]);
    expect(rewritten(text, 'app.yaml', { image: 'payments', to })).toMatch(/^not-literal: /);
  });

  it('takes its name from an alias', () => {
    const text = `x: &x payments\nspec: {sourceRef: a, chart: *x, version: ${V}}\n`;

    expectTheMove({ path: 'app.yaml', text, image: 'payments', to, found: { kind: 'chart', line: 2 } });
  });
});

describe('a version that is not written as it reads', () => {
  const chart = (rest: string): string => `spec:\n  sourceRef: a\n  chart: payments\n${rest}`;

  it.each([
    ['spelled with escapes', chart('  version: "1.2\\x2e10"\n')],
    ['spread over lines', chart('  version: "1.2.\\\n    10"\n')],
    ['under a key that stands twice', chart('  version: 1.2.9\n  version: 1.2.10\n')],
    ['of a name that stands twice', chart('  chart: other\n  version: 1.2.10\n').replace('other', 'payments')],
  ])('is refused: %s', (_, text) => {
    expect(pinsIn(text, 'app.yaml')).toEqual([]);
    expect(rewritten(text, 'app.yaml', { image: 'payments', to })).toMatch(/^not-literal: /);
  });

  it.each([
    ['a folded text', chart(`  version: >-\n    ${V}\n`)],
    ['a literal text', chart(`  version: |-\n    ${V}\n`)],
    ['a tagged text', chart(`  version: !!str ${V}\n`)],
    ['a key in quotes', chart(`  "version": ${V}\n`)],
    ['a file with a byte order mark', `\uFEFF${chart(`  version: ${V}`)}`],
  ])('moves in %s', (_, text) => {
    expectTheMove({ path: 'app.yaml', text, image: 'payments', to, found: { kind: 'chart', version: '1.2.10' } });
  });

  it.each(['/spec', '/spec/chart', '/spec/version'])('moves by the pointer %s', (pointer) => {
    const text = chart('  version: 1.2.10\n');

    expect(rewritten(text, 'app.yaml', { pointer, to })).toBe(text.replace('1.2.10', '1.11.0'));
  });
});
