import { posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { filesBelow, textOf } from './sources/project-files.ts';

const MOST_FILES = 12;
const code = ['src', 'test', 'bench', '.ci'].flatMap((folder) => filesBelow(folder, '.ts', '.mjs'));

const longerThan = (most: number, paths: string[]): string[] =>
  paths.flatMap((path) => {
    const lines = textOf(path).trimEnd().split('\n').length;
    return lines > most ? [`${path} has ${lines} lines`] : [];
  });

describe('sizes', () => {
  it('keeps every source file within 300 lines', () => {
    expect(
      longerThan(
        300,
        code.filter((path) => !path.startsWith('test/')),
      ),
    ).toEqual([]);
  });

  it('keeps every test file within 500 lines', () => {
    expect(
      longerThan(
        500,
        code.filter((path) => path.startsWith('test/')),
      ),
    ).toEqual([]);
  });

  it(`keeps every folder of code within ${MOST_FILES} files`, () => {
    const folders = Map.groupBy(code, (path) => posix.dirname(path));
    const crowded = [...folders].filter(([, files]) => files.length > MOST_FILES);

    expect(crowded.map(([folder, files]) => `${folder} has ${files.length} files`)).toEqual([]);
  });

  it('names every file and folder in kebab-case', () => {
    const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.test)?(\.ts|\.mjs)?$/;

    expect(code.filter((path) => path.split('/').some((part) => !kebab.test(part)))).toEqual([]);
  });

  it('has code to measure', () => {
    expect(code.length).toBeGreaterThan(50);
  });
});
