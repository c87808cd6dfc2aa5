import type { z } from 'zod';

import { quoted } from '../errors/catalogue.ts';
import type { Mistake, Path } from './problem.ts';
import { KNOWN_KEYS } from './schema.ts';

/** What zod found wrong with the file's shape, in the words of the file rather than of a program. */
export function shapeMistakes(issue: z.core.$ZodIssue, above: Path = []): Mistake[] {
  const path = [...above, ...issue.path] as Path;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], key));
    case 'invalid_union': {
      const [deepest] = issue.errors.toSorted((a, b) => depth(b) - depth(a));
      if (deepest === undefined || depth(deepest) === 0) return [wrongValue(path, issue.input, issue.message)];
      return deepest.flatMap((inner) => shapeMistakes(inner, path));
    }
    case 'invalid_value':
      return [
        wrongValue(
          path,
          issue.input,
          issue.values.map((value) => (typeof value === 'string' ? value : `the number ${String(value)}`)),
        ),
      ];
    case 'invalid_type':
      return [wrongValue(path, issue.input, KINDS[issue.expected] ?? issue.expected)];
    default:
      return [{ code: 'VALUE', path, says: issue.message }];
  }
}

/** How deep into the file a way of reading it got before it failed: the deepest is what was meant. */
const depth = (issues: readonly z.core.$ZodIssue[]): number => issues[0]?.path.length ?? 0;

/** Zod's words for what belongs somewhere, in words about YAML. */
const KINDS: Record<string, string> = { string: 'text', array: 'a list', object: 'a map', record: 'a map' };

function wrongValue(path: Path, input: unknown, takes: string | string[]): Mistake {
  const valid = typeof takes === 'string' ? takes : takes.join(' or ');
  if (path.length === 0 && (input === undefined || input === null)) {
    return { code: 'MISSING', path, says: 'the file is empty; it takes version, components and stages' };
  }
  if (input === undefined) return { code: 'MISSING', path, says: `is missing; it takes ${valid}` };
  const near =
    typeof takes !== 'string' && typeof input === 'string' ? { near: { word: input, candidates: takes } } : {};
  return { code: 'VALUE', path, says: `takes ${valid}, not ${spelled(input)}`, ...near };
}

function spelled(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a map';
  return typeof input === 'string' ? quoted(input) : `the ${typeof input} ${input as number | boolean}`;
}

function unknownKey(path: Path, key: string): Mistake {
  const parent = path.slice(0, -1).map((part, index) => (isName(path, index) ? '*' : part));
  const knownHere = KNOWN_KEYS[parent.join('.')] ?? [];
  return {
    code: 'UNKNOWN_KEY',
    path,
    atKey: true,
    says: `is not a key that this version reads; it reads ${knownHere.join(', ')}`,
    near: { word: key, candidates: knownHere },
  };
}

/** Names and list positions stand for themselves in the table of known keys. */
function isName(path: Path, index: number): boolean {
  return typeof path[index] === 'number' || (index === 1 && (path[0] === 'components' || path[0] === 'stages'));
}
