import { describe, expect, it } from '@jest/globals';
import { COMMIT, NEXT_COMMIT, expectTheMove, pinsIn, rewritten } from './moves.ts';

const URL = 'https://github.com/acme/env.git';
const V = '«v1.2.10|v1.11.0»';
const C = `«${COMMIT}|${NEXT_COMMIT}»`;
const to = { version: 'v1.11.0' };
const found = { kind: 'git-revision', name: URL, tag: 'v1.2.10' } as const;

const gitRepository = (ref: string): string =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nspec:\n  url: ${URL}\n  ref: ${ref}\n  interval: 5m\n`;

const rows: [string, string][] = [
  ['an Application', `spec:\n  source:\n    repoURL: ${URL}\n    path: apps\n    targetRevision: ${V} # v1.2.10\n`],
  ['an Application in flow style', `spec: {source: {targetRevision: "${V}", repoURL: '${URL}'}}`],
  [
    'one of several sources',
    `spec:\n  sources:\n  - repoURL: ${URL}\n    targetRevision: '${V}'\n  - repoURL: https://charts.acme.dev\n    chart: x\n    targetRevision: 1.*\n`,
  ],
  [
    'an ApplicationSet',
    `kind: ApplicationSet\nspec:\n  template:\n    spec:\n      source: {repoURL: ${URL}, targetRevision: ${V}}\n`,
  ],
  [
    'the generator of an ApplicationSet',
    `spec:\n  generators:\n  - git:\n      repoURL: ${URL}\n      revision: ${V}\n`,
  ],
  ['a second document', `kind: A\n---\nspec:\n  source:\n    repoURL: ${URL}\n    targetRevision: ${V}\n`],
];

describe('the revision of a git repository', () => {
  it.each(rows)('moves in %s', (_, text) => {
    for (const image of [URL, 'https://github.com/acme/env', 'acme/env']) {
      expectTheMove({ path: 'app.yaml', text, image, to, found });
    }
  });

  it('moves from a commit to a commit', () => {
    const text = `spec: {source: {repoURL: ${URL}, targetRevision: ${C}}}\n`;

    expectTheMove({ path: 'app.yaml', text, image: URL, to: { commit: NEXT_COMMIT }, found: { commit: COMMIT } });
    expect(rewritten(text.replace(C, COMMIT), 'app.yaml', { image: URL, to })).not.toContain('v1.11.0\n');
  });

  it('that is a number is quoted where it has to be', () => {
    const text = `spec: {source: {repoURL: ${URL}, targetRevision: v1.2}}\n`;

    expect(rewritten(text, 'app.yaml', { image: URL, to: { version: '1.10' } })).toBe(text.replace('v1.2}', '"1.10"}'));
  });

  it.each(['HEAD', 'main', 'master', 'release/1.2.3', 'release-1.28', '1.*', '">=1.0.0"', '""', '"{{branch}}"'])(
    'that is %s fixes nothing, and stays',
    (revision) => {
      const text = `spec:\n  source:\n    repoURL: ${URL}\n    targetRevision: ${revision}\n`;

      expect(pinsIn(text, 'app.yaml')).toEqual([]);
      expect(rewritten(text, 'app.yaml', { image: URL, to })).toMatch(/^no-value: /);
      expect(rewritten(text, 'app.yaml', { pointer: '/spec/source/targetRevision', to })).toMatch(/^no-value: /);
    },
  );

  it('with a slash in its tag is refused', () => {
    const text = `spec: {source: {repoURL: ${URL}, targetRevision: payments/v1.2.3}}\n`;

    expect(rewritten(text, 'app.yaml', { image: URL, to })).toMatch(/^not-literal: .*slash/);
  });
});

describe('the ref of a GitRepository', () => {
  it.each([
    ['a tag', `{tag: ${V}}`, { tag: 'v1.11.0' }],
    ['a tag of any form', '{tag: «stable|v1.11.0»}', { tag: 'v1.11.0' }],
    ['a commit', `\n    branch: main\n    commit: "${C}"`, { commit: NEXT_COMMIT }],
  ])('moves by %s', (_, ref, next) => {
    for (const image of [URL, 'acme/env']) {
      expectTheMove({
        path: 'flux.yaml',
        text: gitRepository(ref),
        image,
        to: next,
        found: { kind: 'git-revision', name: URL },
      });
    }
  });

  it.each([
    '{branch: v1.2.3}',
    '{semver: 1.2.3}',
    '{semver: 1.2.3, tag: v1.2.3}',
    '{name: refs/tags/v1.2.3}',
    '{}',
    '{tag: "", commit: ""}',
    'v1.2.3',
  ])('fixes nothing by %s', (ref) => {
    expect(pinsIn(gitRepository(ref), 'flux.yaml')).toEqual([]);
  });

  it('that is a tag takes no commit', () => {
    const text = gitRepository('{tag: v1.2.10}');

    expect(rewritten(text, 'flux.yaml', { image: URL, to: { commit: COMMIT } })).toMatch(/^bad-value: /);
  });

  it('that says both is refused', () => {
    const text = gitRepository(`{tag: v1.2.3, commit: ${COMMIT}}`);

    expect(pinsIn(text, 'flux.yaml')).toEqual([]);
    expect(rewritten(text, 'flux.yaml', { image: URL, to: { commit: NEXT_COMMIT } })).toMatch(/^not-literal: .*twice/);
  });

  it.each([
    ['another kind', gitRepository('{tag: v1.2.3}').replace('GitRepository', 'Site')],
    ['a map without a kind', `spec: {url: ${URL}, ref: {tag: v1.2.3}}\n`],
    ['a revision without a repository', 'spec: {source: {targetRevision: v1.2.3}}\n'],
    ['a text', `a: |\n  repoURL: ${URL}\n  targetRevision: v1.2.3\n`],
    ['a repository that is a map', 'source: {repoURL: {a: b}, targetRevision: v1.2.3}\n'],
  ])('is none in %s', (_, text) => {
    expect(pinsIn(text, 'flux.yaml')).toEqual([]);
  });
});
