import type { Half } from './fit.ts';
import { refuse } from './locate/search.ts';
import { openerOf } from './open.ts';
import type { PinRule } from './pin-rule.ts';
import type { PinProblem } from './problem.ts';
import type { PinReference } from './reference.ts';
import { mergedChanges } from './rewriting/merged-changes.ts';
import { OVERLAPPING, planMove, type PlannedMove } from './rewriting/planned-move.ts';
import { verified } from './rewriting/verified.ts';
import type { PinChange } from './splice.ts';

/** Which pin moves, what it is to hold, and what it must hold now if that matters. */
export interface PinMove extends PinRule {
  /** A tag and its digest, one of them, a commit or a version: a place takes what is of the kind that it holds. */
  to: PinReference;
  /** Only places that hold this move; of a tag and a digest, those given here are compared. */
  from?: PinReference;
  /** Where a tag and a digest stand together, the half that goes from the file. */
  drops?: Half;
}

/** The new text and what is new in it, in its order; or why nothing was moved. */
export type RewrittenPins = { text: string; changes: PinChange[] } | { problem: PinProblem };

/** The same of several moves; `index` is that of the move which has the problem. */
export type RewrittenEach = { text: string; changes: PinChange[] } | { problem: PinProblem; index: number };

/**
 * The text with the places that the rule means moved, every other character as it was; no changes where they hold the new value
 * already. All of them move, or none: then the problem says why, by a code, a message and the lines that show it. It never throws,
 * whatever the text and the move, and does the same for the same input: the text is all that it reads.
 */
export function rewritePins(text: string, move: PinMove): RewrittenPins {
  const rewritten = rewriteEach(text, [move]);
  return 'problem' in rewritten ? { problem: rewritten.problem } : rewritten;
}

/**
 * The same for several moves in one text, all found in it as it is now and written at once: it is read again once, however many they
 * are. All of them move, or none. `open` is the text's, where it is open already.
 */
export function rewriteEach(text: string, moves: readonly PinMove[], open = openerOf(text)): RewrittenEach {
  const planned: PlannedMove[] = [];
  for (const [index, move] of moves.entries()) {
    const plan = planMove(open, move);
    if ('problem' in plan) return { ...plan, index };
    planned.push(plan);
  }
  const merged = mergedChanges(planned.flatMap(({ changes }, index) => changes.map((one) => ({ ...one, index }))));
  if ('meets' in merged) {
    const index = Math.max(merged.meets.index, merged.other.index);
    return { ...refuse(planned[index] as PlannedMove, OVERLAPPING, [merged.other.line]), index };
  }
  const changes = merged.changes.map(({ start, end, line, from, to }) => ({ start, end, line, from, to }));
  return changes.length === 0 ? { text, changes } : spliced(text, planned, changes);
}

/** The new text, if nothing has changed in it but what was meant to. */
function spliced(text: string, planned: readonly PlannedMove[], changes: PinChange[]): RewrittenEach {
  const written = verified(text, { planned, changes });
  if ('text' in written) return { text: written.text, changes };
  const index = written.index ?? firstToBlame(text, planned);
  const move = planned[index] as PlannedMove;
  const lines = move.changes.map(({ line }) => line);
  return { ...refuse(move, written.refusal, lines), index };
}

/** The first move that the text does not take after those before it. */
function firstToBlame(text: string, planned: readonly PlannedMove[]): number {
  let [low, high] = [0, planned.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTaken(text, planned.slice(0, middle + 1))) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isTaken(text: string, planned: readonly PlannedMove[]): boolean {
  const merged = mergedChanges(planned.flatMap(({ changes }) => changes));
  return 'changes' in merged && 'text' in verified(text, { planned, changes: merged.changes });
}
