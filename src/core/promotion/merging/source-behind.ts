import { LISTED_MS } from '../../listed.ts';
import type { Instant } from '../../names.ts';
import type { LineageEntry } from '../../text/trailers.ts';
import { readPins } from '../moves/held-pins.ts';
import { baseOf } from '../moves/own-branch.ts';
import type { Situation } from '../situation.ts';
import type { Snapshot } from '../snapshot.ts';

/** What is said of a component whose source shows nothing newer than what is there, or something older than what was chosen. */
const NOTHING_NEWER = new Set(['up-to-date', 'newer-not-ready', 'withdrawn']);

/** The reason for which a pull request is left open on such a look. */
export const SOURCE_BEHIND = 'source-behind';

/**
 * Until when a look is not believed that shows less at a source than what was proposed from it a moment ago: GitHub may be behind with
 * that repository (promise 12), and a pull request that is closed takes its approvals with it. Afterwards somebody has moved the
 * source back. Undefined: it is to be believed. What a forced lane carries follows people's wishes, and no source.
 */
export function behindUntil(situation: Situation): Instant | undefined {
  const { facts, here } = situation;
  if (facts.lane.forced === true) return undefined;
  const proposed = here.branch?.commits.find(({ byUs }) => byUs)?.at;
  if (proposed === undefined || facts.now >= proposed + LISTED_MS) return undefined;
  const entries = here.branch?.lineage?.entries ?? [];
  return entries.some((entry) => showsNothingNewer(situation, entry) && isStillToMove(situation, here, entry))
    ? proposed + LISTED_MS
    : undefined;
}

const showsNothingNewer = ({ stays }: Situation, { component }: LineageEntry): boolean =>
  stays.some(({ about, code }) => about === component && NOTHING_NEWER.has(code));

/** The base holds what it held when the move was proposed; whoever made the move by hand left it holding something else. */
function isStillToMove({ facts }: Situation, here: Snapshot, { component: name, from }: LineageEntry): boolean {
  const component = facts.lane.components.find((one) => one.name === name);
  if (component === undefined || from === undefined) return false;
  const held = readPins(facts.policy.pins, baseOf(here), component);
  return 'value' in held && held.value === from;
}
