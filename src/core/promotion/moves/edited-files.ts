/** Moves become texts: all that one file takes at once, however many components are pinned in it. */
import { openedText } from '../../pipeline/pins/opened-texts.ts';
import type { PinProblem } from '../../pins/index.ts';
import type { FileEdit } from '../plan-model.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Entry, Move } from './moves.ts';
import { notWritable, writePins, type PinWrite } from './write-pins.ts';

/** A pin of an entry, and what it is to hold. */
interface EntryWrite extends PinWrite {
  entry: Entry;
}

/** After so many that a file does not take, none of the others is tried in it: each try reads all of the file. */
const MOST_STUCK = 5;

/**
 * The new text of every pinned file, starting from the base's or the branch's text of it. Undefined when the branch cannot take
 * the move: since it was made, the base has come to hold the pin in another file or by another name.
 */
export function editsOf(entries: Entry[], here: Snapshot, from: 'base' | 'head'): FileEdit[] | undefined {
  const edits: FileEdit[] = [];
  for (const [path, writes] of writesByPath(entries)) {
    const text = here.files.find((file) => file.path === path)?.[from];
    const written = text === undefined ? undefined : writePins(text, writes, openedText(text, here.files));
    if (written === undefined || 'problem' in written) return undefined;
    edits.push({ path, text: written.text });
  }
  return edits;
}

const writesByPath = (entries: Entry[]): Map<string, EntryWrite[]> =>
  Map.groupBy(
    entries.flatMap((entry) => entry.pins.map((place) => ({ entry, place, to: entry.to }))),
    ({ place }) => place.address.path,
  );

/** Each of the moves can be written by itself. One that a file does not take beside those before it stays, and holds no other. */
export function writableTogether(here: Snapshot, moves: Move[]): Move[] {
  const entries = moves.flatMap((move) => (move.state === 'moves' ? [move.entry] : []));
  const stuck = new Map(
    [...writesByPath(entries)].flatMap(([path, writes]) =>
      [...stuckIn(here, path, writes)].map(([entry, problem]) => [entry, { path, problem }] as const),
    ),
  );
  return moves.map((move) => {
    const why = move.state === 'moves' ? stuck.get(move.entry) : undefined;
    if (move.state !== 'moves' || why === undefined) return move;
    return { state: 'stays', reason: notWritable(move.entry.component, here, why) };
  });
}

function stuckIn(here: Snapshot, path: string, writes: EntryWrite[]): Map<Entry, PinProblem> {
  const stuck = new Map<Entry, PinProblem>();
  const text = here.files.find((file) => file.path === path)?.base ?? '';
  const open = openedText(text, here.files);
  for (let left = writes; left.length > 0; left = left.filter(({ entry }) => !stuck.has(entry))) {
    const written = writePins(text, left, open);
    if (!('problem' in written)) break;
    const blamed = stuck.size < MOST_STUCK ? left.slice(written.index, written.index + 1) : left;
    for (const { entry } of blamed) stuck.set(entry, written.problem);
  }
  return stuck;
}
