/** Texts that are still to be filled in places: what is literal in them can be read as a reference, though it cannot be moved. */
import type { Place } from '../../pin-file.ts';
import { parseImage } from '../image-reference.ts';

interface Stretch {
  start: number;
  end: number;
}

/** May be a tag, and nothing else of a reference: a name has no more than two of them in a row. */
const FILLER = '____';
const FILLED_DIGEST = new RegExp(`@(?:sha256:)?[^@]*${FILLER}[^]*$`);

/** The text with a tag in every hole, so that it reads as a reference to the image that it names for certain, if it does. */
export function fillHoles(text: string, holes: readonly Stretch[]): string {
  let kept = 0;
  let filled = '';
  for (const { start, end } of holes) {
    filled += text.slice(kept, start) + FILLER;
    kept = end;
  }
  filled += text.slice(kept);
  const name = filled.replace(FILLED_DIGEST, '');
  if (name === filled) return filled;
  return parseImage(name)?.tag === undefined ? `${name}:${FILLER}` : name;
}

/** The place without the parts that only a filler made: nobody wrote them. */
export function withoutFillers(place: Place, text: string): Place {
  const parts = place.parts.filter((part) => text.slice(part.start, part.end) === part.text);
  return parts.length === place.parts.length ? place : { ...place, parts };
}
