import { isKnown } from '../../answer.ts';
import { holdOn } from '../../controls/controls.ts';
import type { ComponentName } from '../../names.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { list, shortReference } from '../../text/phrases.ts';
import { momentIn } from '../../time/moments.ts';
import type { Facts } from '../facts.ts';
import type { Offer } from '../offers/offers.ts';
import type { Reason } from '../plan-model.ts';
import { togetherWith, type Stance } from '../release/stance.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Move } from './moves.ts';

/** The pin holds what is offered. */
export function upToDate({ repo }: Snapshot, component: LaneComponent, { value, where, lacks }: Offer): Reason {
  const says = `${repo} already holds ${shortReference(value)}, ${where}`;
  return {
    about: component.name,
    standing: lacks === undefined ? 'resting' : 'waiting',
    code: lacks === undefined ? 'up-to-date' : 'newer-not-ready',
    says: lacks === undefined ? says : `${says}; ${lacks}`,
  };
}

/** A person keeps the component where it is, until a person lets it go. */
export function heldByPerson({ lane: { stage, forced }, controls }: Facts, about: ComponentName): Reason | undefined {
  // A forced pull request shows what it would do; its gate stays closed.
  if (forced === true || !isKnown(controls)) return undefined;
  const hold = holdOn(controls.known, { stage, component: about });
  if (hold === undefined) return undefined;
  const because = hold.because === undefined ? '' : `: ${hold.because}`;
  return {
    about,
    standing: 'blocked',
    code: 'held',
    says: `${hold.by} holds ${about} in ${stage}${because}`,
    next: `\`/sluice resume ${stage} ${about}\` lets it go`,
  };
}

/** What was chosen for the release is no longer what the place before stands for. */
export const withdrawnAtSource = (
  { name: about }: LaneComponent,
  { chosen, now }: { chosen: string; now: string },
): Reason => ({
  about,
  standing: 'waiting',
  code: 'withdrawn',
  says: `${shortReference(chosen)} was chosen, and the stage before has gone back to ${shortReference(now)}`,
});

/** Something newer is offered, and its time has not come. */
export function nextRelease(
  { lane, policy }: Facts,
  { name: about }: LaneComponent,
  { offer, stance }: { offer: Offer; stance: Exclude<Stance, { is: 'follows' }> },
): Reason {
  const what = `${shortReference(offer.value)}, ${offer.where},`;
  const release = policy.environment?.release;
  const zone = release === undefined || release === 'on-change' ? undefined : release.timezone;
  const when =
    stance.is === 'waits' && stance.next !== undefined && zone !== undefined
      ? `with the release of ${momentIn(zone, stance.next)}`
      : `with the next release to ${lane.stage}`;
  return { about, standing: 'waiting', code: 'next-release', says: `${what} goes ${when}` };
}

/** Reasons for which nothing is amiss: the component is where the others come from, or was when they were chosen. */
const IN_STEP = new Set(['up-to-date', 'newer-not-ready', 'next-release']);

/** A set goes as it ran together, or not at all. */
export function keptTogether(facts: Facts, moves: Move[]): Move[] {
  const byName = new Map(facts.lane.components.map(({ name }, index) => [name, moves[index]]));
  if (moves.some(({ state }) => state === 'asks')) return moves;
  return moves.map((move) => {
    if (move.state !== 'moves') return move;
    const { component } = move.entry;
    const stuck = togetherWith(facts, component).filter((name) => {
      const other = byName.get(name);
      return other?.state === 'stays' && !IN_STEP.has(other.reason.code);
    });
    return stuck.length === 0 ? move : { state: 'stays', reason: waitsFor(facts, component, stuck) };
  });
}

function waitsFor({ lane, policy }: Facts, about: ComponentName, stuck: ComponentName[]): Reason {
  const isSnapshot = policy.environment?.copy === 'snapshot';
  const why = isSnapshot ? `${lane.stage} takes all pins or none` : 'they move together';
  return {
    about,
    standing: 'waiting',
    code: isSnapshot ? 'snapshot' : 'together',
    says: `it waits for ${list(stuck)}: ${why}`,
  };
}
