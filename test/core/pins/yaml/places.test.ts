import { describe, expect, it } from '@jest/globals';
import { locatePin } from '../../../../src/core/pins/index.ts';
import type { PinMove, PinProblemCode } from '../../../../src/core/pins/index.ts';
import { IMAGE, NEW, OLD, moved, problemOf } from '../examples.ts';

const COMMIT = 'c'.repeat(40);
const OTHER_COMMIT = 'd'.repeat(40);
const TWO = { tag: 'v2', digest: NEW };

describe('a pointer', () => {
  it.each([
    [
      'a commit',
      `spec:\n  source: {targetRevision: ${COMMIT}}\n`,
      '/spec/source/targetRevision',
      { commit: OTHER_COMMIT },
    ],
    ['a version', 'chart:\n- version: 1.2.3 # x\n', '/chart/0/version', { version: '1.3.0' }],
    ['a version that looks like a number', 'v: "1.2"\n', '/v', { version: '1.10' }],
    ['a digest', `a: {b: '${OLD}'}\n`, '/a/b', { tag: 'v9', digest: NEW }],
    ['a tag and a digest', `t: v1@${OLD}\n`, '/t', TWO],
    ['a whole image', `env:\n  - {name: IMAGE, value: "${IMAGE}:v1@${OLD}"}\n`, '/env/0/value', TWO],
    ['one of two references', `a: {image: "x/y:v1@${OLD}"}\nb: {image: "x/y:v0@${OLD}"}\n`, '/a/image', TWO],
    [
      'a tag, and with it the digest beside it',
      `image: {repository: a/b, tag: v1, digest: "${OLD}"}\n`,
      '/image/tag',
      TWO,
    ],
    ['a map with one reference', `image: {repository: a/b, tag: v1, digest: "${OLD}"}\n`, '/image', TWO],
    ['keys with slashes and tildes', `a/b: {c~d: {"": v1}}\n`, '/a~1b/c~0d/', { tag: 'v2' }],
    ['the second document', 'a: 1\n---\na: v1\n', '#1/a', { tag: 'v2' }],
    ['the third document where the second is empty', 'a: 1\n---\n---\na: v1\n', '#2/a', { tag: 'v2' }],
    ['the only document by its number', 'a: v1\n', '#0/a', { tag: 'v2' }],
    ['the only document that holds anything', '# x\n---\na: v1\n---\n', '/a', { tag: 'v2' }],
    ['what names the image', 'image: {repository: a/b, tag: v1}\n', '/image/repository', { tag: 'v2' }],
    ['the file itself', 'v1\n', '', { tag: 'v2' }],
  ] satisfies [string, string, string, PinMove['to']][])('leads to %s', (_, text, pointer, to) => {
    const after = moved(text, { pointer, to });

    const old: [string, string][] = [
      [COMMIT, OTHER_COMMIT],
      ['1.2.3', '1.3.0'],
      ['"1.2"', '"1.10"'],
      ['v1', 'v2'],
      [OLD, NEW],
    ];
    const expected = old.reduce((line, [from, next]) => line.replace(from, next), text);
    expect(after).toBe(expected);
    expect(after).not.toBe(text);
  });

  it('fills an empty value', () => {
    expect(moved('a: ""\n', { pointer: '/a', to: { commit: COMMIT } })).toBe(`a: "${COMMIT}"\n`);
  });

  it.each([
    ['none', 'a: 1\n', '/b'],
    ['none', 'a: [x]\n', '/a/1'],
    ['none', 'a: 1\n', 'a'],
    ['none', 'a: 1\n---\nb: 1\n', '#2/a'],
    ['several', 'a: v1\n---\na: v1\n', '/a'],
    ['several', 'a: v1\na: v1\n', '/a'],
    ['several', 'a: [{image: "x:v1"}, {image: "y:v1"}]\n', '/a'],
    ['not-literal', 'a: {b: v1}\n', '/a'],
    ['not-literal', 'b: &x v1\na: *x\n', '/a'],
    ['not-literal', 'a: &x v1\nb: *x\n', '/a'],
    ['not-literal', 'a: two words\n', '/a'],
    ['not-literal', 'a: "{{x}}"\n', '/a'],
    ['no-value', 'a:\n', '/a'],
    ['no-value', 'a: null\n', '/a'],
    ['no-value', 'image: x/y\ntag: ~\n', '/tag'],
    ['no-value', 'image: busybox\n', '/image'],
    ['not-literal', 'url: x/y\n', '/url'],
    ['not-literal', 'a: "*"\n', '/a'],
  ] satisfies [PinProblemCode, string, string][])('is %s: %j %s', (code, text, pointer) => {
    expect(problemOf(text, { pointer, to: { tag: 'v2' } }).code).toBe(code);
  });

  it('writes no digest where there is a tag, a version or a commit by itself', () => {
    expect(moved('a: v1\n', { pointer: '/a', to: TWO })).toBe('a: v2\n');
    expect(problemOf('a: 1.2.3\n', { pointer: '/a', to: { digest: NEW } }).code).toBe('tag-only');
  });

  it('compares what stands there with what it should', () => {
    expect(problemOf('a: v1\n', { pointer: '/a', to: { tag: 'v2' }, from: { tag: 'v0' } }).code).toBe('moved');
    expect(moved('a: v1\n', { pointer: '/a', to: { tag: 'v2' }, from: { tag: 'v1' } })).toBe('a: v2\n');
  });
});

describe('a marker', () => {
  it.each([
    ['a value', `a: v1\nb: v1 # sluice: payments\nc: v1\n`],
    ['a quoted value', `b: "v1"   #sluice:payments  \n`],
    ['a list item', `- v0\n- v1 # sluice: payments\n`],
    ['a value with Windows line ends', `a: v0\r\nb: v1 # sluice: payments\r\nc: v0\r\n`],
    ['a value on the last line', `b: v1 # sluice: payments`],
    ['a value below it', `a: v0\n# sluice: payments\nb: v1\nc: v0\n`],
    ['a list on one line', `- [{a: b}: c, {image: x/y, tag: v1, }, ] # sluice: payments\n`],
    ['a map on one line', `- {image: x/y, tag: v1} # sluice: payments\n- {image: x/y, tag: v0}\n`],
    ['one of two references', `- image: x/y:v0\n- image: x/y:v1 # sluice: payments\n- image: x/y:v0 # sluice: web\n`],
  ])('stands on the line of %s', (_, text) => {
    const marker = 'payments';
    const expected = text.startsWith('a: v1') ? text.replace('b: v1', 'b: v2') : text.replace('v1', 'v2');

    expect(moved(text, { marker, to: { tag: 'v2' } })).toBe(expected);
    expect(locatePin(text, { path: 'a.yml', marker })).toMatchObject({ value: 'v1', reference: { tag: 'v1' } });
  });

  it.each([
    ['none', 'a: v1 # sluice: web\n'],
    ['none', 'a: "v1 # sluice: payments"\n'],
    ['none', 'a: |\n  v1 # sluice: payments\n'],
    ['none', 'a: v1#sluice:payments\n'],
    ['none', 'a: |\n  # sluice: payments\nb: v1\n'],
    ['none', 'a: "x\n  # sluice: payments\n  y"\nb: v1\n'],
    ['none', 'a: |\n  v1\n # sluice: payments\n'],
    ['several', 'a: v1 # sluice: payments\nb: v1 # sluice: payments\n'],
    ['several', '- [{image: "x:v1"}, {image: "y:v1"}] # sluice: payments\n'],
    ['not-literal', 'a: [v1, v2] # sluice: payments\n'],
  ] satisfies [PinProblemCode, string][])('is %s: %j', (code, text) => {
    expect(problemOf(text, { marker: 'payments', to: { tag: 'v2' } }).code).toBe(code);
  });
});
