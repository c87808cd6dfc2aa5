import { partOf } from '../formats/bare-value.ts';
import { linesBelow, marksIn, type Line, type Mark } from '../formats/marked-lines.ts';
import type { PinFile, Place, ScalarValue, Value } from '../pin-file.ts';
import { nameOfPin } from '../pin-rule.ts';
import type { PinProblem } from '../problem.ts';
import { readReference } from '../reference.ts';
import { isScalar, namedByValue, placesBelow, widest } from './by-pointer.ts';
import { indexOf } from './place-index.ts';
import { linesOfReferences, sayIn, type Named, type Search } from './search.ts';

/** What may stand between a value and the comment behind it. */
const CLOSING = /^[\s,;\])}]*$/;
const LONGEST_CLOSING = 200;

/** What a mark stands at. */
export interface Marked {
  mark: Mark;
  places: readonly Place[];
  /** What it stands at where that is no reference of a known shape, or the list or map around one. */
  value?: Value;
}

/** The value with the comment `# sluice: <marker>` behind it or above it, and all that a Flux policy of this name marks. */
export function namedByMarker(search: Search): Named | { problem: PinProblem } {
  const { file, rule } = search;
  const { path, marker = '' } = rule;
  const what = nameOfPin(rule);
  const say = sayIn(search);
  const policed = file.places().filter(({ policy }) => policy === marker);
  const marked = markedIn(file, { name: marker });
  const [first, ...others] = marked;
  if (first === undefined && policed.length > 0) {
    return { places: policed, isOpen: true, tooMany: (count) => `${what} stands on ${count} lines. Keep it on one.` };
  }
  if (first === undefined) {
    const hasComments = file.comments.behind.length + file.comments.above.length > 0;
    const next = hasComments
      ? 'Write "sluice: <name>" in a comment behind the value, or in one of its own above it.'
      : `${path} cannot have comments: name the place by \`pointer\`.`;
    return say('none', `${what} stands on no value's line. ${next}`, linesOfReferences(file));
  }
  const lines = marked.map(({ mark }) => mark.line);
  const wanted = rule.places ?? 1;
  if (policed.length > 0 || (others.length > 0 && marked.length !== wanted)) {
    return say('several', `${what} stands on ${marked.length + policed.length} lines. Keep it on one.`, [
      ...lines,
      ...policed.map(({ line }) => line),
    ]);
  }
  const found = marked.map((each) => namedByMark(search, each));
  const places = found.flatMap((each) => ('problem' in each ? [] : each.places));
  return (
    found.find((each) => 'problem' in each) ?? {
      places,
      tooMany: (count) => `${what} covers ${count} references. Name one of them by \`pointer\`.`,
    }
  );
}

function namedByMark(search: Search, { places, value, mark }: Marked): Named | { problem: PinProblem } {
  if (places.length > 0) return { places: widest(places), tooMany: () => '' };
  if (value !== undefined && !isScalar(value)) {
    const inside = placesBelow(search.file, value.pointer);
    if (inside.length > 0) return { places: inside, tooMany: () => '' };
  }
  if (value !== undefined) return namedByValue(search, value);
  const next = 'Put it where one value stands, or name the place by `pointer`.';
  return sayIn(search)('none', `${nameOfPin(search.rule)} stands at no single value. ${next}`, [mark.line]);
}

/** The marks that are comments, all or those of one name, with what they stand at; one behind nothing at all is none. */
export function markedIn(file: PinFile, { name }: { name?: string } = {}): Marked[] {
  const marks = marksIn(file).filter((mark) => name === undefined || mark.name === name);
  if (marks.length === 0) return [];
  const last = marks.findLast(({ isAlone }) => isAlone);
  const isInside = last === undefined ? (): boolean => false : insideValues(file, last.line);
  const below = linesBelow(file.text);
  const placesOn = (line: number): readonly Place[] => indexOf(file).byLine.get(line) ?? [];
  return marks.flatMap((mark) => {
    if (mark.isAlone) {
      return isInside(mark) ? [] : [markedBelow(file, { mark, below })];
    }
    const value = valueBefore(file, mark);
    return value === undefined ? [] : [markedBehind(file, { mark, value, places: placesOn(mark.line) })];
  });
}

/** The widest value on the mark's line that ends right before it. */
function valueBefore(file: PinFile, { line, start }: Mark): Value | undefined {
  return file
    .valuesOn(line)
    .find(
      ({ outerEnd }) =>
        outerEnd <= start && start - outerEnd <= LONGEST_CLOSING && CLOSING.test(file.text.slice(outerEnd, start)),
    );
}

function markedBehind(file: PinFile, { mark, value, places }: Required<Marked>): Marked {
  const isWithin = ({ start }: { start: number }): boolean => value.start <= start && start <= value.outerEnd;
  const within = places.filter(({ parts, pointers }) => parts.some(isWithin) || pointers.includes(value.pointer));
  if (within.length > 0 || isScalar(value)) return { mark, places: within, value };
  const only = onlyReference(file.valuesOn(mark.line).filter(isWithin));
  return { mark, places: [], value: only ?? value };
}

type Below = ReturnType<typeof linesBelow>;

function markedBelow(file: PinFile, { mark, below }: { mark: Mark; below: Below }): Marked {
  const found = below(mark.line, mark.starter);
  if (found === undefined) return { mark, places: [] };
  const placesOn = (of: number): readonly Place[] => indexOf(file).byLine.get(of) ?? [];
  const [places, values] = [placesOn(found.line), file.valuesOn(found.line)];
  const next = places.length > 0 || values.length > 0 ? undefined : below(found.line, mark.starter)?.line;
  if (next !== undefined) {
    const value = valueOfKey(file, found, next);
    return value === undefined ? { mark, places } : { mark, places: isScalar(value) ? placesOn(next) : [], value };
  }
  const isOpen = ({ text, start, end }: Value): boolean =>
    text === undefined && file.text.slice(start, end).includes('\n');
  const value = onlyReference(values) ?? values.findLast(isOpen);
  return { mark, places, ...(value === undefined ? {} : { value }) };
}

/** A line that ends with a key. */
const KEY = /(?:^|[\s"'])([^\s"':]+)["']?:$/;
/** UTF-16 units; no person reads a longer line. */
const LONGEST_KEY = 300;

/** Lists and maps that may begin with one and the same value: `- - name: x`. */
const MOST_LEVELS = 4;

/** What begins below a key that ends its line: the innermost map or list of that key around the first value there, or this itself. */
function valueOfKey(file: PinFile, { content }: Line, next: number): Value | undefined {
  const [written = ''] = content.slice(0, LONGEST_KEY).split(' #', 1);
  const key = KEY.exec(written.trimEnd())?.[1];
  const [first] = file.valuesOn(next);
  if (key === undefined || first === undefined) return undefined;
  const isOfKey = (pointer: string): boolean => pointer.endsWith(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  let around = first.pointer;
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    around = around.slice(0, Math.max(around.lastIndexOf('/'), 0));
    if (isOfKey(around)) return file.values(around)[0];
  }
  return isOfKey(first.pointer) ? first : undefined;
}

/** The one scalar among the values that reads as a reference, or as one more surely than the others. */
function onlyReference(values: readonly Value[]): ScalarValue | undefined {
  const reading = values.filter(isScalar).flatMap((value) => {
    const part = value.text === '' ? undefined : partOf(value);
    return part === undefined
      ? []
      : [{ value, isSure: part.holds !== 'word' || readReference(part.text) !== undefined }];
  });
  const [one, ...others] = reading.length > 1 ? reading.filter(({ isSure }) => isSure) : reading;
  return others.length === 0 ? one?.value : undefined;
}

/** Whether a mark stands in the text of a value, as in a block scalar: it is no comment then. */
function insideValues(file: PinFile, last: number): (mark: Mark) => boolean {
  const reach: number[] = [0];
  for (let line = 1; line <= last; line += 1) {
    const before = reach[line - 1] ?? 0;
    reach.push(
      file.valuesOn(line).reduce((end, value) => (isScalar(value) ? Math.max(end, value.outerEnd) : end), before),
    );
  }
  return ({ line, start }) => start < (reach[line] ?? 0);
}
