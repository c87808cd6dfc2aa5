import { threadsOf, ourMarkers, type EndedWorld } from '../../../src/simulate/ending/ended-world.ts';
import { titlesIn } from '../../../src/simulate/ending/titles.ts';
import type { World } from '../world.ts';

/** What Sluice did on the way, which is the same in two worlds only where people wait after everything they do. */
export interface Conduct {
  /** Merges past the gates, and by whom. */
  bypassed: string[];
  /** What Sluice said on pull requests besides answers, once for each time that it did. */
  said: string[];
  /** Why lanes wait, in the words for machines; what is up to date is left out. */
  reasons: string[];
}

export async function conductIn(world: World): Promise<Conduct> {
  const standings = await world.store.standings.all();
  const { forge, registry } = world;
  return {
    bypassed: (await world.ledger({ kind: 'bypassed' }))
      .map(({ lane = 'nowhere', facts }) => `${lane} by ${String(facts['by'])}`)
      .sort(),
    said: saidIn({ forge, registry, standings, titleOf: titlesIn(forge.state, registry) }),
    reasons: standings
      .flatMap(({ stage, reasons }) => reasons.map(({ about, code }) => `${stage} ${about}: ${code}`))
      .filter((reason) => !reason.endsWith(': up-to-date'))
      .sort(),
  };
}

/** Without what the keys of comments are about: numbers and commits. */
const saidIn = (world: EndedWorld): string[] =>
  threadsOf(world)
    .filter(({ issue }) => issue.kind === 'pull')
    .flatMap((thread) =>
      ourMarkers(world, thread)
        .filter(({ key }) => !key.startsWith('answer:'))
        .map(({ key }) => `${thread.name}: ${key.split(':')[0]}`),
    )
    .sort();
