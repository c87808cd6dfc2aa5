import { stageBefore } from '../pipeline/lanes.ts';
import type { StandingReference } from '../promotion/standing.ts';
import { movedIn } from './ledger-facts.ts';
import type { PageFacts } from './page-facts.ts';
import { seenAt, type Seen } from './place.ts';

/**
 * `runs`: deployed in the environment; `current`: a docker or manifest stage holds what it can; `merged`: nothing has
 * said yet that it was deployed; `behind`: something newer is on its way; `blocked`: somebody has to act; `failed`: its deployment
 * failed; `unknown`: not read yet, or not readable.
 */
export type CellState = 'runs' | 'current' | 'merged' | 'behind' | 'blocked' | 'failed' | 'unknown';

/** The one word for a place; what asks for somebody comes first. */
export function stateOf(facts: PageFacts, seen: Seen): CellState {
  const { place, here } = seen;
  const isEnvironment = place.stage.kind === 'environment';
  if (here?.holds === undefined) return 'unknown';
  if (isEnvironment && here.runs?.value !== here.holds.value) return hasFailed(seen) ? 'failed' : 'merged';
  if (isBlocked(seen)) return 'blocked';
  if (seen.move !== undefined || isBehind(facts, seen)) return 'behind';
  return isEnvironment ? 'runs' : 'current';
}

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
  const stage = stageBefore(place.pipeline, place.stage, place.component.name);
  if (stage === undefined || here?.holds === undefined) return false;
  const before = seenAt(facts, { ...place, stage }).here;
  const proven = stage.kind === 'environment' ? before?.runs : before?.holds;
  return proven !== undefined && differ(proven, here.holds);
}

/** A digest and a commit can be compared by the code they stand for alone. */
function differ(one: StandingReference, other: StandingReference): boolean {
  if (isDigestValue(one) === isDigestValue(other)) return one.value !== other.value;
  const [a, b] = [codeOf(one), codeOf(other)];
  return a !== undefined && b !== undefined && a !== b;
}

const isDigestValue = ({ value }: StandingReference): boolean => value.startsWith('sha256:');
const codeOf = (reference: StandingReference): string | undefined =>
  reference.code ?? (isDigestValue(reference) ? undefined : reference.value);
