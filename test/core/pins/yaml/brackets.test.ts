/** Brackets that close no further to the right than the key they stand under: no YAML by the book, and everywhere. */
import { describe, expect, it } from '@jest/globals';
import { findPins, locatePin } from '../../../../src/core/pins/index.ts';
import { IMAGE, NEW, OLD, move, moved, problemOf } from '../examples.ts';

const WHOLE = `${IMAGE}:v1@${OLD}`;
const to = { tag: 'v2', digest: NEW };
const at = (text: string): string => text.replaceAll('v1@', 'v2@').replaceAll(OLD, NEW);

const rows: [string, string][] = [
  ['a list beside the image', `args: [\n  a\n]\nimage: ${WHOLE}\n`],
  ['a list that closes where its key stands', `on:\n  branches: [\n      main\n  ]\nimage: ${WHOLE}\n`],
  ['a list that closes before its key', `on:\n  push:\n    branches: [\n      main\n  ]\n  image: ${WHOLE}\n`],
  ['a list with nothing in it', `args: [\n]\nimage: ${WHOLE}\n`],
  ['a list of lists', `args: [\n  [a,\n  b], [\n  c\n], [\n]\n]\nimage: ${WHOLE}\n`],
  ['a list of images', `images: [\n  {image: "${WHOLE}"},\n  {image: "other:v1"}\n]\n`],
  ['a list in an item of a list', `- args: [\n    a\n]\n- {image: ${WHOLE}}\n`],
  ['a map', `spec: {\n  image: ${WHOLE}\n}\n`],
  ['a map in quotes like JSON', `spec: {\n  "image": "${WHOLE}"\n}\n`],
  ['a map in a map', `spec: {\n  a: {\n  image: ${WHOLE}\n}, b: {\n}, c: [\n]\n}\n`],
  ['maps side by side', `steps: [ {\n  image: ${WHOLE}\n}, {\n  image: other\n}\n]\n`],
  ['a map with an empty value', `spec: {\n  image: ${WHOLE},\n  a:\n}\n`],
  ['a map behind a comma', `spec: {\n  image: "${WHOLE}",\n}\n`],
  ['a map with an anchor', `a: &a {\n  b: 1\n}\nimage: ${WHOLE}\nc: *a\n`],
  ['comments and empty lines before the bracket', `spec: {\n  image: ${WHOLE} # it's ]\n\n  # }\n}\n`],
  ['a comment in a list with nothing in it', `args: [ # none: ]\n]\nimage: ${WHOLE}\n`],
  ['a later document', `a: 1\n---\nargs: [\n  a\n] # b\n--- # c\nimage: ${WHOLE}`],
  ['a bracket inside quotes', `a: "x\n  ] y"\nargs: [\n  'b\n  ]'\n]\nimage: ${WHOLE}\n`],
  ['a bracket inside a plain text', `a: x\n  ] y\nargs: [\n  b\n]\nimage: ${WHOLE}\n`],
  ['JSON in a block scalar', `a: |\n  {\n    "b": [\n    ]\n  }\nargs: [\n  b\n]\nimage: ${WHOLE}\n`],
  ['a block scalar of brackets', `args: [\n  b\n]\na: >-\n\n  ]\n  }\nimage: ${WHOLE}\n`],
];

const ends: [string, (text: string) => string][] = [
  ['', (text) => text],
  [' with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  [' after a byte order mark', (text) => `\uFEFF${text}`],
];
const cases = rows.flatMap(([name, text]) => ends.map(([end, apply]) => ({ name: name + end, text: apply(text) })));

describe('a bracket that closes too far to the left', () => {
  it.each(cases)('keeps no pin from being moved: $name', ({ text }) => {
    expect(moved(text, { to })).toBe(at(text));
  });

  it.each(cases)('keeps no pin from being found where it stands: $name', ({ text }) => {
    const [pin, ...others] = findPins(text, { path: 'app.yaml' }).filter(({ image }) => image === IMAGE);

    expect(others).toEqual([]);
    expect(text.split('\n')[(pin?.line ?? 0) - 1]).toContain(WHOLE);
    const pointer = pin?.pointer ?? '';
    const located = locatePin(text, { path: 'app.yaml', image: IMAGE });
    expect(locatePin(text, { path: 'app.yaml', pointer })).toEqual(located);
    expect('problem' in located ? located : text.slice(located.start, located.end)).toBe(`v1@${OLD}`);
  });

  it.each([
    ['before it', `spec: {\n  image: x/y:v1 # sluice: it\n}\n`],
    ['on the line above', `args: [\n  a\n]\n# sluice: it\nb: v1\n`],
  ])('leaves the marker %s in force', (_, text) => {
    expect(moved(text, { marker: 'it', to: { tag: 'v2' } })).toBe(text.replace('v1', 'v2'));
  });

  it('changes nothing in a block scalar that moves', () => {
    const text = `args: [\n  a\n]\nimage: |\n  ${WHOLE}\nb: |\n  }\n`;

    expect(moved(text, { to })).toBe(at(text));
    expect(problemOf(text, { pointer: '/b', to }).message).toContain('a text that is no reference');
  });

  it.each([
    [4, 'args: [\n  a\n]\n] b\n'],
    [2, 'a: b\n] c\nargs: [\n]\n'],
    [4, 'args: [\n]\na: b\n] c\n'],
    [5, 'args: [\n]\na: |\n  b\n] c\n'],
    [4, 'args: [\n]\nb: [\nc: 1\n'],
    [3, 'args: [\n  a\n}\n'],
    [6, 'args: [\n  a\n]\nb: [\n  c,\nd\n]\n'],
    [5, 'args: [\n  # a\n\n]\nb: "\\q"\n'],
  ])('does not hide that line %i is wrong: %j', (line, text) => {
    const result = move(text, { to });

    expect(result).toMatchObject({ problem: { code: 'unreadable' } });
    expect('problem' in result && result.problem.message).toContain(`(line ${line})`);
  });

  it('is read in time however many there are, or refused', () => {
    const many = `${'- [\n]\n'.repeat(20_000)}- image: ${WHOLE}\n`;

    expect(moved(many, { to })).toBe(at(many));
    expect(problemOf(`${'- [\n]\n'.repeat(300_000)}- image: ${WHOLE}\n`, { to }).code).toBe('unreadable');
    expect(problemOf(`a: [\n]\n${'- '.repeat(100_000)}\n`, { to }).code).toBe('unreadable');
  });
});
