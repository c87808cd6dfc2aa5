import { isKnown } from '../../answer.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { minutes, shortReference } from '../../text/phrases.ts';
import type { Facts } from '../facts.ts';
import { valueIn, pinPlaces } from '../moves/pin-places.ts';
import { offerOf } from '../offers/offers.ts';
import { soakOf } from '../offers/proven.ts';
import { togetherWith } from '../release/stance.ts';
import type { Snapshot } from '../snapshot.ts';
import type { MovedPin } from '../status/moved-pins.ts';
import { closed, LOOK_AGAIN_MS, open, type Verdict } from './gate.ts';

/**
 * Whether somebody's own move of a pin is to what the place before has proven for long enough. Going back to what the pin held
 * before is always soon enough.
 */
export function soakedValues(facts: Facts, here: Snapshot, { component: name, to }: MovedPin): Verdict {
  const component = facts.lane.components.find((one) => one.name === name);
  const source = facts.sources.get(name);
  if (component === undefined || source === undefined || !isKnown(source) || to === undefined) return open;
  if (heldBefore(facts, here, component).has(to)) return open;
  const offered = offerOf({ facts, component, source: source.known, together: togetherWith(facts, name) });
  if ('questions' in offered) return { questions: offered.questions };
  if ('offer' in offered && offered.offer.value === to) return open;
  const ripe = 'offer' in offered ? offered.offer.ripe : offered.ripe;
  const asked = minutes(soakOf(facts.policy));
  return closed({
    standing: 'waiting',
    code: 'soak',
    says: `waits until ${name} ${shortReference(to)} has been proven for ${asked} in the stage before`,
    wake: ripe ?? facts.now + LOOK_AGAIN_MS,
  });
}

/** What the component's pin held at earlier commits of the branch, as far as the look saw. */
function heldBefore({ policy }: Facts, { files }: Snapshot, component: LaneComponent): Set<string> {
  const places = pinPlaces(policy.pins, component);
  return new Set(
    places.flatMap((place) => {
      const file = files.find(({ path }) => path === place.address.path);
      return (file?.history.changes ?? [])
        .flatMap(({ text, before }) => [valueIn(text, place), valueIn(before, place)])
        .flatMap((value) => value ?? []);
    }),
  );
}
