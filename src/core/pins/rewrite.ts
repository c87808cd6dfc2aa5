import { findArgs } from './formats/dockerfile.ts';
import { locatePin } from './locate.ts';
import type { LocatedPin, PinRule } from './locate.ts';
import { candidatesOf } from './problem.ts';
import type { PinProblem } from './problem.ts';
import { readReference, writeReference } from './reference.ts';
import type { PinReference } from './reference.ts';

/** Which pin moves, what it is to hold, and what it must hold now if that matters. */
export interface PinMove extends PinRule {
  to: PinReference;
  /** Only a pin that holds this moves; of a tag and a digest, those given here are compared. */
  from?: PinReference;
}

/** One stretch of the old text and what took its place. */
export interface PinChange {
  start: number;
  end: number;
  line: number;
  from: string;
  to: string;
}

export type RewrittenPins = { text: string; changes: PinChange[] } | { problem: PinProblem };

/**
 * The text with one value replaced, every other character as it was; no changes where the pin holds the new value already.
 * Anything that is not exactly one place holding what it should is a problem, and the text stays.
 */
export function rewritePins(text: string, move: PinMove): RewrittenPins {
  const to = writeReference(move.to);
  if (to === undefined) return { problem: badValue(move, move.to) };
  if (move.from && writeReference(move.from) === undefined) return { problem: badValue(move, move.from) };
  const found = locatePin(text, move);
  if ('problem' in found) return found;
  if (found.value === to) return { text, changes: [] };
  if (move.from && !holds(found.value, move.from)) return { problem: moved(text, move, found) };
  if (leavesHalf(found.value, to)) return { problem: halfMove(text, move, found) };
  const { start, end, line, value } = found;
  const next = text.slice(0, start) + to + text.slice(end);
  assertOnlyMoved({ before: text, after: next, found, to });
  return { text: next, changes: [{ start, end, line, from: value, to }] };
}

/** Whether a value is this reference. */
function holds(value: string, reference: PinReference): boolean {
  if ('commit' in reference || 'version' in reference) return value === writeReference(reference);
  const { tag, digest } = readReference(value) ?? {};
  if (digest === undefined) return value === writeReference(reference);
  return (reference.tag ?? tag) === tag && (reference.digest ?? digest) === digest;
}

/** A tag beside a digest that moved without it would tell a lie, and the digest alone decides what runs. */
function leavesHalf(value: string, to: string): boolean {
  const { tag, digest } = readReference(value) ?? {};
  return tag !== undefined && digest !== undefined && !to.includes('@');
}

function badValue({ path, arg }: PinRule, reference: PinReference): PinProblem {
  const message = `${JSON.stringify(reference)} is no reference that ARG ${arg ?? ''} in ${path} could hold. Give a full commit id, a digest (sha256:…), a tag or a version.`;
  return { code: 'bad-value', message, candidates: [] };
}

function moved(text: string, { path, arg, from }: PinMove, { line }: LocatedPin): PinProblem {
  const expected = from && writeReference(from);
  const message = `ARG ${arg ?? ''} in ${path} line ${line} does not hold ${expected ?? ''}: somebody else has moved it. Look at the file again before it is moved.`;
  return { code: 'moved', message, candidates: candidatesOf(text, [line]) };
}

function halfMove(text: string, { path, arg }: PinMove, { line }: LocatedPin): PinProblem {
  const message = `ARG ${arg ?? ''} in ${path} line ${line} holds a tag and a digest, which move together. Give both.`;
  return { code: 'bad-value', message, candidates: candidatesOf(text, [line]) };
}

/** Reads the new text again: the same places, the same values, but for the one that moved. Otherwise the edit is our bug. */
function assertOnlyMoved(edit: { before: string; after: string; found: LocatedPin; to: string }): void {
  const { before, after, found, to } = edit;
  const shift = to.length - (found.end - found.start);
  const expected = shape(before).map(({ arg, start, value }) => {
    if (start === found.start) return { arg, start, value: to };
    return { arg, start: start !== undefined && start > found.start ? start + shift : start, value };
  });
  if (JSON.stringify(shape(after)) !== JSON.stringify(expected)) {
    throw new Error(`to put ${to} at offset ${found.start} would change more of the file than that`);
  }
}

function shape(text: string): { arg: string; start: number | undefined; value: string | undefined }[] {
  const read = findArgs(text);
  if ('unreadable' in read) return [];
  return read.places.map(({ arg, value }) => ({ arg, start: value?.start, value: value?.text }));
}
