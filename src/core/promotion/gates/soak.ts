import { isKnown } from '../../answer.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { minutes, shortReference } from '../../text/phrases.ts';
import type { Facts } from '../facts.ts';
import { valueIn, pinPlaces } from '../../pipeline/pins/pin-places.ts';
import { offerOf, type Offering } from '../offers/offers.ts';
import { soakOf } from '../offers/proven.ts';
import { provenValues } from '../offers/several-stages.ts';
import { togetherWith } from '../release/stance.ts';
import type { Snapshot } from '../snapshot.ts';
import type { MovedPin } from '../status/moved-pins.ts';
import { closed, LOOK_AGAIN_MS, open, type Verdict } from './gate.ts';

/**
 * Whether somebody's own move of a pin is to what the place before has proven for long enough. Going back to what the pin held
 * before is always soon enough; what cannot be judged is not.
 */
export function soakedValues(facts: Facts, here: Snapshot, { component: name, to }: MovedPin): Verdict {
  const component = facts.lane.components.find((one) => one.name === name);
  if (component === undefined) return open;
  const source = facts.sources.get(name);
  if (to === undefined) return unjudged(facts, `what ${name} would be moved to cannot be read`);
  if (source === undefined || !isKnown(source)) return unjudged(facts, `the code of ${name} could not be read`);
  if (heldBefore(facts, here, component).has(to)) return open;
  const offering = { facts, component, source: source.known, together: togetherWith(facts, name) };
  const offered = offerOf(offering);
  if ('questions' in offered) return { questions: offered.questions };
  if ('offer' in offered && offered.offer.value === to) return open;
  const earlier = provenBefore(offering, to);
  if (typeof earlier === 'object') return earlier;
  if (earlier) return open;
  const ripe = 'offer' in offered ? offered.offer.ripe : offered.ripe;
  const asked = minutes(soakOf(facts.policy));
  return closed({
    standing: 'waiting',
    code: 'soak',
    says: `waits until ${name} ${shortReference(to)} has been proven for ${asked} in the stage before`,
    wake: ripe ?? facts.now + LOOK_AGAIN_MS,
  });
}

const unjudged = ({ now }: Facts, why: string): Verdict =>
  closed({
    standing: 'waiting',
    code: 'soak-unknown',
    says: `the soak cannot be judged: ${why}`,
    wake: now + LOOK_AGAIN_MS,
  });

/** Whether it is older than what the place before offers now, and has been proven there for long enough as well. */
function provenBefore(offering: Offering, value: string): boolean | Verdict {
  const { facts, component } = offering;
  const upstream = facts.upstream.get(component.name);
  if (component.reads.of !== 'stages' || upstream === undefined || !isKnown(upstream) || upstream.known.of !== 'stages')
    return false;
  const { stages } = upstream.known;
  const proven = component.reads.stages.map((reading, index) => {
    const stage = stages[index];
    return stage === undefined || !isKnown(stage)
      ? { known: [] }
      : provenValues(offering, { reading, stage: stage.known });
  });
  const questions = proven.flatMap((one) => ('questions' in one ? one.questions : []));
  if (questions.length > 0) return { questions };
  const has = proven.map((one) => 'known' in one && one.known.some((held) => held.value === value));
  return component.reads.how === 'all' ? has.every(Boolean) : has.some(Boolean);
}

/** What the component's pin held at earlier commits of the branch, as far as the look saw. */
function heldBefore({ policy }: Facts, { files }: Snapshot, component: LaneComponent): Set<string> {
  const places = pinPlaces(policy.pins, component);
  return new Set(
    places.flatMap((place) => {
      const history = files.find(({ path }) => path === place.address.path)?.history;
      return (history?.changes ?? [])
        .flatMap(({ text, before }) => [valueIn(text, place, history), valueIn(before, place, history)])
        .flatMap((value) => value ?? []);
    }),
  );
}
