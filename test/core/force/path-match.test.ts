import { describe, expect, it } from '@jest/globals';

import { isAmong } from '../../../src/core/force/path-match.ts';

describe('the paths of a component', () => {
  it.each([
    [['web/**'], 'web/a/b.js', true],
    [['web/**'], 'web', false],
    [['web/**'], 'website/a.js', false],
    [['web'], 'web/a.js', true],
    [['web/'], 'web/a/b.js', true],
    [['./web/**'], 'web/a.js', true],
    [['**/*.go'], 'main.go', true],
    [['**/*.go'], 'a/b/main.go', true],
    [['*.go'], 'a/main.go', false],
    [['a?c/x'], 'abc/x', true],
    [['a?c/x'], 'a/c/x', false],
    [['{web,api}/**'], 'api/x', true],
    [['{web,api}/**'], 'docs/x', false],
    [['lib/[ab]/x'], 'lib/b/x', true],
    [['lib/[!ab]/x'], 'lib/b/x', false],
    [['a.c/**'], 'abc/x', false],
    [['web/**', '!web/docs/**'], 'web/docs/x', false],
    [['!docs/**'], 'web/x', true],
    [['a+b(1)/**'], 'a+b(1)/x', true],
  ])('%j and %s: %s', (globs, path, expected) => {
    expect(isAmong(globs, path)).toBe(expected);
  });

  it('a bracket that opens nothing is a character like others', () => {
    expect(isAmong(['a[b/**'], 'a[b/x')).toBe(true);
    expect(isAmong(['a{b/**'], 'a{b/x')).toBe(true);
  });
});
