import type { Changelog } from '../../changelog/changelog-model.ts';
import type { Offer } from '../offers/offers.ts';
import type { HeldPins } from './held-pins.ts';
import { knownOf, readRange, readRejected, readReplaced, readSetters, resolve, type Moving } from './move-parts.ts';
import type { Move } from './moves.ts';
import { backwards, olderBuild, rolledBack, type ReplacedValue } from './obstacles.ts';
import type { PinSetter } from './pin-setter.ts';
import { ofArtifact, type Reference } from './reference.ts';
import { unwritable } from './write-pins.ts';

/** Decides about the way from what the pin holds to what is offered: asks what it needs to know, and lets pass what may go. */
export function decideBetween(moving: Moving, held: HeldPins, offer: Offer): Move {
  const from = resolve(moving, held, 'the pin');
  const to =
    offer.artifact === undefined
      ? resolve(moving, offer, offer.where)
      : { known: ofArtifact(offer.artifact, offer.tag) };
  const setters = readSetters(moving, held);
  const range = 'known' in from && 'known' in to ? readRange(moving, from.known, to.known) : undefined;
  const replaced = 'known' in setters ? readReplaced(moving, setters.known, offer) : undefined;
  const rejected = 'known' in to ? readRejected(moving, to.known, offer) : undefined;
  const parts = [from, to, setters, range, replaced, rejected].filter((part) => part !== undefined);
  const questions = parts.flatMap((part) => ('questions' in part ? part.questions : []));
  if (questions.length > 0) return { state: 'asks', questions };
  const stuck = parts.find((part) => 'reason' in part);
  if (stuck !== undefined) return { state: 'stays', reason: stuck.reason };
  const back = knownOf(rejected);
  if (back !== undefined) return { state: 'stays', reason: back };
  return moveOver(moving, held, {
    from: knownOf(from),
    to: knownOf(to),
    setters: knownOf(setters),
    changelog: knownOf(range),
    replaced: knownOf(replaced),
    back: offer.back === true,
    ...(offer.lacks === undefined ? {} : { lacks: offer.lacks }),
  });
}

interface Over {
  from: Reference;
  to: Reference;
  setters: [PinSetter, ...PinSetter[]];
  changelog: Changelog;
  replaced: ReplacedValue[];
  lacks?: string;
  /** A person asked for an earlier value. */
  back: boolean;
}

function moveOver(moving: Moving, held: HeldPins, over: Over): Move {
  const { facts, component, source, here } = moving;
  const { setters, changelog, replaced, lacks, back, ...references } = over;
  const obstacle =
    backwards({ component: component.name, source, changelog, back, ...references }) ??
    (back
      ? undefined
      : (olderBuild({ component, upstream: facts.upstream.get(component.name), changelog, ...references }) ??
        rolledBack({ facts, component: component.name, here, replaced, changelog, ...references }))) ??
    unwritable({ component: component.name, here, pins: held.pins, to: references.to });
  if (obstacle !== undefined) return { state: 'stays', reason: obstacle };
  return {
    state: 'moves',
    entry: {
      component: component.name,
      source,
      ...references,
      since: setters[0].commit,
      changelog,
      pins: held.pins,
      ...(lacks === undefined ? {} : { lacks }),
      ...(back ? { back: true as const } : {}),
    },
  };
}
