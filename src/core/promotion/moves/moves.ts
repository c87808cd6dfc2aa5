import { isKnown, unknown } from '../../answer.ts';
import type { Changelog } from '../../changelog/changelog-model.ts';
import type { CommitSha, ComponentName, Instant } from '../../names.ts';
import type { Facts, Source } from '../facts.ts';
import { offerOf, type Offer } from '../offers/offers.ts';
import type { Reason } from '../plan-model.ts';
import type { Question } from '../questions.ts';
import { togetherWith, type Stance } from '../release/stance.ts';
import type { Snapshot } from '../snapshot.ts';
import { cutOffer, decideCut } from '../release/cut-move.ts';
import { decideBetween } from './decide-between.ts';
import { writableTogether } from './edited-files.ts';
import { readPins, type HeldPins } from './held-pins.ts';
import { knownOf, readRange, readRejected, resolve, type Moving, type Part } from './move-parts.ts';
import { backwards, closedToPipeline } from './obstacles.ts';
import { baseOf } from './own-branch.ts';
import type { PinPlace } from '../../pipeline/pins/pin-places.ts';
import { findSetters } from './pin-setter.ts';
import type { Reference } from './reference.ts';
import { heldByPerson, keptTogether, nextRelease, upToDate } from './stays.ts';
import { unreadable } from './unreadable.ts';

/** One component's move in one lane. */
export interface Entry {
  component: ComponentName;
  source: Source;
  from: Reference;
  to: Reference;
  /** The commit on the stage's branch that set `from`: a move made again after a rollback is a new one. */
  since: CommitSha;
  changelog: Changelog;
  pins: PinPlace[];
  /** What is newer at the source and does not come along yet. */
  lacks?: string;
  /** A person asked for an earlier value. */
  back?: true;
}

export type Move =
  | { state: 'moves'; entry: Entry }
  | { state: 'stays'; reason: Reason; ripe?: Instant }
  | { state: 'asks'; questions: Question[] };

/** Decides for each component of the lane; one that is stuck holds only those that move together with it. */
export function decideMoves(facts: Facts, here: Snapshot, stance: Stance): Move[] {
  const moves = facts.lane.components.map((component): Move => {
    const source = facts.sources.get(component.name);
    if (source === undefined || !isKnown(source)) {
      const why = source ?? unknown('it was not looked at');
      return { state: 'stays', reason: unreadable(component.name, 'source', { where: component.code, why }) };
    }
    const closed = closedToPipeline(source.known, facts, component.name) ?? heldByPerson(facts, component.name);
    if (closed !== undefined) return { state: 'stays', reason: closed };
    return decideMove({ facts, here, component, source: source.known, stance });
  });
  return keptTogether(facts, writableTogether(here, moves));
}

function decideMove(moving: Moving): Move {
  const { facts, here, component, source, stance } = moving;
  const held = readPins(facts.policy.pins, baseOf(here), component);
  if ('reason' in held) return { state: 'stays', reason: held.reason };
  const offered = offerOf({ facts, component, source, together: togetherWith(facts, component.name) });
  if ('questions' in offered) return { state: 'asks', questions: offered.questions };
  const cut = stance.is === 'cut' ? cutOffer(facts, here, { component, lineage: stance.lineage }) : undefined;
  if ('reason' in offered) return { state: 'stays', reason: offered.reason, ...ripeness(offered) };
  const { offer } = offered;
  if (cut !== undefined) return decideCut(moving, { held, cut, offer });
  if (held.value === offer.value)
    return { state: 'stays', reason: upToDate(here, component, offer), ...ripeness(offer) };
  if (stance.is === 'follows') return decideBetween(moving, held, offer);
  if (hasReplaced(moving, held, offer)) {
    const between = decideBetween(moving, held, offer);
    if (between.state !== 'moves') return between;
  }
  const [ahead, rejected] = [aheadOf(moving, held, offer), rejectedAtSource(moving, offer)];
  const questions = [ahead, rejected].flatMap((part) => ('questions' in part ? part.questions : []));
  if (questions.length > 0) return { state: 'asks', questions };
  const stuck = 'reason' in rejected ? rejected.reason : (knownOf(rejected) ?? knownOf(ahead));
  return { state: 'stays', reason: stuck ?? nextRelease(facts, component, { offer, stance }) };
}

const ripeness = ({ ripe }: { ripe?: Instant }): { ripe?: Instant } => (ripe === undefined ? {} : { ripe });

/**
 * A pin that was brought on by force, or by hand, does not go back with the next release. What cannot be read says nothing here:
 * the next release decides it.
 */
function aheadOf(moving: Moving, held: HeldPins, offer: Offer): Part<Reason | undefined> {
  const { component, source } = moving;
  const [from, to] = [resolve(moving, held, 'the pin'), resolve(moving, offer, offer.where)];
  const questions = [from, to].flatMap((part) => ('questions' in part ? part.questions : []));
  if (questions.length > 0) return { questions };
  if (!('known' in from && 'known' in to)) return { known: undefined };
  const range = readRange(moving, from.known, to.known);
  if ('questions' in range) return range;
  if ('reason' in range) return { known: undefined };
  const way = { component: component.name, source, from: from.known, to: to.known, changelog: range.known };
  return { known: backwards({ ...way, back: offer.back === true }) };
}

/** What the place before has gone back from does not go with the next release either. */
function rejectedAtSource(moving: Moving, offer: Offer): Part<Reason | undefined> {
  if (offer.merged === undefined) return { known: undefined };
  const to = resolve(moving, offer, offer.where);
  return 'known' in to ? readRejected(moving, to.known, offer) : to;
}

/** Whether the pin has already held what is offered: somebody moved it back from there, or on by force. */
function hasReplaced({ here }: Moving, held: HeldPins, offer: Offer): boolean {
  const history = here.files.find(({ path }) => path === held.pins[0].address.path)?.history;
  return history !== undefined && (findSetters(history, held) ?? []).some(({ previous }) => previous === offer.value);
}
