/** What every way to name a pin looks in, and what it answers. */
import type { PinFile, Place, Refusal } from '../pin-file.ts';
import { nameOfPin, type PinRule } from '../pin-rule.ts';
import { problemIn, type PinProblem, type PinProblemCode } from '../problem.ts';

export interface Search {
  file: PinFile;
  rule: PinRule;
}

/** The places that a rule names, before they are counted. */
export interface Named {
  places: readonly Place[];
  /** Where the rule means all there are, however many. */
  isOpen?: boolean;
  /** What to say of more than one where one is wanted; it begins a sentence and is one or two. */
  tooMany: (count: number) => string;
}

/** Says a problem with the pin that is searched for. */
export const sayIn = ({ file, rule }: Search): ReturnType<typeof problemIn> =>
  problemIn({ path: rule.path, text: file.text });

/** Says why a place that is meant must not be replaced. */
export function refuse(
  search: Search,
  { why, next }: Refusal,
  lines: readonly number[],
): { problem: PinProblem & { code: PinProblemCode } } {
  return sayIn(search)('not-literal', `${nameOfPin(search.rule)} cannot be moved: ${why}. ${next}`, lines);
}

/** What may have been meant by what was not found. */
export const linesOfReferences = (file: PinFile): number[] => file.places().map(({ line }) => line);
