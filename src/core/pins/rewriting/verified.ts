/** Reads a new text again: it is the same file, but for the values that moved, and they are the new ones. */
import { locate } from '../locate/locate.ts';
import { openerOf, type Opener } from '../open.ts';
import type { PinFile, Refusal } from '../pin-file.ts';
import { applyChanges, sayDifference, type PinChange } from '../splice.ts';
import type { PlannedMove } from './planned-move.ts';

const BY_HAND = 'Move it by hand, or name the place in another way.';
const UNREADABLE: Refusal = { why: 'the file could not be read any more with the new value in it', next: BY_HAND };
const NOT_HELD: Refusal = { why: 'its place would not hold the new value afterwards', next: BY_HAND };

/** The text with the changes of these moves; or why not, and the index of the move that is to blame. */
export function verified(
  text: string,
  { planned, changes }: { planned: readonly PlannedMove[]; changes: readonly PinChange[] },
): { text: string } | { refusal: Refusal; index?: number } {
  const after = applyChanges(text, changes);
  const open = openerOf(after);
  for (const [file, { rule }] of filesOf(planned)) {
    const reopened = open(rule);
    if ('problem' in reopened) return { refusal: UNREADABLE };
    const difference = sayDifference(file.shape(), reopened.shape(), changes);
    if (difference !== undefined) {
      return { refusal: { why: `it would change more of the file than that (${difference})`, next: BY_HAND } };
    }
  }
  const written = writtenBy(planned);
  const index = planned.findIndex((move) => !isHeld(move, { open, written }));
  return index < 0 ? { text: after } : { refusal: NOT_HELD, index };
}

/** A text may be read in two ways, as what it is called and as a Dockerfile; each has a move that reads it so. */
const filesOf = (planned: readonly PlannedMove[]): ReadonlyMap<PinFile, PlannedMove> =>
  new Map(planned.map((move) => [move.file, move]));

/** The new texts by where the old ones ended. */
const writtenBy = (planned: readonly PlannedMove[]): Map<number, string> =>
  new Map(planned.flatMap(({ fitted }) => fitted.map(({ part, text }) => [part.end, text])));

function isHeld(
  { rule, places, fitted }: PlannedMove,
  { open, written }: { open: Opener; written: ReadonlyMap<number, string> },
): boolean {
  const file = open(rule);
  const moved = 'problem' in file ? file : locate(file, rule);
  if ('problem' in moved) return false;
  const own = new Map(fitted.map(({ part, text }) => [part.end, text]));
  const expected = places.map(({ parts }) => parts.map(({ end, text }) => own.get(end) ?? written.get(end) ?? text));
  return textsOf(moved.places.map(({ parts }) => parts.map(({ text }) => text))) === textsOf(expected);
}

/** A dropped half leaves nothing, and the other one its separator, which is no part of it. */
const textsOf = (places: readonly (readonly string[])[]): string =>
  places
    .map((texts) =>
      texts
        .map((text) => text.replace(/^[:@]/, ''))
        .filter((text) => text !== '')
        .join(' '),
    )
    .join('\n');
