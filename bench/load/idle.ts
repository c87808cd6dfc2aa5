import { LanesWorld } from '../../test/scenarios/storm/lanes-world.ts';
import type { Bench } from './part.ts';

const LANES = 200;
const SWEPT_MS = 31 * 60_000;
const MOST_READS = 8;

/** Two hundred lanes where nothing happens: what half an hour with its sweep of everything costs at GitHub, in virtual time. */
export async function runIdle(bench: Bench): Promise<void> {
  if (bench.database !== undefined) return bench.tell('is the same on every store');
  const world = await LanesWorld.open([{ account: 'acme', lanes: LANES }]);
  try {
    await world.passes(2 * SWEPT_MS);
    const before = world.forge.calls.length;
    await world.passes(SWEPT_MS);
    const calls = world.forge.calls.slice(before).filter(({ caller }) => caller === 'installation');
    const operations = Map.groupBy(calls, ({ operationId }) => operationId);
    const told = [...operations].map(([operation, { length }]) => `${operation} ${length}`);
    const reads = calls.filter(({ read }) => read).length;
    bench.tell(`${LANES} lanes, 31 virtual minutes: ${told.join(', ') || 'no call'}`);
    bench.promises(reads <= MOST_READS, `${reads} reads, ${MOST_READS} at most`);
    bench.promises(calls.length === reads, `${calls.length - reads} writes, none`);
  } finally {
    await world.close();
  }
}
