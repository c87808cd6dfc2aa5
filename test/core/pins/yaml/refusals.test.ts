import { describe, expect, it } from '@jest/globals';
import { findPins, locatePin } from '../../../../src/core/pins/index.ts';
import type { PinMove, PinProblemCode } from '../../../../src/core/pins/index.ts';
import { IMAGE, NEW, OLD, move, problemOf } from '../examples.ts';

const BOTH = { tag: 'v2', digest: NEW };
const values = (fields: string): string => `image: {repository: ${IMAGE}, ${fields}}\n`;

describe('a pin in YAML that cannot be moved', () => {
  it.each([
    ['none', 'kind: A\n'],
    ['none', ''],
    ['none', `note: |\n  image: ${IMAGE}:v1\n`],
    ['none', `# image: ${IMAGE}:v1\n`],
    ['none', `image: "{{ .Values.repository }}:v1"\n`],
    ['none', 'image: {repository: payments, registry: "registry acme.dev", tag: v1}\n'],
    ['not-literal', `image: &i ${IMAGE}:v1\nother: {image: ${IMAGE}@${OLD}}\nb: *i\n`],
    ['no-value', `image: ${IMAGE}\n`],
    ['no-value', values('tag: ""')],
    ['no-value', values('tag: , digest: ~')],
    ['not-literal', `image: &i ${IMAGE}@${OLD}\nenv: *i\n`],
    ['not-literal', `t: &t v1\nimage: {repository: ${IMAGE}, tag: *t}\nnote: *t\n`],
    ['not-literal', values('tag: v1, sha: ' + 'a'.repeat(64))],
    ['not-literal', `image: ${IMAGE}:v1\nimage: ${IMAGE}:v1\n`],
    ['not-literal', `image: a:v1\nimage: ${IMAGE}:v1\n`],
    ['not-literal', `spec: {}\nspec: {image: "${IMAGE}:v1"}\n`],
    ['not-literal', values('tag: v1, tag: v2')],
    ['not-literal', values(`tag: v1@${OLD}, digest: ${OLD}`)],
    ['not-literal', `image: ${IMAGE}:v1\ntag: v1\n`],
    ['not-literal', values('tag: "{{ .Chart.AppVersion }}"')],
    ['not-literal', values('tag: "v1+build"')],
    ['not-literal', values('tag: v1, digest: [x]')],
    ['not-literal', `image:\n  repository: ${IMAGE}\n  tag: v1\n  digest: {{ .Values.digest }}\n`],
    ['not-literal', values('digest: "sha256:abc"')],
    ['not-literal', values('tag: v1, sha: 0a1b')],
    ['not-literal', `image: "${IMAGE}\\x3av1"\n`],
    ['not-literal', `image:\n  repository: ${IMAGE}\n  tag: "v1\\\n    .2"\n`],
    ['unreadable', `image: ${IMAGE}:v1\nkey: [\n`],
    ['unreadable', `image: ${IMAGE}:v1\n---\nb: "\n`],
    ['unreadable', `image: ${IMAGE}:v1\n\0`],
    ['unreadable', 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n'],
    ['unreadable', `image: ${IMAGE}:v1\n${'# \n'.repeat(700_000)}`],
    ['unreadable', `a: ${'['.repeat(20_000)}\n`],
  ] satisfies [PinProblemCode, string][])('is %s: %j', (code, text) => {
    expect(move(text, { to: BOTH })).toMatchObject({ problem: { code } });
  });

  it.each([
    ['tag-only', `image: ${IMAGE}:v1\n`, { digest: NEW }],
    ['bad-value', `image: ${IMAGE}:v1@${OLD}\n`, { digest: NEW }],
    ['bad-value', `image: ${IMAGE}:v1@${OLD}\n`, { tag: 'v2' }],
    ['bad-value', values(`tag: v1, digest: "${OLD}"`), { digest: NEW }],
    ['bad-value', `image: ${IMAGE}@${OLD}\n`, { tag: 'v2' }],
    ['bad-value', `image: ${IMAGE}:v1\n`, { commit: 'c'.repeat(40) }],
    ['bad-value', `image: ${IMAGE}:v1\n`, { version: '1.2.3' }],
    ['bad-value', `image: ${IMAGE}:v1\n`, { tag: 'v2 # x' }],
    ['bad-value', `image: ${IMAGE}:v1\n`, { digest: 'sha256:abc' }],
  ] satisfies [PinProblemCode, string, PinMove['to']][])('is %s: %j to %j', (code, text, to) => {
    expect(problemOf(text, { to }).code).toBe(code);
  });

  it.each([{ digest: NEW }, { tag: 'v0' }, { tag: 'v1', digest: NEW }])(
    'is moved where somebody else has moved it: not %j',
    (from) => {
      expect(problemOf(`image: ${IMAGE}:v1@${OLD}\n`, { to: BOTH, from }).code).toBe('moved');
    },
  );

  it('says what is missing and shows the line, and the text of the file nowhere else', () => {
    const text = `image:\n  repository: ${IMAGE}\n  tag: v1.2\n`;

    expect(problemOf(text, { to: { digest: NEW } })).toEqual({
      code: 'tag-only',
      message: `The image ${IMAGE} in app.yaml line 3 holds a tag without a digest, and a pin keeps its kind. Give a tag, or write tag@digest or a digest there once.`,
      candidates: [{ file: 'app.yaml', line: 3, text: 'tag: v1.2' }],
    });
  });

  it.each([
    `a: {image: ${IMAGE}:v1@${OLD}}\nb: {image: ${IMAGE}:v1@${OLD}}\n`,
    `image: ${IMAGE}:v1\n---\nimage: ${IMAGE}:v1\n`,
  ])('is one of several where the rule means one: %j', (text) => {
    expect(problemOf(text, { to: BOTH, places: 1 }).code).toBe('several');
    expect(locatePin(text, { path: 'app.yaml', image: IMAGE })).toMatchObject({ problem: { code: 'several' } });
  });

  it('shows the other images where there is none', () => {
    const text = `a: {image: "${IMAGE}:v1"}\nb:\n  image: other:v1\n`;

    expect(problemOf(text, { to: BOTH, image: 'acme/x' })).toMatchObject({
      message:
        'app.yaml has no reference to the image acme/x. Name the image as the file does, or add acme/x with a tag and a digest.',
      candidates: [{ line: 1 }, { file: 'app.yaml', line: 3, text: 'image: other:v1' }],
    });
  });

  it('passes over a reference that fixes nothing where another one does', () => {
    const text = `kind: ImageRepository\nspec: {image: ${IMAGE}}\n---\nspec: {image: "${IMAGE}:v1"}\n`;

    expect(move(text, { to: { tag: 'v2' } })).toMatchObject({ changes: [{ line: 4, from: 'v1', to: 'v2' }] });
  });

  it.each(['registry.acme.dev/payments:v1', `${IMAGE}@${OLD}`, 'https://x', 'Payments', ''])(
    'is not looked for by a name that is no repository: %j',
    (image) => {
      expect(problemOf(`image: ${IMAGE}:v1\n`, { image, to: BOTH }).code).toBe('bad-value');
    },
  );

  it('is not listed among the pins of its file', () => {
    expect(findPins(`image: &i ${IMAGE}@${OLD}\nenv: *i\n`, { path: 'app.yaml' })).toEqual([]);
  });
});
