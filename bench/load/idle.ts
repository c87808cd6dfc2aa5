import { LanesWorld } from '../../test/scenarios/storm/lanes-world.ts';
import type { Bench } from './part.ts';

const LANES = 200;
const SWEPT_MS = 31 * 60_000;
const MOST_READS = 8;
/** Counted apart: it changes nothing. */
const TOKEN = 'apps/create-installation-access-token';

/** Two hundred lanes where nothing happens: what half an hour with its sweep of everything costs at GitHub, in virtual time. */
export async function runIdle(bench: Bench): Promise<void> {
  if (bench.database !== undefined) return bench.tell('is the same on every store');
  const world = await LanesWorld.open([{ account: 'acme', lanes: LANES }]);
  try {
    await world.passes(2 * SWEPT_MS);
    const before = world.forge.calls.length;
    await world.passes(SWEPT_MS);
    const calls = world.forge.calls.slice(before);
    const ofLanes = calls.filter(({ caller }) => caller === 'installation');
    const ofApp = calls.filter(({ caller, operationId }) => caller === 'app' && operationId !== TOKEN);
    const reads = ofLanes.filter(({ read }) => read).length;
    const writes = [...ofLanes, ...ofApp].filter(({ read }) => !read).length;
    bench.tell(`${LANES} lanes, 31 virtual minutes: ${toldOf(ofLanes)}; for the App itself: ${toldOf(ofApp)}`);
    // A sweep that never came reads nothing at all.
    bench.promises(reads > 0 && reads <= MOST_READS, `${reads} reads, ${MOST_READS} at most, and not none`);
    bench.promises(writes === 0, `${writes} writes, none`);
  } finally {
    await world.close();
  }
}

function toldOf(calls: readonly { operationId: string }[]): string {
  const operations = Map.groupBy(calls, ({ operationId }) => operationId);
  return [...operations].map(([operation, { length }]) => `${operation} ${length}`).join(', ') || 'no call';
}
