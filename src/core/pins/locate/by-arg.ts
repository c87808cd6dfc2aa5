import { nearest } from '../../errors/nearest.ts';
import type { Place } from '../pin-file.ts';
import type { PinProblem } from '../problem.ts';
import { indexOf } from './place-index.ts';
import { sayIn, type Named, type Search } from './search.ts';
import { stretchesOf } from './stretches.ts';

/** The default of an `ARG`, wherever it goes from there, and with it what else fixes an image that takes one half from it. */
export function namedByArg(search: Search): Named | { problem: PinProblem } {
  const { file, rule } = search;
  const { path, arg = '' } = rule;
  const say = sayIn(search);
  const args = file.places().filter((place) => place.arg !== undefined);
  const named = args.filter((place) => place.arg === arg);
  const lines = (places: readonly Place[]): number[] => places.map(({ line }) => line);
  if (named.length === 0) return say('none', `${path} has no ARG ${arg}. ${nextFor(arg, args)}`, lines(args));
  const valued = named.filter(({ parts, refusal }) => parts.length > 0 || refusal !== undefined);
  if (valued.length === 0) {
    const next = `Give it one: ARG ${arg}=<reference>.`;
    return say('no-value', `ARG ${arg} in ${path} has no value to replace. ${next}`, lines(named));
  }
  const next = 'Keep the value in one place, before the first FROM, and repeat only the name in the stages.';
  return {
    places: valued.flatMap((place) => wholeOf(search, place)),
    tooMany: (count) => `ARG ${arg} has a value in ${count} places of ${path}. ${next}`,
  };
}

/** The one image that takes the tag or the digest from an `ARG` and the other half from elsewhere; or else the `ARG` by itself. */
function wholeOf({ file }: Search, place: Place): readonly Place[] {
  const { halved, takers } = indexOf(file);
  const start = place.parts[0]?.start ?? -1;
  const wholes = halved.get(start) ?? [];
  const isOne = new Set(wholes.map(stretchesOf)).size === 1 && takers.get(start)?.count === wholes.length;
  return isOne ? wholes : [place];
}

function nextFor(arg: string, others: readonly Place[]): string {
  if (others.length === 0) return 'It has no ARG at all; add one with a value.';
  const names = new Set(others.map((place) => place.arg ?? ''));
  const near = nearest(arg, [...names]);
  return near === undefined ? 'Name one of its ARGs, or add this one with a value.' : `Did you mean ARG ${near}?`;
}
