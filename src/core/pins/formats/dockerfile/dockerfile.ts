/** Dockerfiles: images in `FROM` and beside it, `ARG`s, and the values that a pointer or a marker may name. */
import type { Edit, PinFile, PinPart, Place, Refusal, ShapeItem, Unreadable, Value } from '../../pin-file.ts';
import { linesOf } from '../text-file.ts';
import { offsetOf, readInstructions, type Instructions } from './instructions.ts';
import { halvesOf, placeOfArg, placeOfImage, usesOf } from './places.ts';
import { referencesOf } from './references.ts';
import { declaredBy, type Declared } from './values.ts';
import { wordsOf } from './words.ts';

/** What needs neither quotes nor escapes anywhere in a Dockerfile. */
const BARE = /^[\w.+:@/-]+$/;
const NEEDS_QUOTES: Refusal = {
  why: 'the new value could not be written there as it is',
  next: 'Give a reference of letters, digits and ._-+:@/ alone.',
};

/** A Dockerfile, or why BuildKit could not read it either. */
export function openDockerfile(text: string): PinFile | Unreadable {
  const read = readInstructions(text);
  if ('unreadable' in read) return read;
  const lineOf = linesOf(text);
  const args = once(() => declaredBy(['ARG'], read, lineOf));
  const scalars = once(() => scalarsOf([...args(), ...declaredBy(['ENV', 'LABEL'], read, lineOf)]));
  const byPointer = once(() => Map.groupBy(scalars(), ({ pointer }) => pointer));
  const byLine = once(() => Map.groupBy(scalars(), ({ line }) => line));
  const places = once(() => placesOf(read, { args: args(), lineOf }));
  return {
    text,
    places,
    values: (pointer) => byPointer().get(pointer) ?? [],
    valuesOn: (line) => byLine().get(line) ?? [],
    comments: { behind: [], above: ['#'] },
    edit: editOf,
    shape: () => shapeOf(text, read),
  };
}

function once<Result>(read: () => Result): () => Result {
  let result: Result | undefined;
  return () => (result ??= read());
}

const scalarsOf = (declared: readonly Declared[]): Value[] =>
  declared.flatMap(({ value }) => (value === undefined ? [] : [value]));

/** In the order of the file; an image that stands in an `ARG` comes right before the `ARG` itself. */
function placesOf(
  read: Instructions,
  { args, lineOf }: { args: readonly Declared[]; lineOf: (offset: number) => number },
): Place[] {
  const references = referencesOf(read, args);
  const uses = usesOf(references);
  const images: Place[] = [];
  const halves = new Set<string>();
  for (const reference of references) {
    const place = placeOfImage(reference, { uses, lineOf });
    if (place === undefined) continue;
    images.push(place);
    // What moves as a whole says itself what belongs together.
    if (place.parts.length === 0) for (const arg of halvesOf(reference)) halves.add(arg);
  }
  const parts = Map.groupBy(
    images.flatMap((place) => place.parts),
    ({ pointer }) => pointer,
  );
  const byArg = args.map((arg) =>
    placeOfArg(arg, { images: parts.get(arg.pointer) ?? [], isHalf: halves.has(arg.pointer) }),
  );
  const found = [...images, ...byArg];
  return found.toSorted((one, other) => lineIn(one) - lineIn(other));
}

const lineIn = ({ parts, line }: Place): number => parts[0]?.line ?? line;

function editOf({ start, end }: PinPart, to: string): Edit | Refusal {
  return BARE.test(to) ? { start, end, to } : NEEDS_QUOTES;
}

function shapeOf(text: string, { instructions, asides, escape }: Instructions): ShapeItem[] {
  const item = (name: string, start: number, end: number): ShapeItem => ({
    name,
    start,
    end,
    content: text.slice(start, end),
  });
  const words = instructions.flatMap((instruction) => {
    const { keyword, from } = instruction;
    const ends = Array.from(wordsOf({ ...instruction, from: 0 }, escape), (word) => ({
      start: offsetOf(instruction, word.at),
      end: offsetOf(instruction, word.at + word.text.length - 1) + 1,
      isKeyword: word.at < from,
    }));
    return ends.map(({ start, end, isKeyword }) => item(isKeyword ? 'instruction' : keyword, start, end));
  });
  const lines = asides.map((line) => item('aside', line.start, line.start + line.text.length));
  return [...words, ...lines, item('end', text.length, text.length)];
}
