import { componentName } from '../../names.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import type { Lineage } from '../../text/trailers.ts';
import { shortReference } from '../../text/phrases.ts';
import { valueOf } from '../content/branch-content.ts';
import type { Facts } from '../facts.ts';
import type { Offer } from '../offers/offers.ts';
import type { Snapshot } from '../snapshot.ts';
import { readPins, type HeldPins } from '../moves/held-pins.ts';
import { decideBetween } from '../moves/decide-between.ts';
import { knownOf, readRange, resolve, type Moving, type Part } from '../moves/move-parts.ts';
import type { Move } from '../moves/moves.ts';
import { headOf } from '../moves/own-branch.ts';
import { upToDate, withdrawnAtSource } from '../moves/stays.ts';

/** What an open release was cut with for a component; undefined when it was not among it. */
export function cutOffer(
  { lane, policy }: Facts,
  here: Snapshot,
  { component, lineage }: { component: LaneComponent; lineage: Lineage },
): Offer | undefined {
  const entry = lineage.entries.find((one) => one.component === componentName(component.name));
  const value = entry === undefined ? undefined : valueOf(entry);
  if (value === undefined) return undefined;
  const held = readPins(policy.pins, headOf(here, lane.head), component);
  const tag = 'reason' in held || held.value !== value ? undefined : held.tag;
  return { value, ...(tag === undefined ? {} : { tag }), where: 'what the release was cut with' };
}

/** What was chosen stays, unless the place before it has been moved back behind it. */
export function decideCut(moving: Moving, { held, cut, offer }: { held: HeldPins; cut: Offer; offer: Offer }): Move {
  const { here, component } = moving;
  if (held.value === cut.value) return { state: 'stays', reason: upToDate(here, component, cut) };
  const { merged, back } = offer;
  const chosen = { ...cut, ...(merged === undefined ? {} : { merged }), ...(back === undefined ? {} : { back }) };
  if (offer.value === cut.value) return decideBetween(moving, held, chosen);
  const [from, to] = [cut, offer].map((one) => resolve(moving, one, one.where));
  const range = knownPart(from) && knownPart(to) ? readRange(moving, from.known, to.known) : undefined;
  const parts = [from, to, range].filter((part) => part !== undefined);
  const questions = parts.flatMap((part) => ('questions' in part ? part.questions : []));
  if (questions.length > 0) return { state: 'asks', questions };
  const stuck = parts.find((part) => 'reason' in part);
  if (stuck !== undefined) return { state: 'stays', reason: stuck.reason };
  if (knownOf(range).classification === 'rollback')
    return { state: 'stays', reason: withdrawnAtSource(component, { chosen: cut.value, now: offer.value }) };
  const lacks = `${shortReference(offer.value)}, ${offer.where}, goes with the next release`;
  return decideBetween(moving, held, { ...chosen, lacks });
}

const knownPart = <T>(part: Part<T> | undefined): part is { known: T } => part !== undefined && 'known' in part;
