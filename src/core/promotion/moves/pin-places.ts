import type { ComponentName } from '../../names.ts';
import { fillPlaceholders, type PinRule } from '../../pipeline/pipeline.ts';
import { locatePin, type PinRule as PinAddress } from '../../pins/index.ts';

/** One pin of a component: where it stands, and which kind of reference it holds. */
export interface PinPlace {
  address: PinAddress;
  holds: PinRule['holds'];
}

/** The pins that a stage's rules name for a component. A rule that names no place in its file means the component's image. */
export function pinPlaces(rules: PinRule[], component: { name: ComponentName; image?: string }): PinPlace[] {
  return rules.map(({ file, arg, image, pointer, marker, holds }) => {
    const named = arg !== undefined || pointer !== undefined || marker !== undefined;
    const wanted = named ? undefined : (image ?? component.image);
    return {
      address: {
        path: fillPlaceholders(file, component.name),
        ...(arg === undefined ? {} : { arg }),
        ...(wanted === undefined ? {} : { image: wanted }),
        ...(pointer === undefined ? {} : { pointer }),
        ...(marker === undefined ? {} : { marker }),
      },
      holds,
    };
  });
}

/** What the pin holds in a text of its file; undefined where it does not stand there. */
export function valueIn(text: string | undefined, { address }: PinPlace): string | undefined {
  const found = text === undefined ? undefined : locatePin(text, address);
  return found === undefined || 'problem' in found ? undefined : found.value;
}
