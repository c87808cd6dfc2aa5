/** The values that a Dockerfile gives names: `ARG`, `ENV` and `LABEL`. */
import type { Refusal, ScalarValue } from '../../pin-file.ts';
import { offsetOf, runsOf, type Instruction, type Instructions } from './instructions.ts';
import { wordsOf, type Word } from './words.ts';

/** A name that an instruction declares, and its value with quotes and escapes; absent where it only names it. */
interface Declaration {
  name: string;
  at: number;
  value?: Word;
}

/** A declaration by its place in the file. */
export interface Declared {
  name: string;
  pointer: string;
  line: number;
  value?: ScalarValue;
  instruction: Instruction;
  /** The value with quotes and escapes. */
  written?: Word;
}

/** A name that may follow `ARG`. */
const NAME = /^[A-Za-z_]\w*$/;
const LITERAL = /^[^"'\\`$]*$/;
const NOT_LITERAL: Refusal = {
  why: 'it does not hold its value as plain text',
  next: 'Write the reference out, on one line.',
};

/** What the instructions with one of these keywords declare, in the order of the file. */
export function declaredBy(
  keywords: readonly ('ARG' | 'ENV' | 'LABEL')[],
  { instructions, escape }: Instructions,
  lineOf: (offset: number) => number,
): Declared[] {
  const counts = new Map<string, number>();
  const asked: ReadonlySet<string> = new Set(keywords);
  return instructions.flatMap((instruction) => {
    const { keyword } = instruction;
    if (!asked.has(keyword)) return [];
    return declarationsOf(instruction, escape).map(({ name, at, value }) => {
      const first = `/${keyword}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const before = counts.get(first) ?? 0;
      counts.set(first, before + 1);
      const pointer = before === 0 ? first : `${first}/${before}`;
      const line = lineOf(offsetOf(instruction, at));
      const declared = { name, pointer, line, instruction };
      if (value === undefined) return declared;
      return { ...declared, written: value, value: { pointer, ...readValue(instruction, value, lineOf) } };
    });
  });
}

/** The names of one instruction; of an `ARG` only those that can be. */
function declarationsOf(instruction: Instruction, escape: string): Declaration[] {
  const isArg = instruction.keyword === 'ARG';
  const found: Declaration[] = [];
  for (const { text, at } of wordsOf(instruction, escape)) {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (equals >= 0) found.push({ name, at, value: { text: text.slice(equals + 1), at: at + equals + 1 } });
    else if (isArg) found.push({ name, at });
    // The old form, `ENV NAME the rest`, has one name.
    else if (found.length === 0) return [{ name, at, ...restOf(instruction, at + text.length) }];
  }
  return isArg ? found.filter(({ name }) => NAME.test(name)) : found.map(unquoted);
}

function restOf({ text }: Instruction, end: number): Pick<Declaration, 'value'> {
  const rest = text.slice(end);
  const value = rest.trim();
  return value === '' ? {} : { value: { text: value, at: end + rest.indexOf(value) } };
}

const unquoted = (declaration: Declaration): Declaration => ({
  ...declaration,
  name: declaration.name.replaceAll(/["']/g, ''),
});

function readValue(
  instruction: Instruction,
  { text: raw, at }: Word,
  lineOf: (offset: number) => number,
): Omit<ScalarValue, 'pointer'> {
  const quote = raw.length > 1 && /^["']/.test(raw) && raw.at(-1) === raw[0] ? 1 : 0;
  const text = raw.slice(quote, raw.length - quote);
  const from = at + quote;
  // What is empty stands right behind what comes before it, also at a line's end.
  const start = text === '' ? offsetOf(instruction, from - 1) + 1 : offsetOf(instruction, from);
  const end = text === '' ? start : offsetOf(instruction, from + text.length - 1) + 1;
  const isLiteral = LITERAL.test(text) && runsOf(instruction, from, from + text.length).length < 2;
  return {
    text,
    line: lineOf(start),
    start,
    end,
    outerEnd: end + quote,
    ...(isLiteral ? {} : { refusal: NOT_LITERAL }),
  };
}
