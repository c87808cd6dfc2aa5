/** The one pin that a rule of a pipeline names. */
import { identifyingOf } from '../formats/image-place.ts';
import { openFor } from '../open.ts';
import type { LocatedPin, PinFile, PinPart, Place } from '../pin-file.ts';
import { nameOfPin, type PinRule } from '../pin-rule.ts';
import { problemIn, type PinProblem } from '../problem.ts';
import { heldBy } from './held-reference.ts';
import { locate, refusedIn } from './locate.ts';

/**
 * The place that a rule names: one, or as many as `places` says, which then have to hold the same; or why there is no such place that
 * can be moved. It never throws.
 */
export function locatePin(text: string, rule: PinRule): LocatedPin | { problem: PinProblem } {
  const file = openFor(text, rule);
  return 'problem' in file ? file : locateIn(file, rule);
}

/** The same in a file that is open already, as `openerOf` opens it for this rule. */
export function locateIn(file: PinFile, rule: PinRule): LocatedPin | { problem: PinProblem } {
  const found = locate(file, rule, 1);
  if ('problem' in found) return found;
  const refused = refusedIn({ file, rule }, found.places);
  if (refused !== undefined) return refused;
  const [first, ...others] = found.places.map((place) => locatedPin(place, file.text));
  const differing = others.filter((other) => !holdTheSame(other, first));
  if (first === undefined || differing.length > 0) {
    const message = `${nameOfPin(rule)} stands in ${found.places.length} places that do not hold the same. Make them equal once.`;
    const lines = found.places.flatMap(({ parts }) => parts.map(({ line }) => line));
    return problemIn({ path: rule.path, text: file.text })('disagree', message, lines);
  }
  const parts = new Map([first, ...others].flatMap((pin) => pin.parts.map((part) => [part.start, part])));
  return { ...first, parts: [...parts.values()].toSorted((a, b) => a.start - b.start) };
}

function holdTheSame(pin: LocatedPin, first: LocatedPin | undefined): boolean {
  const keys = ['tag', 'digest', 'commit', 'version'] as const;
  return pin.value === first?.value && keys.every((key) => pin.reference[key] === first.reference[key]);
}

function locatedPin(place: Place, fileText: string): LocatedPin {
  const { kind, parts } = place;
  // A place without parts is refused before.
  const { text, line, start, end } = identifyingOf(parts) as PinPart;
  const reference = heldBy(place, fileText);
  return { kind, value: reference.digest ?? text, reference, line, start, end, parts };
}
