import type { FaultRule } from '../../../src/forge/faults/rule.ts';
import { endingOf, type Ending } from '../../../src/simulate/ending/ending.ts';
import { releases } from '../releases/releases.ts';
import { conductIn, type Conduct } from './conduct.ts';
import { People } from './people.ts';

/** Every webhook comes twice, in reverse order within each second, and 30 % fail; those of pushes and pull requests are lost. */
const disturbances: FaultRule[] = [
  { webhook: '*', do: 'duplicate' },
  { webhook: '*', do: 'reorder' },
  { webhook: '*', rate: 0.3, do: 'fail' },
  { webhook: 'push', do: 'drop' },
  { webhook: 'pull_request', do: 'drop' },
];

/** How a story ended, and what Sluice did on the way. */
export type Played = Ending & Conduct;

/** Plays a story in a world of its own, disturbed when there is a seed, and answers how that ended. */
export async function ends(
  story: (people: People) => Promise<void>,
  { disturbedBy }: { disturbedBy?: number } = {},
): Promise<Played & { leastStruck?: number }> {
  const world = await releases(disturbedBy === undefined ? {} : { chance: disturbedBy });
  if (disturbedBy !== undefined) for (const rule of disturbances) world.forge.faults.add(rule);
  const people = new People(world);
  await people.begin();
  await story(people);
  const { forge, registry, store } = world;
  const ending = await endingOf({ forge, registry, store, titleOf: (reference) => people.titleOf(reference) });
  const played = { ...ending, ...(await conductIn(world)) };
  await world.end();
  if (disturbedBy === undefined) return played;
  // A test whose faults never happened proves nothing.
  return { ...played, leastStruck: Math.min(...world.forge.faults.records.map(({ struck }) => struck)) };
}
