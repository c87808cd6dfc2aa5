import type { ComponentName } from '../../names.ts';
import { locateIn, type LocatedPin, type PinProblem, type PinRule as PinAddress } from '../../pins/index.ts';
import type { Opener } from '../../pins/open.ts';
import { wayOf, type Way } from '../../pins/pin-rule.ts';
import { fillPlaceholders, type PinRule } from '../pipeline.ts';
import { openedText } from './opened-texts.ts';

/** One pin of a component: where it stands, and which kind of reference it holds. */
export interface PinPlace {
  address: PinAddress;
  holds: PinRule['holds'];
}

/** Where a pin's value stands in a text of its file, and how the pipeline names it. */
export interface PinSpot {
  file: string;
  /** From 1. */
  line: number;
  by: Way;
  /** The way to it through the file. */
  pointer: string;
}

/** The pins that a stage's rules name for a component. A rule that names no place in its file means the component's image. */
export function pinPlaces(rules: PinRule[], component: { name: ComponentName; image?: string }): PinPlace[] {
  return rules.map(({ file, arg, image, pointer, marker, pattern, places, holds }) => {
    const isNamed = [arg, pointer, marker, pattern].some((way) => way !== undefined);
    const wanted = isNamed ? undefined : (image ?? component.image);
    return {
      address: {
        path: fillPlaceholders(file, component.name),
        ...(arg === undefined ? {} : { arg }),
        ...(wanted === undefined ? {} : { image: wanted }),
        ...(pointer === undefined ? {} : { pointer }),
        ...(marker === undefined ? {} : { marker }),
        ...(pattern === undefined ? {} : { pattern }),
        ...(places === undefined ? {} : { places }),
      },
      holds,
    };
  });
}

/** The pin as it stands in a text that is open, or why it cannot be told. */
export function pinIn(open: Opener, { address }: Pick<PinPlace, 'address'>): LocatedPin | { problem: PinProblem } {
  const file = open(address);
  return 'problem' in file ? file : locateIn(file, address);
}

/** What the pin holds in a text of its file; undefined where it does not stand there. `owner`: as for `openedText`. */
export function valueIn(text: string | undefined, place: PinPlace, owner?: object): string | undefined {
  const found = text === undefined ? undefined : pinIn(openedText(text, owner), place);
  return found === undefined || 'problem' in found ? undefined : found.value;
}

/** Every place of a pin: of a tag and its digest under keys of their own the digest's. */
export function spotsOf({ address }: PinPlace, { parts }: LocatedPin): PinSpot[] {
  const by = wayOf(address);
  if (by === undefined) return [];
  const telling = parts.filter(({ holds }) => holds !== 'tag');
  return (telling.length === 0 ? parts : telling).map(({ line, pointer }) => ({
    file: address.path,
    line,
    by,
    pointer,
  }));
}
