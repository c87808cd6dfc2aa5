import { describe, expect, it } from '@jest/globals';
import { findPins, locatePin, rewritePins } from '../../../../src/core/pins/index.ts';
import type { PinMove, PinProblem, PinProblemCode } from '../../../../src/core/pins/index.ts';
import { NEW, OLD } from '../examples.ts';

const marked = { path: 'app.yaml', marker: 'payments', to: { tag: 'v2' } };

function moved(text: string, move: Partial<PinMove> = {}): string {
  const result = rewritePins(text, { ...marked, ...move });
  if ('problem' in result) throw new Error(result.problem.message);
  return result.text;
}

function problemOf(text: string, move: Partial<PinMove> = {}): PinProblem {
  const result = rewritePins(text, { ...marked, ...move });
  if (!('problem' in result)) throw new Error(`moved: ${result.text}`);
  return result.problem;
}

describe('a marker behind a value', () => {
  it.each([
    ['app.yaml', 'a: v0\nb: {image: "x/y:v1", pullPolicy: Always} # sluice: payments\n'],
    ['app.yaml', '- {name: IMAGE, value: "x/y:v1"} # sluice: payments\n'],
    ['app.yaml', 'args: [\n  "x/y:v0",\n  "x/y:v1", # sluice: payments\n  ]\n'],
    ['main.tf', 'locals {\n  a = "x/y:v0"\n  b = "x/y:v1" # sluice: payments\n}\n'],
    ['main.tf', 'locals {\n  b = "x/y:v1" // sluice: payments\n}\n'],
    ['.env', 'A=v0\nB=v1 # sluice: payments\n'],
    ['Makefile', 'A := x:v0\nIMAGE := x/y:v1 # sluice: payments\n'],
    ['build.js', 'const image = "x/y:v1"; // sluice: payments\n'],
    ['query.sql', "select 'x/y:v1' -- sluice: payments\n"],
    ['page.html', '<p>x/y:v1</p> <!-- no --><b>"x/y:v1"<!-- sluice: payments -->\n'],
    ['app.css', 'a: "x/y:v1"; /* sluice: payments */\n'],
  ])('names it in %s: %j', (path, text) => {
    const last = text.lastIndexOf('v1');

    expect(moved(text, { path })).toBe(`${text.slice(0, last)}v2${text.slice(last + 2)}`);
  });

  it.each([
    ['none', 'app.yaml', 'a: v1 and more # sluice: pay\n'],
    ['none', 'Makefile', 'A := x:v1 # see below # sluice: payments\n'],
    ['none', 'Makefile', 'A := no reference # sluice: payments\n'],
    ['none', 'app.json', '{"a": "x:v1 # sluice: payments"}\n'],
    ['several', 'Makefile', 'A := x:v1 # sluice: payments\nB := x:v1 # sluice: payments\n'],
  ] satisfies [PinProblemCode, string, string][])('is %s in %s: %j', (code, path, text) => {
    expect(problemOf(text, { path }).code).toBe(code);
  });
});

describe('a marker above a line', () => {
  it.each([
    ['app.yaml', '- image: x/y:v0\n# sluice: payments\n- image: x/y:v1\n'],
    ['app.yaml', 'env:\n  # sluice:payments\n  - {name: IMAGE, value: "x/y:v1"}\n'],
    ['app.yaml', 'image:\n  # sluice: payments\n  tag: v1\n  repository: x/y\n'],
    ['app.yaml', '# sluice: payments\r\na: v1\r\n'],
    ['Dockerfile', '# sluice: payments\nFROM x/y:v1\n'],
    ['Dockerfile', 'FROM x/y:v0\n# sluice: payments\nENV APP_VERSION=v1\n'],
    ['Makefile', '## sluice: payments\nIMAGE := x/y:v1\n'],
    ['build.js', '  // sluice: payments\n  image: "x/y:v1",\n'],
  ])('names what stands below it in %s: %j', (path, text) => {
    expect(moved(text, { path })).toBe(text.replace('v1', 'v2'));
  });

  it.each([
    ['none', 'app.yaml', '# sluice: payments\n\n'],
    ['not-literal', 'app.yaml', '# sluice: payments\na:\n  b: words and words\n'],
    ['several', 'app.yaml', '# sluice: payments\nimages:\n  - image: x:v1\n  - image: y:v1\n'],
    ['none', 'app.yaml', '# sluice: payments\n- {a: v1.0, b: v2.0}\n'],
    ['none', 'app.yaml', '# sluice: payments'],
    ['none', 'app.yaml', 'a: |\n  # sluice: payments\nimage: x/y:v1\n'],
    ['several', 'app.yaml', '# sluice: payments\n- [{image: "x:v1"}, {image: "y:v1"}]\n'],
    ['several', 'app.yaml', '# sluice: payments\na: v1 # sluice: payments\n'],
  ] satisfies [PinProblemCode, string, string][])('is %s in %s: %j', (code, path, text) => {
    expect(problemOf(text, { path }).code).toBe(code);
  });
});

describe('a marker above a key', () => {
  it.each([
    ['app.yaml', 'image:\n  repository: r\n  tag: v1\nother:\n  image: x:v1\n'],
    ['app.yaml', 'images:\n  # sluice: payments\n  - image:\n      repository: r\n      tag: v1\n  - image: x:v1\n'],
    ['app.yaml', 'image: # of payments\n\n  # from here\n  repository: r\n  tag: v1\nother: {image: "x:v1"}\n'],
    ['app.yaml', 'image: {\n  repository: r,\n  tag: v1\n}\nother: {image: "x:v1"}\n'],
    ['app.yaml', 'a/b:\n  - - repository: r\n      tag: v1\nother: {image: "x:v1"}\n'],
    ['app.yaml', 'a: 1\n---\n# sluice: payments\nimage:\n  repository: r\n  tag: v1\nother: {image: "x:v1"}\n'],
    ['app.yaml', 'version:\n  v1\nother: x:v1\n'],
    [
      'main.tf',
      'locals {\n  # sluice: payments\n  image = {\n    repository = "r"\n    tag = "v1"\n  }\n  other = "x:v1"\n}\n',
    ],
  ])('names the one reference that begins there in %s: %j', (path, text) => {
    const marked = text.includes('sluice:') ? text : `# sluice: payments\n${text}`;

    expect(moved(marked, { path })).toBe(marked.replace('v1', 'v2'));
  });

  it('moves the tag and the digest that stand there together', () => {
    const text = (tag: string, digest: string): string =>
      `# sluice: payments\nimage:\n  repository: r\n  tag: ${tag}\n  digest: ${digest}\n`;

    expect(moved(text('v1', OLD), { to: { tag: 'v2', digest: NEW } })).toBe(text('v2', NEW));
    expect(problemOf(text('v1', OLD)).message).toContain('move together');
  });

  it('reads thousands of marks in a row no more often than one', () => {
    const text = `${'# sluice: other\n'.repeat(19_000)}# sluice: payments\nimage:\n  repository: r\n  tag: v1\n`;
    const before = process.cpuUsage();

    expect(moved(text)).toBe(text.replace('v1', 'v2'));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(4);
  });
});

describe('what stands between a marker and its value', () => {
  it.each([
    ['app.yaml', '# sluice: payments\n\na: v1\n'],
    ['app.yaml', '# sluice: payments\n# was v0.9.0\n \t\n#\na: v1\n'],
    ['app.yaml', '# sluice: payments\n# sluice: other\nimage: x:v1\n'],
    ['Dockerfile', '# sluice: payments\n\n# the base\nFROM x:v1\n'],
    ['Makefile', '# sluice: payments\n# was v0.9.0\nIMAGE := x:v1\n'],
    ['run.sh', 'run \\\n  # sluice: payments\n  --image=x:v1\n'],
  ])('may be blank lines and comments in %s: %j', (path, text) => {
    expect(moved(text, { path })).toBe(text.replace('v1', 'v2'));
  });
});

describe('a note', () => {
  it.each([
    ['app.yaml', 'a: v1 # sluice: payments (by hand before)\n'],
    ['app.yaml', 'a: v1 # sluice: payments, by hand before\n'],
    ['app.yaml', 'a: v1 # sluice: payments, once # sluice: other\n'],
    ['app.yaml', '# sluice: payments (see sluice: other)\na: v1\n'],
    ['app.yaml', `a: v1 # sluice: payments ${'and so on '.repeat(100)}\n`],
    ['page.html', '<b>"x/y:v1"<!-- sluice: payments (by hand) -->\n'],
    ['app.css', 'a: "x/y:v1"; /* sluice: payments*/\n'],
  ])('may stand behind the name in %s: %j', (path, text) => {
    expect(moved(text, { path })).toBe(text.replace('v1', 'v2'));
    expect(problemOf(text, { path, marker: 'other' }).code).toBe('none');
  });

  it('is never the name', () => {
    expect(problemOf('a: v1 # sluice: other payments\n').code).toBe('none');
    expect(problemOf(`a: v1 # sluice: ${'p'.repeat(400)}\n`, { marker: 'p'.repeat(400) }).code).toBe('none');
  });
});

describe('a marker', () => {
  it('says how to write one where there is none, and that JSON has none', () => {
    expect(problemOf('a: v1\n').message).toBe(
      'The marker "payments" in app.yaml stands on no value\'s line. Write "sluice: <name>" in a comment behind the value, or in one of its own above it.',
    );
    expect(problemOf('{"a": "v1"}\n', { path: 'a.json' }).message).toBe(
      'The marker "payments" in a.json stands on no value\'s line. a.json cannot have comments: name the place by `pointer`.',
    );
  });

  it('may stand at several places where the rule counts them', () => {
    const text = 'a: v1 # sluice: payments\nb: v1 # sluice: payments\n';

    expect(moved(text, { places: 2 })).toBe(text.replaceAll('v1', 'v2'));
    expect(problemOf(text, { places: 3 }).code).toBe('several');
  });

  it('is never taken for a pattern or a property', () => {
    for (const marker of ['__proto__', 'constructor', '.*', '(', '']) {
      expect(problemOf('a: v1 # sluice: payments\n', { marker }).code).toBe('none');
    }
    expect(moved('a: v1 # sluice: __proto__\n', { marker: '__proto__' })).toBe('a: v2 # sluice: __proto__\n');
  });
});

describe('a marker at a text that is no reference', () => {
  it('makes no pin of it', () => {
    expect(findPins('= # sluice: one', { path: 'app.yaml' })).toEqual([]);
    expect(findPins('a: v1 # sluice: one', { path: 'app.yaml' })).toMatchObject([{ tag: 'v1', marker: 'one' }]);
  });
});

describe('the policy of a Flux marker', () => {
  const policy = 'flux-system:app';
  const text = `a:\n  image: x/y:v1 # {"$imagepolicy": "${policy}"}\nb:\n  image: x/y:v1 # {"$imagepolicy": "${policy}"}\nc:\n  image: x/y:v1\n`;

  it('names every place that it marks', () => {
    expect(moved(text, { marker: policy })).toBe(
      text.replace('v1', 'v2').replace('b:\n  image: x/y:v1', 'b:\n  image: x/y:v2'),
    );
  });

  it('names exactly one where one is looked for', () => {
    expect(locatePin(text, { path: 'app.yaml', marker: policy })).toMatchObject({
      problem: { code: 'several', candidates: [{ line: 2 }, { line: 4 }] },
    });
    expect(locatePin(text, { path: 'app.yaml', marker: policy, places: 2 })).toMatchObject({ value: 'v1', line: 2 });
  });
});

describe('the value that a line of a text assigns', () => {
  it.each([
    'APP_VERSION := @ # sluice: payments',
    'TAG ::= @ # sluice: payments',
    'TAG ?= @ # sluice: payments',
    'export TAG="@" # sluice: payments',
    "const tag = '@'; // sluice: payments",
    '- tag: @ # sluice: payments',
    '"tag": "@", // sluice: payments',
    'golang @ # sluice: payments',
    '# sluice: payments\nTAG=@ # no longer v0.0.1',
  ])('moves from any form to any other and back: %j', (lines) => {
    const write = (value: string): string => `A := v0.1\n${lines.replace('@', value)}\r\nB := 7\n`;
    const forms = ['v1.2.3', 'latest', '2', 'release-2', '1.10', 'v1.2.3'];
    forms.slice(1).forEach((next, at) => {
      const [from, to] = [{ tag: forms[at] ?? '' }, { tag: next }];

      expect(moved(write(from.tag), { path: 'Makefile', from, to })).toBe(write(next));
    });
  });

  it('is its only value, whatever a comment behind it reads as', () => {
    const line = 'TAG := latest # no longer v1.2.3\n';
    const move = { path: 'Makefile', pointer: 'line:1', to: { tag: 'v2' } };

    expect(rewritePins(line, move)).toMatchObject({ text: line.replace('latest', 'v2') });
  });

  it.each(['A := one two', 'see the notes', 'A =', 'url: https://acme.dev/#v', 'if [ $A = 1 ]; then', 'f(a = b)'])(
    'is none in %j',
    (line) => {
      expect(problemOf(`${line} # sluice: payments\n`, { path: 'Makefile' }).code).toMatch(/none|not-literal/);
    },
  );
});

describe('a line of a text', () => {
  it.each([
    ['line:1', 'FROM x/y:v1.0 as z\n'],
    ['line:2', 'a\n"x/y:v1.0"\n'],
    ['line:1:2', `see ${OLD} and x/y:v1.0.\n`],
    ['line:1', 'go get example.org/x@v0 (v1.0).\n'],
  ])('is named by its number: %s of %j', (pointer, text) => {
    const move = { path: 'notes.txt', pointer, to: { tag: 'v2.0' } };

    expect(rewritePins(text, move)).toMatchObject({ text: text.replace('v1.0', 'v2.0') });
  });

  it('is not looked at where no person could read it', () => {
    const marked = (length: number): string => `${'x'.repeat(length)} x/y:v1.0 // sluice: it\n`;
    const move = { path: 'notes.txt', marker: 'it', to: { tag: 'v2.0' } };

    expect(rewritePins(marked(90_000), move)).toMatchObject({ changes: [{ from: 'v1.0', to: 'v2.0' }] });
    expect(rewritePins(marked(100_000), move)).toMatchObject({ problem: { code: 'none' } });
  });
});
