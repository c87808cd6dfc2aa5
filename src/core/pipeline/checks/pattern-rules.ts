import { patternMistake } from '../../pins/formats/pattern.ts';
import type { Mistake } from '../problem.ts';
import type { LooseFile, LoosePin } from './loose-file.ts';

/** In characters of all patterns that differ. To compile one takes time by its length, and anybody may propose a pipeline file. */
const MOST_OF_ALL = 2_000;

/** Patterns that cannot be read, or do not find what their pin holds. */
export function patternMistakes({ stages }: LooseFile): Mistake[] {
  const read = patternReader();
  return stages.flatMap(({ name, pins }) =>
    pins.flatMap((pin, index): Mistake[] => {
      const at = ['stages', name, 'pins', index];
      if (pin.pattern === undefined) return [];
      const unreadable = filledIn(pin.pattern) ?? read(pin.pattern);
      if (unreadable !== undefined) return [{ code: 'VALUE', path: [...at, 'pattern'], says: unreadable }];
      const lacking = withoutGroup(pin.pattern, pin);
      return lacking === undefined ? [] : [{ code: 'PIN', path: at, says: lacking }];
    }),
  );
}

/** Says of each pattern what is wrong with it, while there are not too many of them. */
function patternReader(): (pattern: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  let characters = 0;
  return (pattern) => {
    if (!known.has(pattern)) {
      characters += pattern.length;
      const tooMany = `makes the patterns of this file longer than ${MOST_OF_ALL} characters altogether; name the places by marker`;
      known.set(pattern, characters > MOST_OF_ALL ? tooMany : patternMistake(pattern));
    }
    return known.get(pattern);
  };
}

/** Braces are counts in a pattern, but this one word in them is none. */
const filledIn = (pattern: string): string | undefined =>
  pattern.includes('{component}') ? '{component} is not a placeholder; there are none here' : undefined;

/** What a pattern finds, by names that have been checked. */
const GROUP = /\(\?P?<(\w+)>/g;

function withoutGroup(pattern: string, { holds }: LoosePin): string | undefined {
  const groups = [...pattern.matchAll(GROUP)].map(([, group]) => group);
  if ((holds !== 'commit' && holds !== 'digest') || groups.includes(holds)) return undefined;
  return `holds a ${holds}, and its pattern has no group of that name: write (?<${holds}>…) around the ${holds}`;
}
