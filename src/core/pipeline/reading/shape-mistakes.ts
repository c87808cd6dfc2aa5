import type { z } from 'zod';

import { quoted } from '../../errors/catalogue.ts';
import { list } from '../../text/phrases.ts';
import { knownKeys, type JsonSchema } from '../json-schema.ts';
import type { Mistake, Path } from '../problem.ts';

/** What zod found wrong with the file's shape, in the words of the file rather than of a program. */
export function shapeMistakes(issue: z.core.$ZodIssue, shape: JsonSchema, above: Path = []): Mistake[] {
  const path = [...above, ...issue.path] as Path;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(shape, path);
      return issue.keys.map((key) => unknownKey([...path, key], key, known));
    }
    case 'invalid_union': {
      const [deepest] = issue.errors.toSorted((a, b) => depth(b) - depth(a));
      if (deepest === undefined || depth(deepest) === 0) {
        return [{ ...wrongValue(path, issue.input, issue.message), ...slipOf(issue.input, wordsIn(issue.errors)) }];
      }
      return deepest.flatMap((inner) => shapeMistakes(inner, shape, path));
    }
    case 'invalid_value':
      return [
        wrongValue(
          path,
          issue.input,
          issue.values.map((value) => (typeof value === 'string' ? value : wordFor(value))),
        ),
      ];
    case 'invalid_type':
      if (path.length === 0 && (issue.input === undefined || issue.input === null)) return [emptyFile(shape)];
      return [
        wrongValue(
          path,
          issue.input,
          isZods(issue.message) ? (KINDS[issue.expected] ?? issue.expected) : issue.message,
        ),
      ];
    default:
      return [{ code: 'VALUE', path, says: issue.message, ...slipIn(issue) }];
  }
}

/** How deep into the file a way of reading it got before it failed: the deepest is what was meant. A map got into the file. */
const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(0, ...issues.map(({ code, path }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)));

/** Zod's words for what belongs somewhere, in words about YAML. */
const KINDS: Record<string, string> = { string: 'text', array: 'a list', object: 'a map', record: 'a map' };

/** What the schema itself says belongs somewhere is said in its own words. */
const isZods = (message: string): boolean => message.startsWith('Invalid input');

function emptyFile({ required = [] }: JsonSchema): Mistake {
  return { code: 'MISSING', path: [], says: `the file is empty; it takes ${list(required)}` };
}

function wrongValue(path: Path, input: unknown, takes: string | string[]): Mistake {
  const valid = typeof takes === 'string' ? takes : either(takes);
  if (input === undefined) return { code: 'MISSING', path, says: `is missing; it takes ${valid}` };
  return {
    code: 'VALUE',
    path,
    says: `takes ${valid}, not ${spelled(input)}`,
    ...(typeof takes === 'string' ? {} : slipOf(input, takes)),
  };
}

/** `a`, `a or b`, `a, b or c`. */
const either = (words: string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

function spelled(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a map';
  return typeof input === 'string' ? quoted(input) : wordFor(input);
}

const wordFor = (value: unknown): string =>
  typeof value === 'boolean' ? String(value) : `the ${typeof value} ${String(value)}`;

/** The word that may have been meant, where a word stands in its place. */
const slipOf = (input: unknown, candidates: string[]): Pick<Mistake, 'near'> =>
  typeof input === 'string' && candidates.length > 0 ? { near: { word: input, candidates } } : {};

/** The words that would have been right where something else could have stood as well. */
const wordsIn = (errors: readonly (readonly z.core.$ZodIssue[])[]): string[] =>
  errors.flat().flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : []));

/** A value of the right kind that is none of those there are, where the schema knows them. */
function slipIn({ code, input, ...issue }: z.core.$ZodIssue): Pick<Mistake, 'near'> {
  const near: unknown = code === 'custom' && 'params' in issue ? issue.params?.['near'] : undefined;
  return typeof near === 'function' ? slipOf(input, (near as () => string[])()) : {};
}

function unknownKey(path: Path, key: string, known: string[]): Mistake {
  return {
    code: 'UNKNOWN_KEY',
    path,
    atKey: true,
    says: `is not a key that this version reads; it reads ${known.join(', ')}`,
    near: { word: key, candidates: known },
  };
}
