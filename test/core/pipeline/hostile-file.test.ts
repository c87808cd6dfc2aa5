import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { checkJoiningFile, readConsent } from '../../../src/core/pipeline/joining/joining-file.ts';
import { lanesOf } from '../../../src/core/pipeline/lanes.ts';
import { loadPipeline } from '../../../src/core/pipeline/load-pipeline.ts';
import { describeProblem, type PipelineProblem } from '../../../src/core/pipeline/problem.ts';
import { AT, changed, EVERY_KEY, GOOD, problems, WHOLE } from './pipeline-text.ts';

/** As long as a pipeline file may be. */
const LONG = 65_000;
const many = (count: number, piece: (number: number) => string, between = ''): string =>
  Array.from({ length: count }, (_, number) => piece(number)).join(between);
const filled = (piece: string): string => piece.repeat(Math.floor(LONG / piece.length));

/** Every alias repeats the one before it nine times. */
const bomb = many(9, (n) => `a${n}: &a${n} [${n === 0 ? 'x' : many(9, () => `*a${n - 1}`, ',')}]\n`);

const attacks: [string, string][] = [
  ['a file of a megabyte', 'a'.repeat(1 << 20)],
  ['a megabyte of YAML', `a: [${'x,'.repeat(500_000)}]`],
  ['lists opened and never closed', filled('[')],
  ['lists in lists', '['.repeat(LONG / 2) + ']'.repeat(LONG / 2)],
  ['maps opened and never closed', filled('{a: ')],
  ['lists in lists by dashes', filled('- ')],
  ['keys of keys', filled('? ')],
  ['maps in maps on one line', filled('a: ')],
  ['a placeholder never closed', changed('acme/{component}-docker', filled('{').slice(1_000))],
  ['aliases of aliases', bomb],
  ['an alias of itself', 'a: &a [*a]\n'],
  ['thousands of aliases of one anchor', `a: &a x\nb: [${filled('*a,').slice(100)}]`],
  ['thousands of keys', many(9_000, (n) => `k${n}: 1\n`).slice(0, LONG)],
  ['the same key thousands of times', filled('k: 1\n')],
  ['thousands of keys on one line', `{${many(9_000, (n) => `k${n}`, ',')}}`],
  ['a key as long as the file', `? ${'x'.repeat(LONG - 10)}\n: 1\n`],
  ['thousands of bad names', `components:\n${many(3_000, (n) => `  A_${n}: {c: d}\n`)}`],
  [
    'thousands of unknown components',
    changed('checks:', `components: [${many(5_000, (n) => `zz${n}`, ',')}]\n    checks:`),
  ],
  [
    'unknown components among thousands of known ones',
    `version: 1\ncomponents: {${many(2_000, (n) => `a${n}: {code: a/b}`, ',')}}\nstages: {s: {components: [${many(2_000, (n) => `b${n}`, ',')}]}}`,
  ],
  [
    'two names as long as half the file',
    `components: {"${'a'.repeat(30_000)}": {}}\nstages: {s: {components: ["${'b'.repeat(30_000)}"]}}`,
  ],
  [
    'a hundred and fifty thousand lanes on one pin',
    `version: 1\ncomponents: {${many(500, (n) => `a${n}: {code: a/b}`, ',')}}\nstages:\n${many(300, (n) => `  a${n}: {kind: docker, repo: a/b, branch: x, pins: [{file: x, arg: A, holds: commit}], merge: by-hand}\n`)}`,
  ],
  [
    'a thousand components times a thousand pins',
    `version: 1\ncomponents: {${many(900, (n) => `a${n}: {code: a/b}`, ',')}}\nstages:\n  s: {kind: docker, repo: a/b, merge: by-hand, pins: [${many(900, (n) => `{file: "${n}", arg: A, holds: commit}`, ',')}]}`,
  ],
  [
    'thousands of stages, each from the next',
    `version: 1\ncomponents: {}\nstages: {${many(3_000, (n) => `s${n}: {from: s${n + 1}}`, ',')}}`,
  ],
  ['thousands of stages in a circle', `stages: {${many(3_000, (n) => `s${n}: {from: s${(n + 1) % 3_000}}`, ',')}}`],
  [
    'stages that each come from all others',
    `stages: {${many(100, (n) => `s${n}: {from: {all: [${many(100, (m) => `s${m}`, ',')}]}}`, ',')}}`,
  ],
  [
    'commits below thousands of stages that others go through',
    `version: 1\ncomponents: {a: {code: a/b}, b: {code: a/c}}\nstages: {${many(
      700,
      (n) => `s${n}: {kind: manifest, from: s${n + 1}, components: [${n === 0 ? 'a' : 'b'}], pins: [{holds: commit}]}`,
      ',',
    )}}`,
  ],
  [
    'thousands of components like thousands of prefabs',
    `components: {${many(1_300, (n) => `a${n}: {like: p${1_299 - n}}`, ',')}}\nprefabs: {${many(1_300, (n) => `p${n}: {image: "{component}"}`, ',')}}`,
  ],
  [
    'a thousand gates with a time zone that is none',
    changed('merge:', `gates: [${many(900, () => '{window: {allow: x, timezone: Europe/Roam}}', ',')}]\n    merge:`),
  ],
  [
    'patterns that are long to compile',
    changed(
      'pins: [',
      `pins: [${many(60, (n) => `{file: a${n}, pattern: "${n}(?<commit>${'(((x?){31}){31})'.repeat(58)})", holds: commit}`, ',')},`,
    ),
  ],
  [
    'a schedule without an end',
    changed('merge:', `release: {schedule: "${'1,'.repeat(30_000)} * * * *", timezone: UTC}\n    merge:`),
  ],
  ['an image with a long name', changed('code: acme/payments', `code: acme/payments, image: "${'a-'.repeat(30_000)}"`)],
  ['quotes', filled('"')],
  ['anchors', filled('&a ')],
  ['tags', filled('!a ')],
  ['aliases', filled('*a ')],
  ['directives', filled('%A\n')],
  ['documents', filled('---\n')],
  ['blank lines', filled('\n')],
  ['carriage returns', filled('a:\r')],
  ['block scalars', filled('|\n ')],
  ['null characters', filled('\0')],
];

/** Time of this process's processor, of five tries the best: a machine that is busy with something else does not count. */
function measured<T>(work: () => T): { result: T; milliseconds: number } {
  let milliseconds = Infinity;
  for (let tries = 1; ; tries += 1) {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    milliseconds = Math.min(milliseconds, (user + system) / 1_000);
    if (milliseconds < 1_000 || tries === 5) return { result, milliseconds };
  }
}

const LEGIBLE =
  /^[1-9]\d*:[1-9]\d* [^\p{Cc}\u2028\u2029]+\. ?(?:Did you mean "[^"]+"\? )?\(docs\/reference\/pipeline-file\.md(?:#[\w-]+)?\)$/u;

const illegible = (found: PipelineProblem[]): string[] =>
  found.map(describeProblem).filter((line) => !LEGIBLE.test(line));

describe('a hostile pipeline file', () => {
  it.each(attacks)('%s is refused within seconds', (_, text) => {
    const { result, milliseconds } = measured(() => problems(text));

    expect(result.length).toBeGreaterThan(0);
    expect(result.length).toBeLessThanOrEqual(101);
    expect(illegible(result)).toEqual([]);
    expect(milliseconds).toBeLessThan(3_000);
  });

  it('is told apart from a large one: as many characters as are allowed still load', () => {
    const padded = GOOD + '#'.repeat(65_536 - GOOD.length);

    expect(problems(padded)).toEqual([]);
    expect(problems(`${padded}#`).map(({ code }) => code)).toEqual(['PIPELINE_TOO_LARGE']);
  });

  it('says of nesting that it is too deep, not that a stack ran over', () => {
    expect(problems('['.repeat(60_000)).map(({ says }) => says)).toEqual(['is nested too deeply.']);
  });

  it('says of aliases that they repeat too much', () => {
    expect(problems(bomb).map(({ says }) => says)).toEqual(['its aliases repeat too much of it.']);
  });

  it('changes no prototype', () => {
    problems('__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\n');
    problems(changed('kind:', '__proto__: { polluted: 1 }\n    kind:'));

    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

const piece = fc.constantFrom(
  ...'version: 1|components:|stages:|  docker:|    kind: docker|    repo: acme/x|    pins:|      - |{ file: Dockerfile, arg: A, holds: commit }|    checks: [build]|    merge: when-green|  payments: { code: acme/payments }|&a|*a|<<:|? |- |: |{|}|[|]|"|\'|!!str |!!binary |%YAML 1.1|---|...|# c|{component}|{x}|..|.github/|__proto__|constructor|toString|\t|\u0000|\u2028|null|~|.inf|0x1f|1e999|2026-01-01'.split(
    '|',
  ),
  '\n',
  '\n  ',
  '\n    ',
  ' ',
);

describe('any text at all', () => {
  it('is a pipeline or legible problems, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
          fc.string({ unit: 'binary', maxLength: 200 }),
        ),
        (text) => {
          const loaded = loadPipeline(text, AT);
          expect('problems' in loaded ? illegible(loaded.problems) : []).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['the smallest', GOOD],
    ['the whole', WHOLE],
    ['the widest', EVERY_KEY],
  ])('in place of any piece of %s good file is lanes or legible problems', (_, good) => {
    const part = fc.oneof(piece, fc.constantFrom(...new Set(good.split(/\b/))));

    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(30), fc.array(part, { maxLength: 6 }), (start, length, parts) => {
        const loaded = loadPipeline(good.slice(0, start) + parts.join('') + good.slice(start + length), AT);
        const lanes = 'pipeline' in loaded ? lanesOf(loaded.pipeline) : [];
        expect(lanes.filter(({ components }) => components.length === 0)).toEqual([]);
        expect(illegible('problems' in loaded ? loaded.problems : loaded.warnings)).toEqual([]);
      }),
      { numRuns: 700 },
    );
  });
});

describe('a joining file', () => {
  it.each([
    ['joins the pipeline it names', 'pipeline: acme/platform\n', { to: 'acme/platform' }],
    ['owns a pipeline where it has stages', GOOD, { owns: true }],
    ['owns a pipeline even where it also names one', 'pipeline: acme/other\nstages: {}\n', { owns: true }],
    ['is no consent where it is not there', undefined, { none: 'it has no .github/sluice.yml' }],
    ['is no consent where it is empty', '', { none: 'its .github/sluice.yml says nothing' }],
    [
      'is no consent where it names no repository',
      'pipeline: platform\n',
      { none: 'its .github/sluice.yml does not say pipeline: owner/name' },
    ],
    [
      'is no consent where it lists them',
      'pipeline: [acme/platform]\n',
      { none: 'its .github/sluice.yml does not say pipeline: owner/name' },
    ],
    [
      'is no consent where it is a list',
      '- pipeline: acme/platform\n',
      { none: 'its .github/sluice.yml does not say pipeline: owner/name' },
    ],
    [
      'is no consent where it is broken',
      'pipeline: [',
      { none: 'its .github/sluice.yml is not YAML that can be read' },
    ],
    [
      'is no consent where it names two',
      'pipeline: acme/a\npipeline: acme/b\n',
      { none: 'its .github/sluice.yml is not YAML that can be read' },
    ],
    [
      'is no consent where it is too large',
      `pipeline: acme/platform\n${'#'.repeat(70_000)}`,
      { none: 'its .github/sluice.yml is too large' },
    ],
  ])('%s', (_, text, expected) => {
    expect(readConsent(text)).toEqual(expected);
  });

  it.each(attacks)('made of %s is no consent, within a second', (_, text) => {
    const { result, milliseconds } = measured(() => readConsent(text));

    expect(result).not.toHaveProperty('to');
    expect(milliseconds).toBeLessThan(3_000);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { problems, warnings } = checkJoiningFile(pieces.join(''));

        expect(() => readConsent(pieces.join(''))).not.toThrow();
        expect(illegible([...problems, ...warnings])).toEqual([]);
      }),
    );
  });
});
