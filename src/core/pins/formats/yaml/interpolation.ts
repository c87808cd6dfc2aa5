/**
 * Images with variables in them. Compose says what stands in for one that is not set (compose-spec, "Interpolation"), and so fixes it:
 * `acme/app:${TAG:-v1}`. Whatever else fills a variable in is known elsewhere.
 */
import type { PinPart, Refusal, ScalarValue } from '../../pin-file.ts';
import { stretchOf } from '../bare-value.ts';
import { readLiteral, type ReadImage, type Whole } from '../image-fields.ts';
import { kindOfWhole } from '../image-place.ts';
import { parseImage, type ImageReference } from '../image-reference.ts';
import { fillHoles } from '../template/holes.ts';

/** What the text comes to, and which of its stretches come from where in the file's own. */
interface Spelled {
  text: string;
  runs: { at: number; length: number; from: number }[];
  holes: { start: number; end: number }[];
}

const FILLED: Refusal = {
  why: 'a variable is filled in there',
  next: 'Move the value that it is filled with, where that is written.',
};
const IN_PIECES: Refusal = {
  why: 'its tag or its digest is put together from variables',
  next: 'Write it out, or as the default of one variable: ${TAG:-v1}.',
};
/** UTF-16 units: no reference is longer, with or without its variables. */
const LONGEST = 1024;
const VARIABLE =
  /\$\{\{[^}]*\}\}|\{\{[^}]*\}\}|\$(?:\{([A-Za-z_]\w*)(:?-)([^${}]*)\}|\{[^}]*\}*|\([^)]*\)?|[A-Za-z_]\w*)/g;

/** Reads an image in which a variable may be filled in; those of Compose by what stands there in their place. */
export function readInterpolated({ isCompose }: { isCompose: boolean }): ReadImage {
  return (value) => {
    const { text } = value;
    if (!text.includes('$') && !text.includes('{{')) return readLiteral(value);
    if (text.length > LONGEST) return undefined;
    const spelled = spell(text, isCompose);
    return spelled.holes.length > 0 ? readFilled(spelled) : readDefaults(value, spelled);
  };
}

function spell(source: string, isCompose: boolean): Spelled {
  const spelled: Spelled = { text: '', runs: [], holes: [] };
  let kept = 0;
  const add = (from: number, end: number): void => {
    spelled.runs.push({ at: spelled.text.length, length: end - from, from });
    spelled.text += source.slice(from, end);
  };
  for (const { 0: written, 3: inPlace, index } of source.matchAll(VARIABLE)) {
    const end = index + written.length;
    add(kept, index);
    kept = end;
    if (isCompose && inPlace !== undefined && inPlace !== '') add(end - 1 - inPlace.length, end - 1);
    else {
      spelled.holes.push({ start: spelled.text.length, end: spelled.text.length + written.length });
      spelled.text += written;
    }
  }
  add(kept, source.length);
  return spelled;
}

/** What it names for certain, if it does. Nobody wrote what would move. */
function readFilled({ text, holes }: Spelled): Whole | undefined {
  const filled = fillHoles(text, holes);
  const image = parseImage(filled);
  return image && { image, name: nameIn(filled, image), fixed: { parts: [], refusal: FILLED } };
}

function readDefaults(value: ScalarValue, { text, runs }: Spelled): Whole | undefined {
  const image = parseImage(text);
  if (image === undefined) return undefined;
  const { tag, digest, fixedAt } = image;
  const holds = kindOfWhole(image);
  const name = nameIn(text, image);
  if (holds === undefined) return { image, name, fixed: { parts: [] } };
  const partAt = (kind: PinPart['holds'], start: number, end: number): PinPart | undefined => {
    const run = runs.find(({ at, length }) => at <= start && end <= at + length);
    return run && stretchOf(value, kind, { start: start - run.at + run.from, end: end - run.at + run.from });
  };
  const whole = partAt(holds, fixedAt, text.length);
  const digestAt = text.length - (digest?.length ?? 0);
  const halves =
    whole === undefined && tag !== undefined && digest !== undefined
      ? [partAt('tag', fixedAt, fixedAt + tag.length), partAt('digest', digestAt, text.length)]
      : [whole];
  const parts = halves.filter((part) => part !== undefined);
  return { image, name, fixed: parts.length < halves.length ? { parts: [], refusal: IN_PIECES } : { parts } };
}

const nameIn = (text: string, { fixedAt }: ImageReference): string =>
  fixedAt < text.length ? text.slice(0, fixedAt - 1) : text;
