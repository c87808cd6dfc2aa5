import { describe, expect, it } from '@jest/globals';
import { patternMistake } from '../../../../src/core/pins/formats/pattern.ts';
import { locatePin, rewritePins } from '../../../../src/core/pins/index.ts';
import type { PinMove, PinProblem, PinProblemCode } from '../../../../src/core/pins/index.ts';
import { NEW, OLD } from '../examples.ts';

type How = Partial<PinMove> & Pick<PinMove, 'pattern' | 'to'>;

const move = (text: string, how: How): ReturnType<typeof rewritePins> =>
  rewritePins(text, { path: 'Makefile', ...how });

function problemOf(text: string, how: How): PinProblem {
  const result = move(text, how);
  if (!('problem' in result)) throw new Error(`moved: ${result.text}`);
  return result.problem;
}

describe('a pattern', () => {
  it.each([
    [
      'a version',
      'A := 1.0\nV := 1.0 # x\n',
      { pattern: '^V := (?<version>\\S+)', to: { version: '1.1' } },
      'A := 1.0\nV := 1.1 # x\n',
    ],
    [
      'a commit',
      `rev=${'a'.repeat(40)};\r\n`,
      { pattern: 'rev=(?P<commit>[0-9a-f]{40})', to: { commit: 'b'.repeat(40) } },
      `rev=${'b'.repeat(40)};\r\n`,
    ],
    [
      'a tag and its digest',
      `v1 is ${OLD}`,
      { pattern: '(?<tag>v\\d+) is (?<digest>sha256:[0-9a-f]+)', to: { tag: 'v2', digest: NEW } },
      `v2 is ${NEW}`,
    ],
    [
      'a digest behind a line end',
      `é🙂 app\n  ${OLD}\n`,
      { pattern: 'app\\s+(?<digest>sha256:\\w+)', to: { digest: NEW } },
      `é🙂 app\n  ${NEW}\n`,
    ],
  ] satisfies [string, string, How, string][])('finds %s', (_, text, how, expected) => {
    expect(move(text, how)).toMatchObject({ text: expected });
  });

  it('finds what stands in a file of any format, whether that can be read or not', () => {
    const how = { pattern: 'x/y:(?<tag>v\\d+)', to: { tag: 'v2' } };

    expect(move('a: |\n  pull x/y:v1\n', { ...how, path: 'a.yaml' })).toMatchObject({ text: 'a: |\n  pull x/y:v2\n' });
    expect(move('a: [\n# x/y:v1\n', { ...how, path: 'a.yaml' })).toMatchObject({ text: 'a: [\n# x/y:v2\n' });
    expect(move('{"a": "x/y:v1"}', { ...how, path: 'a.json' })).toMatchObject({ text: '{"a": "x/y:v2"}' });
  });

  it('writes quotes where a value would stop being a text', () => {
    expect(move('t: v1 # x\n', { pattern: '^t: (?<tag>\\S+)', to: { tag: '1.10' }, path: 'a.yaml' })).toMatchObject({
      text: 't: "1.10" # x\n',
      changes: [{ start: 3, end: 5, line: 1, from: 'v1', to: '"1.10"' }],
    });
  });

  it.each([
    ['a tag without its digest', `FROM node:24@${OLD}\n`, 'node:(?<tag>\\d+)'],
    ['a part of a tag', `FROM node:24-slim@${OLD}\n`, 'node:(?<tag>\\d+)'],
    ['a version in front of a digest', `FROM node:24@${OLD}\n`, 'node:(?<version>\\d+)'],
    ['a digest without its tag', `FROM node:24@${OLD}\n`, '(?<digest>sha256:\\w+)'],
  ])('moves a tag and a digest together: not %s', (_, text, pattern) => {
    const both = 'node:(?<tag>[\\w.-]+)@(?<digest>sha256:\\w+)';

    expect(problemOf(text, { pattern, to: { tag: '26', digest: NEW } })).toMatchObject({
      code: 'bad-value',
      message: expect.stringContaining('Catch both: '),
      candidates: [{ file: 'Makefile', line: 1, text: text.trim() }],
    });
    expect(move(text, { pattern: both, to: { tag: '26', digest: NEW } })).toMatchObject({
      text: `FROM node:26@${NEW}\n`,
    });
  });

  it.each([
    ['app.yaml', `image:\n  repository: r\n  tag: v1\n  digest: ${OLD}\n`],
    ['Dockerfile', `ARG T=v1\nARG D=${OLD}\nFROM a:$T@$D\n`],
    ['Dockerfile', `ARG T=v1\nFROM a:$T@${OLD}\n`],
  ])('moves a tag and a digest together that stand apart, in %s: %j', (path, text) => {
    const to = { tag: 'v2', digest: NEW };
    const both = '(?<tag>v\\d)[\\s\\S]*(?<digest>sha256:[0-9a-f]{64})';

    for (const pattern of ['(?<tag>v1)', '(?<digest>sha256:[0-9a-f]{64})', '(?<version>v1)']) {
      expect(problemOf(text, { path, pattern, to })).toMatchObject({
        code: 'bad-value',
        message: expect.stringContaining('Catch both, or name it by `image` or `pointer`.'),
      });
    }
    expect(move(text, { path, pattern: both, to })).toMatchObject({ text: text.replace('v1', 'v2').replace(OLD, NEW) });
  });

  it('moves nothing that the format knows not to be movable', () => {
    const text = `image: {repository: r, tag: "v1", sha: "${OLD}"}\n`;

    expect(problemOf(text, { path: 'app.yaml', pattern: '(?<tag>v1)', to: { tag: 'v3' } })).toMatchObject({
      code: 'not-literal',
      message: expect.stringContaining('a key `sha` beside it fixes a digest in a way of its own'),
    });
  });

  it('moves a digest that stands behind a name alone', () => {
    const how = { pattern: '(?<digest>sha256:\\w+)', to: { digest: NEW } };

    expect(move(`FROM registry:5000/node@${OLD}\n`, how)).toMatchObject({ text: `FROM registry:5000/node@${NEW}\n` });
  });

  it('finds as many places as the rule says', () => {
    const how = { pattern: 'x:(?<tag>v\\d+)', to: { tag: 'v9' } };

    expect(move('x:v1 x:v1\nx:v2\n', { ...how, places: 3 })).toMatchObject({ text: 'x:v9 x:v9\nx:v9\n' });
    expect(problemOf('x:v1 x:v1\nx:v2\n', { ...how, places: 2 })).toMatchObject({ code: 'several' });
    expect(problemOf('x:v1\n', { ...how, places: 2 })).toMatchObject({ code: 'none', candidates: [{ line: 1 }] });
    expect(locatePin('x:v1 x:v1\nx:v2\n', { path: 'a', pattern: how.pattern, places: 3 })).toMatchObject({
      problem: { code: 'disagree' },
    });
  });

  it.each([
    ['none', 'v1', 'y:(?<tag>v\\d+)'],
    ['several', 'x:v1 x:v1', 'x:(?<tag>v\\d+)'],
    ['not-literal', 'x:v1', '(?<digest>v1)'],
    ['not-literal', 'x:v1', '(?<commit>v1)'],
    ['not-literal', 'x:v1\n', '(?<tag>v1\\s)'],
    ['not-literal', 'x:v1', '(?<tag>x:v1)'],
    ['bad-value', 'x:v1', 'x:(?<tag>)'],
    ['bad-value', 'x:v1', 'x|(?<tag>v1)'],
    ['bad-value', 'x:v1', '(?<tag>v(?<digest>1))'],
    ['bad-value', 'x:v1', '(?<tag>v)(?<version>1)'],
    ['bad-value', 'x:v1', '(?=x)(?<tag>v1)'],
    ['not-literal', 'x:v1', '(?<tag>v1)$'],
  ] satisfies [PinProblemCode, string, string][])('is %s in %j: %s', (code, text, pattern) => {
    expect(problemOf(text, { pattern, to: { tag: 'v22', digest: NEW } }).code).toBe(code);
  });
});

describe('what is no pattern of a pin', () => {
  it.each([
    ['(', 'is no regular expression of RE2: missing closing ): `(`'],
    ['(?<tag>a)\\1', 'is no regular expression of RE2: invalid escape sequence: `\\1`'],
    ['v1', 'has none of the groups (?<tag>…), (?<digest>…), (?<commit>…), (?<version>…), which say what moves'],
    ['(v1)', 'has none of the groups (?<tag>…), (?<digest>…), (?<commit>…), (?<version>…), which say what moves'],
    [
      '(?<tag>a)(?<name>b)',
      'has a group name; what moves stands in one of (?<tag>…), (?<digest>…), (?<commit>…), (?<version>…)',
    ],
    [
      '(?<__proto__>a)',
      'has a group __proto__; what moves stands in one of (?<tag>…), (?<digest>…), (?<commit>…), (?<version>…)',
    ],
    ['a'.repeat(1001), 'has more than 1000 characters'],
  ])('is told so: %s', (pattern, mistake) => {
    expect(patternMistake(pattern)).toBe(mistake);
  });

  it('is told apart from one that is', () => {
    expect(patternMistake('^v(?<tag>\\S+)')).toBeUndefined();
  });
});

describe('a hostile pattern', () => {
  const wide = 'ab ba '.repeat(50_000);

  it.each([
    ['(?<tag>(a+)+)$', `${'a'.repeat(100_000)}!`],
    ['(?<tag>(a|aa)+)b', 'a'.repeat(100_000)],
    ['(?<tag>(a?){500}a{500})', 'a'.repeat(100_000)],
    ['(?<tag>a)(?s:.*b)?', 'a'.repeat(1_000_000)],
    ['(?<tag>a)(?:(?:\\w*\\s*){20})*z?', wide],
    ['(?<tag>(\\pL\\PL?){333}){3}', wide],
    [`${'('.repeat(490)}?<tag>a${')'.repeat(490)}`, wide],
    [`(?<tag>${'(?i:\\pL)?'.repeat(90)})`, wide],
    ['(?<tag>.)', '\n'.repeat(2_000_000)],
  ])('takes a few seconds at most: %s', (pattern, text) => {
    const before = process.cpuUsage();

    const { problem } = move(text, { pattern, to: { tag: 'v2' } }) as { problem?: PinProblem };

    const { user, system } = process.cpuUsage(before);
    expect(problem).toBeDefined();
    expect((user + system) / 1e6).toBeLessThan(4);
  });
});
