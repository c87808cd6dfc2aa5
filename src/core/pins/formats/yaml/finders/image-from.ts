import type { PinKind } from '../../../found-pin.ts';
import type { Place } from '../../../pin-file.ts';
import type { Field } from '../../image-fields.ts';
import { placeOf } from '../../image-place.ts';
import { parseImage, parseRepository } from '../../image-reference.ts';

/** The image that a scalar names from an offset in its text on, instead of another one perhaps. */
export function imageFrom(
  named: Field,
  from: number,
  { kind, replaced }: { kind: PinKind; replaced?: string },
): Place[] {
  const { text, line } = named.value;
  const image = parseImage(text.slice(from));
  if (image === undefined) return [];
  const other = replaced === undefined ? undefined : parseRepository(replaced);
  const names = other === undefined ? [image.repository] : [image.repository, other];
  const whole = { ...image, fixedAt: image.fixedAt + from };
  const name = text.slice(from, whole.fixedAt).replace(/[:@]$/, '');
  return [placeOf({ kind, name, names, line }, [{ ...named, whole }])];
}
