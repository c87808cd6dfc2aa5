import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root, textOf } from '../sources/project-files.ts';

const page = 'docs/forge/behaviours.md';

interface Row {
  number: number;
  sentence: string;
  /** `R S`, and in brackets what nobody has seen GitHub do. */
  evidence: string;
  /** Files, from the root. */
  tests: string[];
}

/** Rows that have R or S, and a part that has neither. */
const partlyUnconfirmed = new Set([23, 32]);

const rowsIn = (text: string): Row[] =>
  text
    .split('\n')
    .filter((line) => /^\| *\d/.test(line))
    .map((line) => {
      const [number = '', sentence = '', evidence = '', tests = ''] = line.split('|').slice(1, -1);
      const links = [...tests.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => posix.join(posix.dirname(page), link));
      return { number: Number(number), sentence: sentence.trim(), evidence: evidence.trim(), tests: links };
    });

/** A row is right to say "unconfirmed" when nothing recorded or described proves it, or a part of it. */
const isGradedRight = ({ number, evidence }: Row): boolean => {
  const [, grades = '', doubt] = /^([RSDI](?: [RSDI])*)(?: \((unconfirmed.*)\))?$/.exec(evidence) ?? [];
  if (grades === '') return false;
  if (!/[RS]/.test(grades)) return doubt === 'unconfirmed';
  return partlyUnconfirmed.has(number) ? doubt?.startsWith('unconfirmed: ') === true : doubt === undefined;
};

/** Titles of tests; a tag anywhere else proves nothing. */
const titlesIn = (text: string): string[] =>
  [...text.matchAll(/^\s*(?:it|\]\))(?:\.each\([^\n]*\))?\(\s*(['"`])(.*)\1,/gm)].map(([, , title = '']) => title);

const untested = ({ number, tests }: Row, read = textOf): string[] =>
  tests.filter((path) => {
    const isTest = path.startsWith('test/forge/') && existsSync(join(root, path));
    return !isTest || !titlesIn(read(path)).some((title) => title.includes(`[${number}]`));
  });

describe('the page of behaviours', () => {
  const rows = rowsIn(textOf(page));

  it('has forty rows in order, each a sentence', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(rows.filter(({ sentence }) => !/^\S.*\.$/.test(sentence))).toEqual([]);
  });

  it('grades the evidence of each, and calls unconfirmed what is neither recorded nor described', () => {
    expect(rows.filter((row) => !isGradedRight(row))).toEqual([]);
  });

  it('names tests of each that carry its number in a title', () => {
    expect(rows.filter(({ tests }) => tests.length === 0)).toEqual([]);
    expect(rows.flatMap((row) => untested(row).map((path) => `${row.number}: ${path}`))).toEqual([]);
  });
});

describe('the check of the page of behaviours', () => {
  const row: Row = { number: 7, sentence: 'x.', evidence: 'I', tests: ['test/forge/http.test.ts'] };

  it('reads a row', () => {
    const line = `| 7 | Refs are refused. | R I | [a](../../test/forge/a.test.ts), [b](../../test/forge/b.test.ts) |`;

    expect(rowsIn(`| # | x |\n| --- | --- |\n${line}`)).toEqual([
      {
        number: 7,
        sentence: 'Refs are refused.',
        evidence: 'R I',
        tests: ['test/forge/a.test.ts', 'test/forge/b.test.ts'],
      },
    ]);
  });

  it('wants doubt where it belongs and nowhere else', () => {
    const graded = (evidence: string, number = 7) => isGradedRight({ ...row, number, evidence });

    expect([graded('I'), graded('R (unconfirmed)'), graded('R', 23), graded('Q')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([graded('D (unconfirmed)'), graded('R S'), graded('R (unconfirmed: x)', 23)]).toEqual([true, true, true]);
  });

  it('finds a number in titles only, of tests with and without a table', () => {
    const tagged = ["  it('a [7]', async () => {", "  ])('b [7]', (x) => {", "it.each(rows)('c [7]', () => {"];

    expect(tagged.map((text) => untested(row, () => text))).toEqual([[], [], []]);
    expect(untested(row, () => "// [7]\n  it('a [17]', () => {")).toEqual(row.tests);
    expect(untested({ ...row, tests: ['test/forge/none.test.ts'] })).toEqual(['test/forge/none.test.ts']);
  });
});
