import { stagesBefore } from '../../pipeline/lanes.ts';
import { movedIn } from '../history/ledger-facts.ts';
import type { PageFacts } from '../page-facts.ts';
import { seenAt, type Seen } from '../place.ts';
import { differ, soakAt, holdAt } from './waits.ts';

/**
 * `runs`: deployed in the environment; `current`: a docker or manifest stage holds what it can; `merged`: nothing has
 * said yet that it was deployed; `behind`: something newer is on its way; `blocked`: somebody has to act; `failed`: its deployment
 * failed; `held`: people or a rollback keep it where it is; `soaking`: what the stage before runs has not run there for long
 * enough; `unknown`: not read yet, or not readable.
 */
export type CellState =
  'runs' | 'current' | 'merged' | 'behind' | 'blocked' | 'failed' | 'held' | 'soaking' | 'unknown';

/** The one word for a place; what asks for somebody comes first. */
export function stateOf(facts: PageFacts, seen: Seen): CellState {
  const { place, here } = seen;
  const isEnvironment = place.stage.kind === 'environment';
  if (here?.holds === undefined) return 'unknown';
  if (isEnvironment && here.runs?.value !== here.holds.value) return hasFailed(seen) ? 'failed' : 'merged';
  const moves = seen.move !== undefined || isBehind(facts, seen);
  if (isHeld(facts, seen, moves)) return 'held';
  if (isBlocked(seen)) return 'blocked';
  if (isSoaking(facts, seen)) return 'soaking';
  if (moves) return 'behind';
  return isEnvironment ? 'runs' : 'current';
}

/** A hold of everything there is worth a word only where something would move. */
function isHeld(facts: PageFacts, seen: Seen, moves: boolean): boolean {
  if (hasReason(seen, 'rolled-back')) return true;
  const hold = holdAt(facts, seen);
  return hold !== undefined && (hold.component !== undefined || moves);
}

/** What a pull request moves has soaked. */
const isSoaking = (facts: PageFacts, seen: Seen): boolean =>
  seen.move === undefined && (soakAt(facts, seen) !== undefined || hasReason(seen, 'soaking'));

const hasReason = ({ standing, place }: Seen, word: string): boolean =>
  standing?.reasons.some(({ about, code }) => about === place.component.name && code === word) === true;

/** A reason about the lane blocks those it was about to move. */
const isBlocked = ({ place, standing, move }: Seen): boolean =>
  (standing?.reasons ?? []).some(
    ({ about, standing: how }) =>
      how === 'blocked' && (about === place.component.name || (about === 'lane' && move !== undefined)),
  );

/** The last word about the deployment of what the pin holds; a release that failed may have brought other components well. */
function hasFailed({ entries, here }: Seen): boolean {
  const last = entries.findLast(({ kind }) => ['merged', 'deployed', 'deploy-failed'].includes(kind));
  if (last?.kind !== 'deploy-failed') return false;
  const own = movedIn(last).find(({ component }) => component === here?.name);
  const isOfThis = own?.to === undefined || own.to.value === here?.holds?.value;
  return isOfThis && (own?.fared ?? 'failed') === 'failed';
}

/** The stage before has proven something else. */
function isBehind(facts: PageFacts, { place, here }: Seen): boolean {
  const holds = here?.holds;
  if (holds === undefined) return false;
  return stagesBefore(place.pipeline, place.stage, place.component.name).some((stage) => {
    const before = seenAt(facts, { ...place, stage }).here;
    const proven = stage.kind === 'environment' ? before?.runs : before?.holds;
    return proven !== undefined && differ(proven, holds);
  });
}
