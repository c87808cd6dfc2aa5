import { describe, expect, it } from '@jest/globals';
import { rewritePins } from '../../../../src/core/pins/index.ts';
import type { PinMove, PinProblemCode } from '../../../../src/core/pins/index.ts';
import { IMAGE, NEW, OLD, moved, problemOf } from '../examples.ts';

const COMMIT = 'c'.repeat(40);
const NEXT = 'd'.repeat(40);
const BOTH = { tag: 'v2', digest: NEW };
const inKeys = (tag: string, digest: string): string =>
  `image:\n  repository: ${IMAGE}\n  tag: ${tag} # by hand\n  digest: ${digest}\n`;

describe('a pin keeps its kind', () => {
  it.each([
    ['a tag and a digest, both', `image: ${IMAGE}:v1@${OLD}\n`, BOTH, `image: ${IMAGE}:v2@${NEW}\n`],
    ['a tag and a digest in two keys, both', inKeys('v1', OLD), BOTH, inKeys('v2', NEW)],
    ['a digest, a digest', `image: ${IMAGE}@${OLD}\n`, { digest: NEW }, `image: ${IMAGE}@${NEW}\n`],
    ['a digest, no tag', `image: ${IMAGE}@${OLD}\n`, BOTH, `image: ${IMAGE}@${NEW}\n`],
    ['a tag, a tag', `image: ${IMAGE}:v1\n`, { tag: 'v2' }, `image: ${IMAGE}:v2\n`],
    ['a tag, no digest', `image: ${IMAGE}:v1\n`, BOTH, `image: ${IMAGE}:v2\n`],
  ] satisfies [string, string, PinMove['to'], string][])('and takes of %s', (_, text, to, expected) => {
    expect(moved(text, { to })).toBe(expected);
  });

  it.each([
    ['a commit, a commit', `a: ${COMMIT}\n`, { commit: NEXT }, `a: ${NEXT}\n`],
    ['a version, a version', 'a: 1.2.3\n', { version: '1.3.0+b' }, 'a: 1.3.0+b\n'],
    ['a version, a commit', 'a: 1.2.3\n', { commit: NEXT }, `a: ${NEXT}\n`],
    ['a word, a tag', 'a: stable\n', { tag: 'edge' }, 'a: edge\n'],
    ['a word, no digest', 'a: v1\n', BOTH, 'a: v2\n'],
    ['nothing, a tag and a digest', 'a: ""\n', BOTH, `a: "v2@${NEW}"\n`],
    ['nothing, a commit', 'a: ""\n', { commit: NEXT }, `a: "${NEXT}"\n`],
  ] satisfies [string, string, PinMove['to'], string][])('and takes by itself of %s', (_, text, to, expected) => {
    expect(moved(text, { to, pointer: '/a' })).toBe(expected);
  });

  it.each([
    ['bad-value', `image: ${IMAGE}:v1@${OLD}\n`, { digest: NEW }],
    ['bad-value', `image: ${IMAGE}:v1@${OLD}\n`, { tag: 'v2' }],
    ['bad-value', inKeys('v1', OLD), { digest: NEW }],
    ['bad-value', `image: ${IMAGE}@${OLD}\n`, { tag: 'v2' }],
    ['tag-only', `image: ${IMAGE}:v1\n`, { digest: NEW }],
    ['bad-value', `image: ${IMAGE}:v1\n`, { commit: NEXT }],
    ['bad-value', `image: ${IMAGE}:v1\n`, { version: '1.2.3' }],
  ] satisfies [PinProblemCode, string, PinMove['to']][])('and is %s otherwise: %j to %j', (code, text, to) => {
    expect(problemOf(text, { to }).code).toBe(code);
  });

  it.each([
    ['bad-value', `a: ${COMMIT}\n`, { tag: 'v2' }],
    ['bad-value', `a: ${COMMIT}\n`, { version: '1.2.3' }],
    ['tag-only', 'a: 1.2.3\n', { digest: NEW }],
  ] satisfies [PinProblemCode, string, PinMove['to']][])(
    'and by itself is %s otherwise: %j to %j',
    (code, text, to) => {
      expect(problemOf(text, { to, pointer: '/a' }).code).toBe(code);
    },
  );
});

describe('what is no image', () => {
  const chart = 'dependencies:\n  - {name: redis, version: 18.1.0, repository: "https://charts.acme.dev"}\n';
  const chef = '{"cookbook_versions": {"redis": "= 18.1.0"}}';
  const module = 'module "a" {\n  source = "acme/redis/aws"\n  version = "18.1.0"\n}\n';
  const source =
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source: {repoURL: "https://git.acme.dev/a", path: b, targetRevision: v1.0.0}\n';
  const uses = 'jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v1.0.0\n';
  const remote = 'resources:\n  - https://github.com/acme/a//b?ref=v1.0.0\n';
  const fromGit = 'module "a" {\n  source = "git::https://git.acme.dev/a.git?ref=v1.0.0"\n}\n';
  const problemIn = (text: string, how: PinMove): unknown => (rewritePins(text, how) as { problem?: unknown }).problem;

  it.each([
    ['Chart.yaml', 'redis', chart],
    ['environments/prod.json', 'redis', chef],
    ['main.tf', 'acme/redis/aws', module],
  ])('holds a version and takes no other kind: %s', (path, image, text) => {
    for (const to of [{ tag: '7.4.0' }, { tag: '7.4.0', digest: NEW }, { commit: NEXT }]) {
      expect(problemIn(text, { path, image, to })).toMatchObject({
        code: 'bad-value',
        message: expect.stringContaining('Give a version.'),
      });
    }
    expect(rewritePins(text, { path, image, to: { version: '18.2.0' } })).toMatchObject({
      text: text.replace('18.1.0', '18.2.0'),
    });
  });

  it.each([
    ['app.yaml', 'https://git.acme.dev/a', source],
    ['.github/workflows/a.yml', 'actions/checkout', uses],
    ['kustomization.yaml', 'https://github.com/acme/a', remote],
    ['main.tf', 'https://git.acme.dev/a', fromGit],
  ])('names a revision of git and takes no digest: %s', (path, image, text) => {
    for (const to of [BOTH, { digest: NEW }]) {
      expect(problemIn(text, { path, image, to })).toMatchObject({
        code: 'bad-value',
        message: expect.stringContaining('which has no digest. Give a commit, a tag or a version.'),
      });
    }
    for (const to of [{ tag: 'v1.1.0' }, { version: 'v1.1.0' }]) {
      expect(rewritePins(text, { path, image, to })).toMatchObject({ text: text.replace('v1.0.0', 'v1.1.0') });
    }
  });
});

describe('a half that is dropped on purpose', () => {
  it.each([
    ['tag', `image: "${IMAGE}:v1@${OLD}" # x\n`, { digest: NEW }, `image: "${IMAGE}@${NEW}" # x\n`],
    ['tag', `image: "${IMAGE}:v1@${OLD}" # x\n`, BOTH, `image: "${IMAGE}@${NEW}" # x\n`],
    ['digest', `image: ${IMAGE}:v1@${OLD}\n`, { tag: 'v2' }, `image: ${IMAGE}:v2\n`],
    ['digest', inKeys('v1', OLD), { tag: '1.10' }, inKeys('"1.10"', '""')],
    ['tag', inKeys('"v1"', OLD), { digest: NEW }, inKeys('""', NEW)],
    ['digest', `image: ${IMAGE}@${OLD}\ntag: v1\n`, { tag: 'v2' }, `image: ${IMAGE}\ntag: v2\n`],
    ['tag', `image: ${IMAGE}:v1\ndigest: ${OLD}\n`, { digest: NEW }, `image: ${IMAGE}\ndigest: ${NEW}\n`],
    ['digest', inKeys(`v1@${OLD}`, '""'), { tag: 'v2' }, inKeys('v2', '""')],
  ] satisfies [PinMove['drops'], string, PinMove['to'], string][])(
    'leaves with its %s: %j',
    (drops, text, to, expected) => {
      expect(moved(text, { to, drops })).toBe(expected);
    },
  );

  it('leaves everything where only the other kind stands', () => {
    expect(moved(`image: ${IMAGE}@${OLD}\n`, { to: { digest: NEW }, drops: 'digest' })).toBe(
      `image: ${IMAGE}@${NEW}\n`,
    );
    expect(problemOf(`image: ${IMAGE}:v1\n`, { to: { digest: NEW }, drops: 'tag' }).code).toBe('tag-only');
  });

  it('needs the other half', () => {
    expect(problemOf(`image: ${IMAGE}:v1@${OLD}\n`, { to: { tag: 'v2' }, drops: 'tag' }).code).toBe('bad-value');
  });

  it('stays where a digest cannot stand by itself', () => {
    expect(problemOf(inKeys(`v1@${OLD}`, '""'), { to: { digest: NEW }, drops: 'tag' })).toMatchObject({
      code: 'bad-value',
      message: expect.stringContaining('a digest cannot stand by itself'),
    });
  });
});

describe('a new value', () => {
  it('is written as it is spelled, whatever it looks like', () => {
    const text = 'V = v1 ($1)\n';

    expect(
      rewritePins(text, { path: 'a.txt', pattern: 'V = (?<version>\\S+)', to: { version: 'v2.0+1' } }),
    ).toMatchObject({
      text: 'V = v2.0+1 ($1)\n',
    });
    expect(problemOf('a: v1\n', { pointer: '/a', to: { version: '$&' } }).code).toBe('bad-value');
    expect(problemOf('a: v1\n', { pointer: '/a', to: { tag: 'v1\n' } }).code).toBe('bad-value');
  });
});
