import { differences } from '../../src/simulate/ending/differences.ts';
import { endingOf, type Ending } from '../../src/simulate/ending/ending.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Played } from './play.ts';

/** How a played world ended, and what was promised and did not hold, each as one sentence. */
export interface Verdict {
  ending: Ending;
  wrong: string[];
  /** Effects that are there twice. */
  duplicates: number;
  /** Deliveries that were acknowledged and are neither processed nor waiting. */
  lost: number;
  /** Whether it ended as it does when nobody is killed. */
  isEqual: boolean;
}

/** Judges a world at rest; `expected` is how the same scene ends when nobody is killed. */
export async function judge({ acknowledged, store, town }: Played, expected?: Ending): Promise<Verdict> {
  const wrong = town.forge.violations.map((violation) => `GitHub's contract: ${JSON.stringify(violation)}`);
  const opened = await openStore(store);
  try {
    const received = await opened.inbox.received(acknowledged);
    const lost = acknowledged.filter((guid) => !received.has(guid));
    wrong.push(...lost.map((guid) => `the delivery ${guid} was acknowledged and is lost`));
    const { waiting, parked } = await opened.inbox.backlog();
    if (waiting > 0) wrong.push(`${waiting} deliveries wait at the end`);
    if (parked > 0) wrong.push(`${parked} deliveries are parked`);
    for (const { key, cause } of await opened.attention.parked()) wrong.push(`${key} is parked: ${cause}`);
    const ending = await endingOf({ forge: town.forge, registry: town.registry, store: opened });
    wrong.push(...ending.twice.map((key) => `${key} happened twice`));
    wrong.push(...ending.unexplained.map((what) => `nothing accounts for ${what}`));
    const different = expected === undefined ? [] : differences(ending, expected);
    wrong.push(...different);
    return { ending, wrong, duplicates: ending.twice.length, lost: lost.length, isEqual: different.length === 0 };
  } finally {
    await opened.close();
  }
}
