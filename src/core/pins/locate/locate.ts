/** From a rule to the places it means, exactly as many as it should. */
import type { PinFile, Place } from '../pin-file.ts';
import { nameOfPin, wayOf, WAYS, type PinRule, type Way } from '../pin-rule.ts';
import type { PinProblem } from '../problem.ts';
import { namedByArg } from './by-arg.ts';
import { namedByImage } from './by-image.ts';
import { namedByMarker } from './by-marker.ts';
import { namedByPattern } from './by-pattern.ts';
import { namedByPointer } from './by-pointer.ts';
import { linesOfPlace } from './place-index.ts';
import { refuse, sayIn, type Named, type Search } from './search.ts';
import { withRefusals } from './standing.ts';
import { stretchesOf } from './stretches.ts';

const BY: Record<Way, (search: Search) => Named | { problem: PinProblem }> = {
  arg: namedByArg,
  image: namedByImage,
  pointer: namedByPointer,
  marker: namedByMarker,
  pattern: namedByPattern,
};

/**
 * The places that a rule means. Those that must not be moved by it have a refusal; of all others each part is there. Without
 * `places` in the rule there has to be one, or for an image and a Flux marker as many as there are, unless `usual` says how many.
 */
export function locate(file: PinFile, rule: PinRule, usual?: number): { places: Place[] } | { problem: PinProblem } {
  const search = { file, rule };
  const way = wayOf(rule);
  const say = sayIn(search);
  if (way === undefined) {
    const ways = WAYS.map((name) => `\`${name}\``).join(', ');
    return say('not-carried', `${nameOfPin(rule)} is not named in one way. Name it by exactly one of ${ways}.`);
  }
  if (typeof rule[way] !== 'string') {
    return say('bad-value', `The ${way} of the pin in ${rule.path} is no string. Write it in quotes.`);
  }
  if (rule.places !== undefined && !(Number.isSafeInteger(rule.places) && rule.places > 0)) {
    return say('bad-value', `${nameOfPin(rule)} cannot stand in ${rule.places} places. Write a number from 1.`);
  }
  const named = BY[way](search);
  if ('problem' in named) return named;
  const wrong = miscount(search, named, rule.places ?? (named.isOpen === true ? usual : 1));
  if (wrong !== undefined) return wrong;
  const valueless = named.places.filter(({ parts, refusal }) => parts.length === 0 && refusal === undefined);
  if (valueless.length > 0) {
    const lines = valueless.map(({ line }) => line);
    return say('no-value', `${nameOfPin(rule)} has neither tag nor digest. Write one there once.`, lines);
  }
  return { places: withRefusals(file, named.places) };
}

/** Places in the very same stretches count once: they are one place to look at, and one to change. */
function miscount(
  search: Search,
  { places, tooMany }: Named,
  wanted: number | undefined,
): { problem: PinProblem } | undefined {
  const { rule } = search;
  const count = new Set(places.map(stretchesOf)).size;
  if (wanted === undefined || count === wanted) return undefined;
  const expected = `${nameOfPin(rule)} stands for ${count} ${count === 1 ? 'place' : 'places'} instead of ${wanted}. Set \`places\` to ${count} if that is right.`;
  const message = rule.places === undefined ? tooMany(count) : expected;
  return sayIn(search)(count < wanted ? 'none' : 'several', message, places.flatMap(linesOfPlace));
}

/** The first of the places that must not be moved, as a problem. */
export function refusedIn(search: Search, places: readonly Place[]): { problem: PinProblem } | undefined {
  const refused = places.find(({ refusal }) => refusal !== undefined);
  return refused?.refusal && refuse(search, refused.refusal, linesOfPlace(refused));
}
