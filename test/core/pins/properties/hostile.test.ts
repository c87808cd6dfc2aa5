/** Files come from whoever may write to a repository: none of them may stop the one who reads it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPins, rewritePins, type PinChange, type PinMove } from '../../../../src/core/pins/index.ts';
import { floods, hostilePatterns, hostileTexts, PATHS, type HostileText } from './generators/hostile-texts.ts';

/** Seconds of this thread's own work, whatever else the machine has to do. */
const LONGEST = 2;

const IMAGE = 'registry.acme.dev/payments';
const TO = { tag: 'v2', digest: `sha256:${'b'.repeat(64)}` };

const WAYS: readonly Partial<PinMove>[] = [
  { image: IMAGE },
  { arg: 'A' },
  { pointer: '/image' },
  { marker: 'one' },
  { pattern: 'payments:(?<tag>[a-z0-9]+)' },
];

/** What files are made of. */
const PIECES: readonly string[] = [
  ['image: ', IMAGE, ':v1', `@${TO.digest}`, 'tag: 1.0', 'repository: ', 'digest: ', '# sluice: one', '$&'],
  ['  ', '- ', '\t', '\n', '\r\n', '\n\n', '---\n', '? ', '|\n', '>-\n', '&a ', '*a', '<<: ', '#'],
  ['FROM ', 'ARG A=', '$A', '${A:-', 'COPY --from=', '\\\n', '`', '<<EOF\n', 'EOF\n', 'IMAGE=', '= '],
  ['{', '}', '[', ']', '(', ')', '"', "'", ',', ':', '{{', '}}', '{%', '${', '%{', '/* ', '// ', 'jsonencode('],
  ['\uFEFF', '\uD800', '\0', 'é🙂', '__proto__'],
].flat();

/** Runs a call, and says how long it worked where that is too long. */
function withinTime<Answer>(name: string, call: () => Answer): Answer {
  const began = process.threadCpuUsage();
  const answer = call();
  const { user, system } = process.threadCpuUsage(began);
  const seconds = (user + system) / 1_000_000;
  if (seconds > LONGEST) throw new Error(`${name} took ${seconds.toFixed(1)} s`);
  return answer;
}

/** The text with these changes made, whatever they are. */
function applied(text: string, changes: readonly PinChange[]): string {
  const kept: string[] = [];
  let at = 0;
  for (const { start, end, to } of changes) {
    kept.push(text.slice(at, start), to);
    at = end;
  }
  return kept.join('') + text.slice(at);
}

/** A problem that says something, or a text that differs from the old one exactly where it says so. */
function isSound(text: string, move: PinMove): boolean {
  const result = rewritePins(text, move);
  if ('problem' in result) return result.problem.message !== '' && result.problem.candidates.length <= 20;
  return result.text === applied(text, result.changes);
}

/** What went wrong with a text: one that kills a way must not hide what it does to the others. */
function failuresOf({ name, path, make }: HostileText, ways: readonly Partial<PinMove>[]): string[] {
  const text = make();
  const calls = [
    { by: 'findPins', call: () => void findPins(text, { path }) },
    ...ways.map((way) => ({
      by: Object.keys(way).join(),
      call: () => expect(isSound(text, { path, ...way, to: TO })).toBe(true),
    })),
  ];
  return calls.flatMap(({ by, call }) => {
    try {
      withinTime(by, call);
      return [];
    } catch (error) {
      return [`${name}, ${by}: ${String(error).slice(0, 200)}`];
    }
  });
}

describe('a hostile file', () => {
  it.each(hostileTexts)('of $path with $name is read and moved in time, or refused', (hostile) => {
    expect(failuresOf(hostile, WAYS)).toEqual([]);
  });

  const byPath = Map.groupBy(floods, ({ path }) => path);

  it.each([...byPath.keys()])(
    'of %s with nothing but one character over and over is read and moved in time, or refused',
    (path) => {
      const failures = (byPath.get(path) ?? []).flatMap((flood) => failuresOf(flood, WAYS.slice(0, 1)));

      expect(failures).toEqual([]);
    },
  );
});

describe('a file with 20,000 references to one image', () => {
  it.each([
    ['app.yaml', '', (tag: string, at: number) => `- {image: "${IMAGE}:${tag}", at: ${at}}\n`],
    ['kustomization.yaml', 'images:\n', (tag: string) => `- {name: "${IMAGE}", newTag: ${tag}}\n`],
    ['task.json', '[0', (tag: string) => `,{"image": "${IMAGE}:${tag}"}`],
    ['Dockerfile', '', (tag: string, at: number) => `FROM ${IMAGE}:${tag} AS s${at}\n`],
    ['main.tf', '', (tag: string, at: number) => `b${at} {\n  image = "${IMAGE}:${tag}"\n}\n`],
    ['.env', '', (tag: string, at: number) => `A${at}_IMAGE=${IMAGE}:${tag}\n`],
    ['templates/app.yaml', '{{ if }}\n', (tag: string) => `- image: ${IMAGE}:${tag}\n`],
  ])('has all of them found and moved in time in %s', (path, head, lineOf) => {
    const write = (tag: string): string =>
      `${head}${Array.from({ length: 20_000 }, (_, at) => lineOf(tag, at)).join('')}${path.endsWith('json') ? ']' : ''}`;

    const result = withinTime('rewritePins', () => rewritePins(write('v1'), { path, image: IMAGE, to: { tag: 'v2' } }));

    expect('problem' in result ? result.problem.message : result.changes.length).toBe(20_000);
    expect('text' in result && result.text === write('v2')).toBe(true);
    expect(withinTime('findPins', () => findPins(write('v1'), { path }))).toHaveLength(20_000);
  });
});

describe('a hostile rule', () => {
  const text = `image: ${IMAGE}:v1\n__proto__: {tag: v1}\n`;
  const strings = [
    '',
    '/',
    '//',
    '#',
    '#99999999999999999999',
    '#-1/a',
    '~',
    '/~2',
    '/image/x',
    '/__proto__/tag',
    '/constructor/prototype',
  ];
  const names = [
    '__proto__',
    'constructor',
    'toString',
    '$&',
    '[',
    '(a+)+$',
    'a.*',
    '\uD800',
    '\0',
    'a'.repeat(100_000),
    ...strings,
  ];
  const broken = [Number.NaN, -1, 0, 0.5, Number.POSITIVE_INFINITY].map((places) => ({ image: IMAGE, places }));

  it.each(PATHS)('names nothing in %j, and says so', (path) => {
    const rules = (['arg', 'image', 'pointer', 'marker', 'pattern'] as const).flatMap((way) =>
      names.map((name) => ({ [way]: name })),
    );
    for (const rule of [...rules, ...broken, {}, { image: IMAGE, pointer: '/image' }]) {
      expect([rule, isSound(text, { path, ...rule, to: TO })]).toEqual([rule, true]);
    }
  });

  it.each(hostilePatterns)('with the pattern $name is done in time, or refused', ({ pattern }) => {
    const hostile = `${'a'.repeat(100_000)}\n`.repeat(10);

    const move = { path: 'notes.txt', pattern, to: { tag: 'v2' } };

    expect(withinTime('rewritePins', () => isSound(hostile, move))).toBe(true);
  });

  it.each([
    {},
    { tag: '' },
    { tag: 'a b' },
    { tag: '$&' },
    { version: "$'" },
    { commit: '__proto__' },
    { digest: 'sha256:' },
  ])('that puts %j into a file is refused', (to) => {
    const result = rewritePins(text, { path: 'app.yaml', image: IMAGE, to });

    expect(result).toMatchObject({ problem: { code: 'bad-value' } });
  });
});

describe('any text at all', () => {
  const piece = fc.constantFrom(...PIECES);
  const text = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
  const string = fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 20 }));
  const way = fc.oneof(
    fc.constantFrom(...WAYS),
    fc
      .tuple(fc.constantFrom('arg', 'image', 'pointer', 'marker', 'pattern'), string)
      .map(([way, name]) => ({ [way]: name })),
  );
  const to = fc.constantFrom<PinMove['to']>(
    TO,
    { tag: 'v2' },
    { digest: TO.digest },
    { version: '1.2.3' },
    { commit: 'c'.repeat(40) },
  );

  it('in any file is moved soundly or left alone, by whatever names the place', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...PATHS), way, to, (text, path, way, to) => {
        expect(isSound(text, { path, ...way, to })).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is looked through for references, each of which its own pointer names', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...PATHS), (text, path) => {
        for (const { tag, digest, commit, version, pointer } of findPins(text, { path })) {
          const held = { tag, digest, commit, version };
          const to = Object.fromEntries(
            Object.entries(held).filter(([, value]) => value !== undefined),
          ) as PinMove['to'];
          // What it holds already is moved without a change, if the pointer leads to it.
          expect(rewritePins(text, { path, pointer, to })).toEqual({ text, changes: [] });
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
