import { describe, expect, it } from '@jest/globals';
import { findPins, locatePin, rewritePins } from '../../../../src/core/pins/index.ts';
import type { PinMove, PinProblemCode } from '../../../../src/core/pins/index.ts';
import { IMAGE, NEW, OLD, move, moved, problemOf } from '../examples.ts';

const image = (tag: string): string => `- image: ${IMAGE}:${tag}\n`;
const TO = { to: { tag: 'v2' } };

describe('an image', () => {
  it('means every reference to it, and nothing else', () => {
    const text = `${image('v1')}- image: other:v1\n${image('v0')}- image: ${IMAGE}-worker:v1\n`;

    expect(move(text, TO)).toEqual({
      text: `${image('v2')}- image: other:v1\n${image('v2')}- image: ${IMAGE}-worker:v1\n`,
      changes: [
        { start: 36, end: 38, line: 1, from: 'v1', to: 'v2' },
        { start: 93, end: 95, line: 3, from: 'v0', to: 'v2' },
      ],
    });
  });

  it('means as many as the rule counts, no more and no fewer', () => {
    const text = image('v1') + image('v1');

    expect(moved(text, { ...TO, places: 2 })).toBe(image('v2') + image('v2'));
    expect(problemOf(text, { ...TO, places: 1 })).toEqual({
      code: 'several',
      message: `The image ${IMAGE} in app.yaml stands for 2 places instead of 1. Set \`places\` to 2 if that is right.`,
      candidates: [
        { file: 'app.yaml', line: 1, text: `- image: ${IMAGE}:v1` },
        { file: 'app.yaml', line: 2, text: `- image: ${IMAGE}:v1` },
      ],
    });
    expect(problemOf(text, { ...TO, places: 3 })).toMatchObject({
      code: 'none',
      candidates: [{ line: 1 }, { line: 2 }],
    });
  });

  it('is found without its registry where no full name is the same', () => {
    const beside = 'image: {registry: quay.io, repository: acme/proxy, tag: v1}\n';
    const both = `a:\n  ${beside}b:\n  image: acme/proxy:v1\n`;
    const two = `a:\n  ${beside}b:\n  ${beside.replace('quay', 'ghcr')}`;

    expect(moved(beside, { ...TO, image: 'acme/proxy' })).toBe(beside.replace('v1', 'v2'));
    expect(moved(both, { ...TO, image: 'acme/proxy' })).toBe(both.replace('proxy:v1', 'proxy:v2'));
    expect(problemOf(two, { ...TO, image: 'acme/proxy' }).code).toBe('several');
    expect(moved(two, { ...TO, image: 'ghcr.io/acme/proxy' })).toContain('ghcr.io, repository: acme/proxy, tag: v2');
  });

  it('is not looked for in a text of no known format', () => {
    const result = rewritePins(`FROM ${IMAGE}:v1\n`, { path: 'Makefile', image: IMAGE, ...TO });

    expect(result).toMatchObject({ problem: { code: 'not-carried' } });
  });

  it('shows at most twenty lines', () => {
    const text = image('v1').repeat(30);

    expect(problemOf(text, { ...TO, places: 1 }).candidates).toHaveLength(20);
  });

  it('is the name of a chart or an action as well, as the file writes it', () => {
    const chart = 'dependencies:\n  - {name: redis, version: 1.2.3, repository: "https://charts.acme.dev"}\n';
    const workflow = 'jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4.1.0 # pinned\n';

    expect(rewritePins(chart, { path: 'charts/a/Chart.yaml', image: 'redis', to: { version: '1.3.0' } })).toMatchObject(
      { text: chart.replace('1.2.3', '1.3.0') },
    );
    expect(
      rewritePins(workflow, { path: '.github/workflows/a.yml', image: 'actions/checkout', to: { tag: 'v5' } }),
    ).toMatchObject({ text: workflow.replace('v4.1.0', 'v5') });
  });

  it.each([
    ['in full', 'nginx:v1', 'nginx:v2'],
    [
      'beside its registry',
      '{registry: quay.io, repository: nginx, tag: v1}',
      '{registry: quay.io, repository: nginx, tag: v2}',
    ],
  ])('is that image and not a chart of its name, where it stands %s', (_, before, after) => {
    const release = (held: string): string =>
      `kind: HelmRelease\nspec:\n  chart:\n    spec: {chart: nginx, version: 1.2.3, sourceRef: {name: a}}\n  values:\n    image: ${held}\n`;

    expect(moved(release(before), { ...TO, image: 'nginx' })).toBe(release(after));
    expect(moved(release('other:v1'), { to: { version: '1.3.0' }, image: 'nginx' })).toBe(
      release('other:v1').replace('1.2.3', '1.3.0'),
    );
  });
});

describe('an image that is not in the file', () => {
  it.each([
    ['payments', `${image('v1')}- image: other:v1\n`, IMAGE],
    ['registry.acme.dev/team/payments', image('v1'), IMAGE],
    ['registry.acme.dev/paymnets', image('v1'), IMAGE],
    ['ngnix', '- image: nginx:v1\n', 'nginx'],
  ])('is answered with the one that was meant: %s', (asked, text, meant) => {
    expect(problemOf(text, { ...TO, image: asked })).toMatchObject({
      code: 'none',
      message: `app.yaml has no reference to the image ${asked}. Did you mean ${meant}?`,
    });
  });
});

describe('a move with `from`', () => {
  it.each([
    ['a tag alone', `${IMAGE}:v1`, { tag: 'v1', digest: OLD }, false],
    ['a tag alone', `${IMAGE}:v1`, { tag: 'v1' }, true],
    ['a tag alone', `${IMAGE}:v1`, { digest: OLD }, false],
    ['both', `${IMAGE}:v1@${OLD}`, { tag: 'v1', digest: OLD }, true],
    ['both', `${IMAGE}:v1@${OLD}`, { tag: 'v1' }, true],
    ['both', `${IMAGE}:v1@${OLD}`, { digest: OLD }, true],
    ['both', `${IMAGE}:v1@${OLD}`, { tag: 'v0', digest: OLD }, false],
    ['both', `${IMAGE}:v1@${OLD}`, { tag: 'v1', digest: NEW }, false],
    ['a digest alone', `${IMAGE}@${OLD}`, { tag: 'v1', digest: OLD }, true],
    ['a digest alone', `${IMAGE}@${OLD}`, { tag: 'v1' }, false],
  ] satisfies [string, string, PinMove['to'], boolean][])(
    'compares what it gives with a place that holds %s: %s and %j',
    (_, written, from, isHeld) => {
      const result = move(`image: ${written}\n`, { to: { tag: 'v2', digest: NEW }, from });

      expect('problem' in result ? `refused: ${result.problem.code}` : 'moved').toBe(
        isHeld ? 'moved' : 'refused: moved',
      );
    },
  );

  it('moves the places that hold it, and no other', () => {
    expect(moved(image('v1') + image('v0') + image('v1'), { ...TO, from: { tag: 'v1' } })).toBe(
      image('v2') + image('v0') + image('v2'),
    );
  });

  it('is done where one holds the new value already, and refused where none holds either', () => {
    const text = image('v2') + image('v0');

    expect(move(text, { ...TO, from: { tag: 'v1' } })).toEqual({ text, changes: [] });
    expect(problemOf(image('v0') + image('v3'), { ...TO, from: { tag: 'v1' } })).toMatchObject({
      code: 'moved',
      candidates: [{ line: 1 }, { line: 2 }],
    });
  });

  it('passes over a place that cannot be the one, though nobody could move it', () => {
    const twice = (tag: string): string => `- image: ${IMAGE}:${tag}\n  image: ${IMAGE}:${tag}\n`;

    expect(moved(image('v1') + twice('v0'), { ...TO, from: { tag: 'v1' } })).toBe(image('v2') + twice('v0'));
    expect(problemOf(image('v1') + twice('v1'), { ...TO, from: { tag: 'v1' } }).code).toBe('not-literal');
    expect(problemOf(image('v1') + twice('v0'), TO).code).toBe('not-literal');
  });
});

describe('a move of several places', () => {
  it('is done in all of them or in none', () => {
    const text = `${image('v1')}- image: ${IMAGE}@${OLD}\n`;

    expect(problemOf(text, TO)).toMatchObject({ code: 'bad-value', candidates: [{ line: 2 }] });
    expect(moved(text, { to: { tag: 'v2', digest: NEW } })).toBe(`${image('v2')}- image: ${IMAGE}@${NEW}\n`);
  });

  it('moves a stretch that they share once, if it has all of them', () => {
    const text = `ARG GO=1.22\nFROM golang:$GO AS a\nFROM golang:\${GO} AS b\n`;
    const how: PinMove = { path: 'Dockerfile', image: 'golang', to: { tag: '1.23' } };

    expect(rewritePins(text, how)).toMatchObject({ text: text.replace('1.22', '1.23'), changes: [{ line: 1 }] });
    expect(rewritePins(`${text}FROM other:$GO\n`, how)).toMatchObject({
      problem: { code: 'not-literal', message: expect.stringContaining('another image takes it as well') },
    });
    expect(rewritePins(text, { path: 'Dockerfile', pointer: '/FROM/0', to: { tag: '1.23' } })).toMatchObject({
      problem: { code: 'not-literal' },
    });
    expect(
      rewritePins(`${text}FROM other:$GO\n`, { path: 'Dockerfile', arg: 'GO', to: { tag: '1.23' } }),
    ).toMatchObject({
      text: `${text}FROM other:$GO\n`.replace('1.22', '1.23'),
    });
  });
});

describe('one pin', () => {
  it('is exactly one place, however it is named', () => {
    expect(locatePin(image('v1'), { path: 'a.yaml', image: IMAGE })).toMatchObject({ value: 'v1', line: 1 });
    expect(locatePin(image('v1') + image('v1'), { path: 'a.yaml', image: IMAGE })).toEqual({
      problem: {
        code: 'several',
        message: `a.yaml has 2 references to the image ${IMAGE}. Name the one that is to move by \`pointer\` or \`marker\`, or say by \`places\` how many there are.`,
        candidates: [
          { file: 'a.yaml', line: 1, text: `- image: ${IMAGE}:v1` },
          { file: 'a.yaml', line: 2, text: `- image: ${IMAGE}:v1` },
        ],
      },
    });
  });

  it('may stand in several places that hold the same', () => {
    const rule = { path: 'a.yaml', image: IMAGE, places: 2 };

    expect(locatePin(image('v1') + image('v1'), rule)).toMatchObject({
      kind: 'kubernetes',
      value: 'v1',
      reference: { tag: 'v1' },
      line: 1,
      parts: [{ line: 1 }, { line: 2 }],
    });
    expect(locatePin(image('v1') + image('v2'), rule)).toMatchObject({
      problem: { code: 'disagree', candidates: [{ line: 1 }, { line: 2 }] },
    });
  });

  it.each([
    ['not-carried', {}],
    ['not-carried', { image: IMAGE, marker: 'x' }],
    ['bad-value', { image: IMAGE, places: 0 }],
    ['bad-value', { image: IMAGE, places: Number.NaN }],
    ['bad-value', { image: IMAGE, places: 1.5 }],
    ['none', { pointer: '__proto__' }],
    ['none', { pointer: '/__proto__/constructor' }],
    ['none', { image: 'constructor' }],
    ['none', { arg: '__proto__' }],
    ['none', { pattern: '(?<tag>toString)' }],
  ] satisfies [PinProblemCode, object][])('is %s by %j', (code, rule) => {
    expect(locatePin(image('v1'), { path: 'a.yaml', ...rule })).toMatchObject({ problem: { code } });
  });
});

describe('a pin that is not found', () => {
  const text = `a: 1\n${image('v1').slice(2)}`;
  const candidates = [{ file: 'app.yaml', line: 2, text: `image: ${IMAGE}:v1` }];

  it.each([
    ['image', { image: 'other' }],
    ['pointer', { pointer: '/spec/image' }],
    ['marker', { marker: 'other' }],
    ['pattern', { pattern: 'other:(?<tag>v1)' }],
  ])('shows the references of the file: by %s', (_, rule) => {
    expect(locatePin(text, { path: 'app.yaml', ...rule })).toMatchObject({ problem: { code: 'none', candidates } });
  });

  it('shows where its pointer leads in each document', () => {
    const several = `a: 1\n---\n${text}---\nb: 1\n`;

    expect(locatePin(several, { path: 'app.yaml', pointer: '/a' })).toMatchObject({
      problem: {
        code: 'several',
        candidates: [
          { file: 'app.yaml', line: 1 },
          { file: 'app.yaml', line: 3 },
        ],
      },
    });
    expect(locatePin(several, { path: 'app.yaml', pointer: '/c' })).toMatchObject({
      problem: { code: 'several', candidates: [{ file: 'app.yaml', line: 4 }] },
    });
  });
});

describe('a value that aliases repeat', () => {
  const MAP = `a: &a {image: "${IMAGE}:v1"}\n`;

  it.each([
    ['a map that is repeated as a whole', `${MAP}b: *a\nc: [*a]\n`, '/a/image'],
    ['a list that is repeated as a whole', `a: &a [{image: "${IMAGE}:v1"}]\nb: *a\n`, '/a/0/image'],
    ['a map in one that is merged', `a: &a {web: {image: "${IMAGE}:v1"}}\nb: {<<: *a}\n`, '/a/web/image'],
    ['a map of anything', 'a: &a {v: v1}\nb: *a\n', '/a/v'],
    ['a merged map', `${MAP}b: {<<: *a, c: 1}\n`, '/a/image'],
    ['an image with an alias', `a: {image: &i "${IMAGE}:v1"}\nb: {image: *i}\n`, '/a/image'],
  ])('moves by the place where it is written: %s', (_, text, pointer) => {
    expect(moved(text, { ...TO, pointer })).toBe(text.replace('v1', 'v2'));
    const marked = text.replace('\n', ' # sluice: it\n');
    expect(moved(marked, { ...TO, marker: 'it' })).toBe(marked.replace('v1', 'v2'));
  });

  it('does not move by one of the places that repeat it', () => {
    const text = `a: {image: &i "${IMAGE}:v1"}\nb: {image: *i}\n`;

    expect(problemOf(text, { ...TO, pointer: '/b/image' })).toMatchObject({
      code: 'not-literal',
      message: expect.stringContaining('Name the place that they take it from, or name all of them by their image.'),
    });
  });

  it.each([{ pointer: '/k/tag' }, { pointer: '/k' }, { marker: 'it' }, { image: IMAGE }, { image: 'x/y' }])(
    'does not move where another image takes it: by %j',
    (rule) => {
      const text = `k: &a {repository: ${IMAGE}, tag: v1} # sluice: it\nb: {<<: *a, repository: x/y}\n`;

      expect(problemOf(text, { ...TO, ...rule })).toMatchObject({
        code: 'not-literal',
        message: expect.stringContaining('another image takes it as well. Write the value out'),
      });
    },
  );

  it.each([
    ['t: &t v1\nnote: *t\n', { pointer: '/t' }],
    ['t: &t v1 # sluice: it\nnote: *t\n', { marker: 'it' }],
    [`image: &i ${IMAGE}:v1\nnote: *i\n`, { image: IMAGE }],
  ])('does not move where what is no reference repeats it: %j by %j', (text, rule) => {
    const { code, message } = problemOf(text, { ...TO, ...rule });

    expect(code).toBe('not-literal');
    expect(message).toContain('something else in the file repeats what it stands in. Write the value out');
  });
});

describe('a digest that is not SHA-256', () => {
  it('is not moved, since a new one would be of another kind', () => {
    const text = `image: ${IMAGE}@sha512:${'a'.repeat(128)}\n`;

    expect(problemOf(text, { to: { digest: NEW } })).toMatchObject({
      code: 'not-literal',
      message: expect.stringContaining('its digest is no SHA-256 digest'),
    });
    expect(findPins(text, { path: 'app.yaml' })).toEqual([]);
  });
});

describe('a program that gives no reference', () => {
  const PATH = { path: 'app.yaml', image: IMAGE };

  it.each([
    ['bad-value', /is an object/, { ...PATH }],
    ['bad-value', /is an object/, { ...PATH, to: null }],
    ['bad-value', /is an object/, { ...PATH, to: 'v2' }],
    ['bad-value', /a number. Write it as a string: the number 1\.10 is 1\.1/, { ...PATH, to: { tag: 1.26 } }],
    ['bad-value', /The digest is no string/, { ...PATH, to: { digest: 1n } }],
    ['bad-value', /do not go together/, { ...PATH, to: { tag: 'v2', commit: 'a'.repeat(40) } }],
    ['bad-value', /64 hexadecimal digits/, { ...PATH, to: { digest: 'sha256:abc' } }],
    ['bad-value', /a number/, { ...PATH, to: { tag: 'v2' }, from: { tag: 1 } }],
    ['bad-value', /Give both as strings/, { image: IMAGE, to: { tag: 'v2' } }],
    ['bad-value', /Give both as strings/, undefined],
    ['bad-value', /Give both as strings/, null],
    ['bad-value', /The image of the pin in app\.yaml is no string/, { path: 'app.yaml', image: 5, to: { tag: 'v2' } }],
    ['not-carried', /exactly one of/, { path: 'app.yaml', to: { tag: 'v2' } }],
  ])('is told so, %s: %s', (code, message, move) => {
    expect(rewritePins(image('v1'), move as PinMove)).toMatchObject({
      problem: { code, message: expect.stringMatching(message) },
    });
  });

  it('or no text, is told so as well', () => {
    for (const text of [undefined, null, 5, {}]) {
      expect(rewritePins(text as string, { ...PATH, ...TO })).toMatchObject({ problem: { code: 'bad-value' } });
      expect(locatePin(text as string, PATH)).toMatchObject({ problem: { code: 'bad-value' } });
      expect(findPins(text as string, PATH)).toEqual([]);
    }
    expect(findPins(image('v1'), undefined as unknown as { path: string })).toEqual([]);
    expect(findPins(image('v1'), { path: 5 as unknown as string })).toEqual([]);
  });

  it('but a field that is undefined is as good as absent', () => {
    const to = { tag: 'v2', commit: undefined } as unknown as PinMove['to'];

    expect(moved(image('v1'), { to })).toBe(image('v2'));
  });
});

describe('the pins of a file', () => {
  it.each([
    ['a.yaml', `kind: HelmRelease\nspec: {chart: x, sourceRef: {name: a}, version: 1.2.3}\n`, { version: '1.2.3' }],
    ['a.yaml', 'repoURL: https://a.dev/b\ntargetRevision: v1.2.3\n', { tag: 'v1.2.3' }],
    ['a.yaml', `repoURL: https://a.dev/b\ntargetRevision: ${'a'.repeat(40)}\n`, { commit: 'a'.repeat(40) }],
    ['kustomization.yaml', 'resources: ["https://a.dev/b?ref=v1.2.3"]\n', { tag: 'v1.2.3' }],
    ['main.tf', 'module "a" {\n  source = "git::https://a.dev/b?ref=v1.2.3"\n}\n', { tag: 'v1.2.3' }],
    ['main.tf', 'module "a" {\n  source = "a/b/c"\n  version = "1.2.3"\n}\n', { version: '1.2.3' }],
    ['Dockerfile', 'ARG V=1.2.3\n', { version: '1.2.3' }],
    ['.env', 'APP_TAG=v12\n', { tag: 'v12' }],
    ['app.yaml', 'image: x/y:1.2.3\n', { tag: '1.2.3' }],
  ])('name what each holds in the one field for it: %s %j', (path, text, held) => {
    const [pin, ...others] = findPins(text, { path });
    const { tag, digest, commit, version } = pin ?? {};

    expect(others).toEqual([]);
    expect({ tag, digest, commit, version }).toEqual({
      tag: undefined,
      digest: undefined,
      commit: undefined,
      version: undefined,
      ...held,
    });
  });

  it('are those as well that cannot be moved, with the reason, where all are asked for', () => {
    const text = `k: &a {repository: ${IMAGE}, tag: v1}\nb: {<<: *a, repository: x/y}\nimage: "\\x61:v1"\nc: {image: c:v1}\n`;
    const refusal = 'Another image takes it as well. Write the value out in each of the places that use it.';
    const place = { line: 1, pointer: '/k/tag', tag: 'v1' };

    expect(findPins(text, { path: 'app.yaml' })).toMatchObject([{ image: 'c' }]);
    expect(findPins(text, { path: 'app.yaml', all: true })).toEqual([
      { image: IMAGE, kind: 'helm-values', ...place, refusal },
      { image: 'x/y', kind: 'helm-values', ...place, refusal },
      {
        image: 'a',
        kind: 'kubernetes',
        line: 3,
        pointer: '/image',
        tag: 'v1',
        refusal: 'Its value is spread over lines or spelled with escapes. Write it on one line, without escapes.',
      },
      { image: 'c', kind: 'kubernetes', line: 4, pointer: '/c/image', tag: 'v1' },
    ]);
    expect(findPins('FROM $BASE\n', { path: 'Dockerfile', all: true })).toMatchObject([
      { line: 1, pointer: '/FROM/0', refusal: expect.stringMatching(/^A variable in it has no value/) },
    ]);
  });

  it.each([
    ['Makefile', 'A := v0.1\nTAG := latest # sluice: payments\n', { tag: 'latest', line: 2, pointer: 'line:2' }],
    ['app.yaml', 'a: v1\nb: v2 # sluice: payments\n', { tag: 'v2', line: 2, pointer: '/b' }],
    ['app.yaml', '# sluice: payments\nb: 1.2.3\n', { version: '1.2.3', line: 2, pointer: '/b' }],
    ['Dockerfile', '# sluice: payments\nENV V=1.2.3\n', { version: '1.2.3', line: 2, pointer: '/ENV/V' }],
    ['main.tf', 'locals {\n  b = "stable" # sluice: payments\n}\n', { tag: 'stable', line: 2 }],
  ])('are values too that a comment marks: %s %j', (path, text, held) => {
    const found = findPins(text, { path });

    expect(found).toEqual([expect.objectContaining({ kind: 'value', marker: 'payments', ...held })]);
    const { pointer = '' } = found[0] ?? {};
    for (const rule of [{ pointer }, { marker: 'payments' }]) {
      expect(rewritePins(text, { path, ...rule, to: { tag: 'v9' } })).toMatchObject({ changes: [{ to: 'v9' }] });
    }
  });

  it('are marked values once, where something else tells them', () => {
    const text = `${image('v1').trimEnd()} # sluice: payments\nnote: "# sluice: x"\n`.replace('- ', '');

    expect(findPins(text, { path: 'app.yaml' })).toEqual([
      { image: IMAGE, tag: 'v1', line: 1, pointer: '/image', kind: 'kubernetes' },
    ]);
  });

  it('are those that can be moved, each stretch once', () => {
    const text = `ARG GO=1.22.0\nARG X=1.0\nFROM golang:$GO AS a\nFROM golang:$GO\nFROM x:$OTHER\nARG MODE=fast\n`;

    expect(findPins(text, { path: 'Dockerfile' })).toEqual([
      { image: 'golang', arg: 'GO', tag: '1.22.0', line: 1, pointer: '/ARG/GO', kind: 'dockerfile' },
      { arg: 'X', version: '1.0', line: 2, pointer: '/ARG/X', kind: 'arg' },
    ]);
  });

  it('lead back to themselves by their pointers', () => {
    const text = `ARG T=v1\nARG D=${OLD}\nFROM a/b:$T@$D\nFROM c/d:v1@${OLD}\nARG V=1.2.3\n`;

    const found = findPins(text, { path: 'Dockerfile' });

    expect(found).toHaveLength(3);
    for (const { pointer, kind, arg: _arg, line: _line, image: _image, name: _name, ...reference } of found) {
      expect(kind).toMatch(/dockerfile|arg/);
      expect(locatePin(text, { path: 'Dockerfile', pointer })).toMatchObject({ reference });
    }
  });

  it('move by their pointers where an `ARG` stands in a reference that nothing can move', () => {
    const text = 'ARG GO=1.22.0\nFROM golang:$GO\nFROM golang:$GO-alpine\n';

    expect(findPins(text, { path: 'Dockerfile' })).toEqual([
      { arg: 'GO', version: '1.22.0', line: 1, pointer: '/ARG/GO', kind: 'arg' },
    ]);
    expect(rewritePins(text, { path: 'Dockerfile', pointer: '/ARG/GO', to: { version: '1.23.0' } })).toMatchObject({
      text: text.replace('1.22.0', '1.23.0'),
    });
    expect(rewritePins(text, { path: 'Dockerfile', image: 'golang', to: { tag: '1.23.0' } })).toMatchObject({
      problem: { code: 'not-literal' },
    });
  });

  it('are none in a file that cannot be read, or of which nothing is known', () => {
    expect(findPins('image: [', { path: 'a.yaml' })).toEqual([]);
    expect(findPins('image: x/y:v1\n', { path: 'notes.md' })).toEqual([]);
  });
});
