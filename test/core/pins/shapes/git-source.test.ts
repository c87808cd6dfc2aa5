import { describe, expect, it } from '@jest/globals';
import { fixedBy, namesOfGitUrl, readAction, readGitSource } from '../../../../src/core/pins/formats/git-source.ts';

const COMMIT = 'c0ffee'.repeat(7).slice(0, 40);

const scalar = (text: string) => ({ text, pointer: '/a', line: 1, start: 3, end: 3 + text.length, outerEnd: 0 });

describe('the ref in a git URL', () => {
  it.each([
    ['https://github.com/acme/base//overlays/prod?ref=v1.2', 'https://github.com/acme/base//overlays/prod', 'v1.2'],
    ['github.com/acme/base?ref=v1', 'github.com/acme/base', 'v1'],
    ['git::https://git.acme.dev/base.git//net?ref=v1.2&depth=1', 'https://git.acme.dev/base.git//net', 'v1.2'],
    ['git::ssh://git@git.acme.dev:22/base.git?depth=1&ref=v2', 'ssh://git@git.acme.dev:22/base.git', 'v2'],
    ['git@github.com:acme/base.git?ref=v3', 'git@github.com:acme/base.git', 'v3'],
    ['https://github.com/acme/base?timeout=90s&ref=&submodules=0', 'https://github.com/acme/base', ''],
  ])('is read from %s', (text, name, ref) => {
    const source = readGitSource(text);

    expect(source?.name).toBe(name);
    expect(text.slice(source?.start, source?.end)).toBe(ref);
  });

  it.each([
    'https://github.com/acme/base',
    'https://github.com/acme/base?timeout=90s&xref=v1',
    'https://github.com/acme/base?ref=v1&ref=v2',
    './base?ref=v1',
    '../base?ref=v1',
    '/base?ref=v1',
    '?ref=v1',
    'see https://github.com/acme/base?ref=v1',
    `https://github.com/${'a'.repeat(4000)}?ref=v1`,
    '',
  ])('is not read from %j', (text) => {
    expect(readGitSource(text)).toBeUndefined();
  });
});

describe('the names of a git URL', () => {
  it.each([
    ['https://github.com/acme/env.git', ['https://github.com/acme/env', 'acme/env']],
    ['git@github.com:acme/env.git', ['git@github.com:acme/env', 'acme/env']],
    ['ssh://git@ssh.github.com:443/acme/env.git', ['ssh://git@ssh.github.com:443/acme/env', 'acme/env']],
    ['https://github.com/acme/base//overlays/prod', ['https://github.com/acme/base', 'acme/base']],
    ['github.com/acme/base/overlays/prod', ['acme/base']],
    ['https://github.acme.dev/acme/env', ['acme/env']],
    ['https://git.acme.dev/acme/env', []],
    ['https://example.com/github.com/acme/env', []],
  ])('%s goes by itself and by %j', (url, others) => {
    expect(namesOfGitUrl(url)).toEqual([url, ...others]);
  });
});

describe('the ref of an action', () => {
  it.each([
    ['actions/checkout@v4', ['actions/checkout'], 'v4'],
    ['actions/cache/restore@v4.2', ['actions/cache', 'actions/cache/restore'], 'v4.2'],
    [`acme/ci/.github/workflows/build.yml@${COMMIT}`, ['acme/ci', 'acme/ci/.github/workflows/build.yml'], COMMIT],
  ])('is read from %s', (text, names, ref) => {
    const action = readAction(text);

    expect(action?.names).toEqual(names);
    expect(action?.name).toBe(names.at(-1));
    expect(text.slice(action?.start, action?.end)).toBe(ref);
  });

  it.each([
    './.github/actions/build',
    './build@v1',
    '../x/y@v1',
    'docker://alpine:3.20',
    'docker://alpine@sha256:0',
    'checkout@v4',
    'actions/checkout',
    '@v4',
    '${{ inputs.action }}@v4',
    'a//b@v1',
    '',
  ])('is not read from %j', (text) => {
    expect(readAction(text)).toBeUndefined();
  });
});

describe('a revision', () => {
  it.each([
    COMMIT,
    'c0ffee1',
    'v1',
    'v4.1.1',
    '1.10',
    '0123456',
    'v1.2.3-rc.1+build.7',
    '20240115',
    '2024-01-15',
    'payments-v1.2.3',
    'codeql-bundle-v2.16.1',
  ])('%s is fixed', (text) => {
    const { parts, refusal } = fixedBy(scalar(text));

    expect(parts).toEqual([expect.objectContaining({ holds: 'word', text, start: 3 })]);
    expect(refusal).toBeUndefined();
  });

  it.each([
    'HEAD',
    'main',
    'master',
    'stable',
    'release-1.28',
    'release/1.2.3',
    'refs/heads/v1.2.3',
    'feature/v1.2.3',
    '1.x',
    'v2.x',
    '>=1.0.0',
    '^1.2.3',
    '~1.2.3',
    '1.*',
    '*',
    '',
    'defaced',
    '{{revision}}',
    '${{ inputs.ref }}',
    `v${'1'.repeat(200)}`,
  ])('%s moves by itself, and fixes nothing', (text) => {
    expect(fixedBy(scalar(text))).toEqual({ parts: [] });
  });

  it('with a slash in its tag cannot be moved', () => {
    const { parts, refusal } = fixedBy(scalar('payments/v1.2.3'));

    expect(parts).toHaveLength(1);
    expect(refusal?.why).toBe('its tag has a slash in it');
  });

  it('is a stretch of the text that it stands in', () => {
    const { parts } = fixedBy(scalar('actions/checkout@v4'), { start: 17, end: 19 });

    expect(parts).toEqual([{ holds: 'word', text: 'v4', line: 1, start: 20, end: 22, pointer: '/a' }]);
  });
});
