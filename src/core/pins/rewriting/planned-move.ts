/** What a move would change in a file that is open, before anything is: where, and to which text. */
import { fitReference, holdsReference, type Fitted, type Misfit } from '../fit.ts';
import { refusedIn, locate } from '../locate/locate.ts';
import { refuse } from '../locate/search.ts';
import type { Opener } from '../open.ts';
import type { PinFile, Place, Refusal } from '../pin-file.ts';
import { nameOfPin, type PinRule } from '../pin-rule.ts';
import { problemIn, type PinProblem } from '../problem.ts';
import { referenceMistake, writeReference, type PinReference } from '../reference.ts';
import type { PinMove } from '../rewrite.ts';
import type { PinChange } from '../splice.ts';
import { mergedChanges } from './merged-changes.ts';

type Problem = { problem: PinProblem };

/** The file and the move, and the places that the move means. */
interface Moving {
  file: PinFile;
  rule: PinMove;
  places: readonly Place[];
}

/** A move that its places take. */
export interface PlannedMove extends Moving {
  fitted: readonly Fitted[];
  /** In the order of the file; none where it holds the new value already. */
  changes: readonly PinChange[];
}

/**
 * What a move changes in a text, or why it cannot be made. It reads the text as far as it takes to find the place: whether nothing else
 * would change with it is seen when it is written.
 */
export function planMove(open: Opener, move: PinMove): PlannedMove | Problem {
  const file = open(move);
  if ('problem' in file) return file;
  const { to, from } = move;
  const mistake = referenceMistake(to) ?? (from === undefined ? undefined : referenceMistake(from));
  if (mistake !== undefined) return badValue(move, mistake);
  const found = locate(file, move);
  if ('problem' in found) return found;
  const moving = { file, rule: move, places: found.places };
  const held = from === undefined ? found : holdingPlaces(moving, from);
  if ('problem' in held) return held;
  const refused = refusedIn(moving, held.places);
  if (refused !== undefined) return refused;
  const fitted = fitPlaces({ ...moving, places: held.places });
  if ('problem' in fitted) return fitted;
  const changes = changesOf(moving, fitted.fitted);
  return 'problem' in changes ? changes : { ...moving, ...fitted, ...changes };
}

/** The places that hold what they should. None needs to where one has moved already; a place that nobody can read is not it. */
function holdingPlaces({ file, rule, places }: Moving, from: PinReference): { places: readonly Place[] } | Problem {
  const holding = places.filter(({ parts }) => holdsReference(parts, from));
  const readable = places.filter(({ refusal }) => refusal === undefined);
  if (holding.length > 0 || readable.some((place) => holdsAlready(place, { file, rule }))) return { places: holding };
  const refused = readable.length === 0 ? refusedIn({ file, rule }, places) : undefined;
  if (refused !== undefined) return refused;
  const lines = places.map(({ line, parts }) => parts[0]?.line ?? line);
  const where = lines.length === 1 ? ` line ${lines[0]}` : '';
  const cause = `${nameOfPin(rule)}${where} does not hold ${writeReference(from) ?? ''}: somebody else has moved it`;
  return problemIn({ path: rule.path, text: file.text })(
    'moved',
    `${cause}. Look at the file again before it is moved.`,
    lines,
  );
}

function holdsAlready(place: Place, { file, rule }: Pick<Moving, 'file' | 'rule'>): boolean {
  const fit = fitReference(place, { to: rule.to, drops: rule.drops, text: file.text });
  return 'fitted' in fit && fit.fitted.every(({ part, text }) => part.text === text);
}

function fitPlaces({ file, rule, places }: Moving): { fitted: Fitted[] } | Problem {
  const fitted: Fitted[] = [];
  for (const place of places) {
    const fit = fitReference(place, { to: rule.to, drops: rule.drops, text: file.text });
    if ('misfit' in fit) {
      const lines = place.parts.map(({ line }) => line);
      const message = `${nameOfPin(rule)} line ${lines[0] ?? 0} ${MISFITS[fit.misfit]}`;
      const code = fit.misfit === 'tag-only' ? 'tag-only' : 'bad-value';
      return problemIn({ path: rule.path, text: file.text })(code, message, lines);
    }
    for (const each of fit.fitted) fitted.push(each);
  }
  return { fitted };
}

const MISFITS: Record<Misfit, string> = {
  half: 'holds a tag and a digest, which move together. Give both.',
  'no-digest': 'holds a digest, and decides by it what runs. Give a digest.',
  'no-tag': 'holds the tag of an image. Give a tag.',
  'tag-only':
    'holds a tag without a digest, and a pin keeps its kind. Give a tag, or write tag@digest or a digest there once.',
  'commit-only': 'holds a full commit id. Give a commit.',
  'needs-tag': 'holds a tag and a digest where a digest cannot stand by itself. Give both.',
  'version-only': 'holds the version of a chart or something like it, not of an image. Give a version.',
  'no-revision': 'names a revision of git, which has no digest. Give a commit, a tag or a version.',
};

function changesOf(moving: Moving, fitted: readonly Fitted[]): { changes: PinChange[] } | Problem {
  const { file } = moving;
  const changes: PinChange[] = [];
  for (const { part, text } of fitted) {
    if (part.text === text) continue;
    const edit = file.edit(part, text);
    if ('why' in edit) return refuse(moving, edit, [part.line]);
    const { start, end, to } = edit;
    const from = file.text.slice(start, end);
    if (from.includes('\n') || to.includes('\n')) return refuse(moving, OVER_A_LINE, [part.line]);
    changes.push({ start, end, line: part.line, from, to });
  }
  const merged = mergedChanges(changes);
  return 'changes' in merged ? merged : refuse(moving, OVERLAPPING, [merged.meets.line]);
}

const OVER_A_LINE: Refusal = { why: 'its value goes over the end of a line', next: 'Write it on one line.' };

/** Why changes that meet are none. */
export const OVERLAPPING: Refusal = {
  why: 'the same stretch would have to hold two different values',
  next: 'Name one of its places by itself, or write the value out in each.',
};

const badValue = (rule: PinRule, mistake: string): Problem =>
  problemIn({ path: rule.path, text: '' })('bad-value', `${nameOfPin(rule)} cannot hold that. ${mistake}`);
