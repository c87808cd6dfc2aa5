import { fitReference, holdsReference } from './fit.ts';
import type { Misfit } from './fit.ts';
import { needsQuotes } from './formats/yaml/scalars.ts';
import { openFor } from './open.ts';
import type { LocatedPin, PinFile, PinPart, PinRule } from './pin-file.ts';
import { candidatesOf } from './problem.ts';
import type { PinProblem } from './problem.ts';
import { writeReference } from './reference.ts';
import type { PinReference } from './reference.ts';
import { applyChanges, sayDifference } from './splice.ts';
import type { PinChange } from './splice.ts';

/** Which pin moves, what it is to hold, and what it must hold now if that matters. */
export interface PinMove extends PinRule {
  to: PinReference;
  /** Only a pin that holds this moves; of a tag and a digest, those given here are compared. */
  from?: PinReference;
}

export type RewrittenPins = { text: string; changes: PinChange[] } | { problem: PinProblem };

/**
 * The text with one pin moved, every other character as it was; no changes where the pin holds the new value already.
 * Anything that is not exactly one place holding what it should is a problem, and the text stays.
 */
export function rewritePins(text: string, move: PinMove): RewrittenPins {
  if (writeReference(move.to) === undefined) return { problem: badValue(move, move.to) };
  if (move.from && writeReference(move.from) === undefined) return { problem: badValue(move, move.from) };
  const file = openFor(text, move);
  if ('problem' in file) return file;
  const found = file.locate(move);
  if ('problem' in found) return found;
  const fitted = fitReference(found, move.to);
  const texts = 'texts' in fitted ? fitted.texts : undefined;
  if (texts?.every((to, index) => found.parts[index]?.text === to) === true) return { text, changes: [] };
  if (move.from && !holdsReference(found, move.from)) return { problem: moved(text, move, found) };
  if ('misfit' in fitted) return { problem: misfitProblem(text, move, { found, misfit: fitted.misfit }) };
  const changes = found.parts.flatMap((part, index) => changeOf(text, part, fitted.texts[index] ?? part.text));
  const next = applyChanges(text, changes);
  assertOnlyMoved({ file, text: next, move, changes, texts: fitted.texts });
  return { text: next, changes };
}

function changeOf(text: string, part: PinPart, to: string): PinChange[] {
  const { start, end, line, text: from, plain } = part;
  if (from === to) return [];
  const scalar = plain && text.slice(plain.start, start) + to + text.slice(end, plain.end);
  if (plain === undefined || scalar === undefined || !needsQuotes(scalar)) return [{ start, end, line, from, to }];
  return [{ ...plain, line, from: text.slice(plain.start, plain.end), to: `"${scalar}"` }];
}

/** Reads the new text again: the same file, but for the values that moved, and they are the new ones. Otherwise the edit is our bug. */
function assertOnlyMoved(edit: {
  file: PinFile;
  text: string;
  move: PinMove;
  changes: PinChange[];
  texts: string[];
}): void {
  const { file, text, move, changes, texts } = edit;
  const after = openFor(text, move);
  const moved = 'problem' in after ? after : after.locate(move);
  const difference =
    'problem' in after ? 'it cannot be read any more' : sayDifference(file.shape(), after.shape(), changes);
  const isThere = 'parts' in moved && moved.parts.every((part, index) => part.text === texts[index]);
  if (difference !== undefined || !isThere) {
    const why = difference ?? 'the pin does not hold it afterwards';
    throw new Error(`to put ${texts.join(' and ')} into ${move.path} would change more of the file than that: ${why}`);
  }
}

/** The pin as its rule names it, in words. */
function nameOf({ path, arg, image, pointer, marker }: PinRule): string {
  if (arg !== undefined) return `ARG ${arg} in ${path}`;
  if (image !== undefined) return `The image ${image} in ${path}`;
  return `The ${pointer === undefined ? 'marker' : 'pointer'} ${JSON.stringify(pointer ?? marker)} in ${path}`;
}

function badValue(rule: PinRule, reference: PinReference): PinProblem {
  const place = nameOf(rule).replace(/^The /, 'the ');
  const message = `${JSON.stringify(reference)} is no reference that ${place} could hold. Give a full commit id, a digest (sha256:…), a tag or a version.`;
  return { code: 'bad-value', message, candidates: [] };
}

function moved(text: string, move: PinMove, { line }: LocatedPin): PinProblem {
  const expected = move.from && writeReference(move.from);
  const message = `${nameOf(move)} line ${line} does not hold ${expected ?? ''}: somebody else has moved it. Look at the file again before it is moved.`;
  return { code: 'moved', message, candidates: candidatesOf(text, [line]) };
}

const MISFITS: Record<Misfit, string> = {
  half: 'holds a tag and a digest, which move together. Give both.',
  'no-digest': 'holds a digest, and decides by it what runs. Give a digest.',
  'no-tag': 'holds the tag of an image. Give a tag.',
  'tag-only': 'holds a tag without a digest, and a pin keeps its kind. Write tag@digest or a digest there once.',
};

function misfitProblem(
  text: string,
  move: PinMove,
  { found, misfit }: { found: LocatedPin; misfit: Misfit },
): PinProblem {
  const message = `${nameOf(move)} line ${found.line} ${MISFITS[misfit]}`;
  const lines = found.parts.map(({ line }) => line);
  return { code: misfit === 'tag-only' ? 'tag-only' : 'bad-value', message, candidates: candidatesOf(text, lines) };
}
