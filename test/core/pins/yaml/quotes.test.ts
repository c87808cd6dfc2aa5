import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml';
import { parse } from 'yaml';
import { needsQuotes } from '../../../../src/core/pins/formats/yaml/tree/quotes.ts';

/** `yaml` alone takes an exponent without a digit before it for a number, and only as YAML 1.1. */
const isOddTo11 = (text: string): boolean => /^\.?e/i.test(text);
/** go-yaml alone reads an octal number through its underscores. */
const isOddToGo = (text: string): boolean => /^0o.*_/.test(text);

const readers: ((text: string) => unknown)[] = [
  (text) => load(text, { schema: YAML11_SCHEMA }),
  (text) => load(text, { schema: CORE_SCHEMA }),
  (text) => parse(text, { version: '1.2' }),
  (text) => (isOddTo11(text) ? text : parse(text, { version: '1.1' })),
];

const letters = ['01789.', '123_.', '1eE+-.0', '0x1fbF_', '0ob178_', '12:30.', 'yesnoYESNO', 'trueTRUE', 'nulNUL'];
const words = ['falseFALSE', 'onOfF', 'infINF.', '12026-t', '0123456789abcdef', 'naN.'];
const text = fc
  .oneof(
    ...[...letters, ...words].map((unit) =>
      fc.string({ unit: fc.constantFrom(...unit.split('')), minLength: 1, maxLength: 9 }),
    ),
  )
  .filter((tag) => /^\w[\w.+-]*(?::\w[\w.-]*)?$/.test(tag) && !isOddToGo(tag));

describe('a text without quotes', () => {
  it('needs them exactly where some reader of YAML takes it for anything but a string', () => {
    fc.assert(
      fc.property(text, (tag) => {
        expect([tag, needsQuotes(tag)]).toEqual([tag, readers.some((read) => typeof read(tag) !== 'string')]);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(['0o1_7', '0x_f', '22:33', '2026-11-21', '~', '', '<<', '.5', '.inf', '-.INF', '.NaN', '1e3', '1_0.5'])(
    'needs them: %j',
    (tag) => {
      expect(needsQuotes(tag)).toBe(true);
    },
  );

  it.each(['e1234567', '.e1', '_1', '1.2.3', 'nO', '1e5f', '22:77', '0o8', '0xfg', '.iNF'])('needs none: %j', (tag) => {
    expect(needsQuotes(tag)).toBe(false);
  });
});
