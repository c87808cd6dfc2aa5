import { hookFaults, type SeededHookRules } from '../../../src/forge/faults/hooks.ts';
import { releases } from '../releases/releases.ts';
import { endingOf, type Ending } from './ending.ts';
import { People } from './people.ts';

/** Plays a story in a world of its own, and answers how that ended. */
export async function ends(story: (people: People) => Promise<void>, hooks?: SeededHookRules): Promise<Ending> {
  const world = await releases();
  if (hooks !== undefined) world.forge.hooks.rules = hooks;
  const people = new People(world);
  await people.begin();
  await story(people);
  const ending = await endingOf(people);
  await world.end();
  return ending;
}

/** Every webhook comes twice, in reverse order within each second, and 30 % fail; those of pushes and pull requests are lost. */
export const disturbed = (seed: number): SeededHookRules =>
  hookFaults(seed, { duplicate: 1, reversed: true, fail: 0.3, lose: { push: 1, pull_request: 1 } });

/** How often the kind of fault that struck least did: a test whose faults never happened proves nothing. */
export const leastStruck = ({ struck }: SeededHookRules): number =>
  Math.min(struck.lost, struck.failed, struck.doubled);
