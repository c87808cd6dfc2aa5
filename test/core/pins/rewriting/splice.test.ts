import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openYaml } from '../../../../src/core/pins/formats/yaml/yaml-file.ts';
import { applyChanges, sayDifference } from '../../../../src/core/pins/splice.ts';
import type { PinChange } from '../../../../src/core/pins/splice.ts';

const BEFORE = 'a: v1\nb: [x, "y"]\nc: &n 1\n';

const shapeOf = (text: string): Parameters<typeof sayDifference>[0] => {
  const file = openYaml(text, 'a.yaml');
  if ('unreadable' in file) throw new Error(file.unreadable);
  return file.shape();
};
const change: PinChange = { start: 3, end: 5, line: 1, from: 'v1', to: 'v1.2' };

describe('an edit', () => {
  it('takes a new value as it is spelled', () => {
    expect(applyChanges('a: v1 b: v1', [{ ...change, to: '$&$1\\' }])).toBe('a: $&$1\\ b: v1');
  });

  it('is told apart from an edit that changes nothing else', () => {
    expect(sayDifference(shapeOf(BEFORE), shapeOf(applyChanges(BEFORE, [change])), [change])).toBeUndefined();
  });

  it('is told apart where it has many parts, in the time of one look at each', () => {
    const count = 50_000;
    const line = (value: string): string => `- ${value}\n`;
    const text = line('v1').repeat(count);
    const changes = Array.from({ length: count }, (_, at) => ({
      start: at * 5 + 2,
      end: at * 5 + 4,
      line: at + 1,
      from: 'v1',
      to: 'v10',
    }));
    const shape = (value: string): Parameters<typeof sayDifference>[0] =>
      Array.from({ length: count }, (_, at) => {
        const start = at * line(value).length + 2;
        return { start, end: start + value.length, name: 'item', content: value };
      });
    const before = process.cpuUsage();

    expect(applyChanges(text, changes)).toBe(line('v10').repeat(count));
    expect(sayDifference(shape('v1'), shape('v10'), changes)).toBeUndefined();
    expect(sayDifference(shape('v1'), shape('v10'), changes.slice(1))).toBe('the part from offset 2 differs');

    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(3);
  });

  it.each([
    ['another value', 'a: v1.2\nb: [z, "y"]\nc: &n 1\n'],
    ['a kind of quotes', "a: v1.2\nb: [x, 'y']\nc: &n 1\n"],
    ['an anchor', 'a: v1.2\nb: [x, "y"]\nc: &m 1\n'],
    ['a key', 'a: v1.2\nd: [x, "y"]\nc: &n 1\n'],
    ['a place', 'a: v1.2\n\nb: [x, "y"]\nc: &n 1\n'],
    ['a number of values', 'a: v1.2\nb: [x, "y"]\nc: &n 1\nd: 1\n'],
  ])('is caught where it changes %s as well', (_, after) => {
    expect(sayDifference(shapeOf(BEFORE), shapeOf(after), [change])).toBeDefined();
  });
});

describe('the page of pins', () => {
  const root = join(import.meta.dirname, '../../../..');
  const page = readFileSync(join(root, 'docs/reference/pins.md'), 'utf8');
  const rowsOf = (heading: string): string[] => {
    const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    return [...section.matchAll(/^\| `([a-z-]+)`/gm)].map(([, name = '']) => name).toSorted();
  };
  const membersOf = (file: string, type: string): string[] => {
    const source = readFileSync(join(root, file), 'utf8').split(`export type ${type} =`)[1]?.split(';\n')[0] ?? '';
    return [...source.matchAll(/\| '([a-z-]+)'/g)].map(([, name = '']) => name).toSorted();
  };

  it('explains every problem, and every kind of place, and no other', () => {
    expect(rowsOf('What is refused')).toEqual(membersOf('src/core/pins/problem.ts', 'PinProblemCode'));
    expect(rowsOf('What is found')).toEqual(membersOf('src/core/pins/found-pin.ts', 'PinKind'));
  });
});
