import { Gauge, Registry } from 'prom-client';

import type { Clock } from '../ports/clock.ts';
import type { Observed, WorkResult } from '../ports/observe.ts';
import type { Store } from '../ports/store/store.ts';
import { BoundedLabel } from './bounded-label.ts';
import { countedOn, type Counted } from './counted.ts';
import { gaugesOn, type TrafficSeen } from './gauges.ts';
import { ReadingRoom } from './readings.ts';
import { Tracing } from './tracing.ts';

/** Whom the metrics ask when somebody scrapes. */
export interface Watched {
  store: Pick<Store, 'inbox' | 'attention' | 'standings'>;
  traffic: TrafficSeen;
  clock: Clock;
}

/** The metrics as text in Prometheus' format. */
export interface Metrics {
  contentType: string;
  text(): Promise<string>;
}

/** One process as it is watched: what it tells goes in, metrics and spans come out. */
export interface Watch {
  observed: Observed;
  metrics(watched: Watched): Metrics;
}

/** GitHub has some seventy events, and Sluice some sixty operations. */
const MOST_EVENTS = 100;
const MOST_OPERATIONS = 200;
/** One is a defect; beyond so many nobody counts. */
const MOST_DUPLICATES = 10_000;

/** Begins to watch a process. Nothing is kept outside of what it returns. */
export function createWatch({ version }: { version: string }): Watch {
  const registry = new Registry();
  const counted = countedOn(registry);
  const gauges = gaugesOn(registry);
  const build = { name: 'sluice_build_info', help: 'The release that runs', labelNames: ['version', 'node'] as const };
  new Gauge({ ...build, registers: [registry] }).set({ version, node: process.versions.node }, 1);
  return {
    observed: observing(counted, new Tracing(version)),
    metrics({ store, traffic, clock }) {
      const room = new ReadingRoom(store, () => clock.now());
      return {
        contentType: registry.contentType,
        async text() {
          gauges.store(await room.read());
          gauges.traffic(traffic, clock.now());
          return registry.metrics();
        },
      };
    },
  };
}

function observing(counted: Counted, tracing: Tracing): Observed {
  const operations = new BoundedLabel(MOST_OPERATIONS);
  const events = new BoundedLabel(MOST_EVENTS);
  const doubled = new Set<string>();
  return {
    // What is refused is signed by nobody, and its event is whatever the caller wrote.
    delivered: (event, result) =>
      counted.deliveries.inc({ event: result === 'refused' ? 'unverified' : events.value(event), result }),
    delivery: ({ event, deliveryId }, run) =>
      counting(counted, 'delivery', () =>
        tracing.within('sluice.delivery', { 'sluice.event': event, 'sluice.delivery_id': deliveryId }, run),
      ),
    work: ({ kind, key, fence }, run) =>
      counting(counted, kind, () =>
        tracing.within('sluice.work', { 'sluice.kind': kind, 'sluice.key': key, 'sluice.fence': fence }, run),
      ),
    about: (changes) => tracing.about(changes),
    called(call) {
      const operation = operations.value(call.operation);
      counted.calls.inc({ operation, status: String(call.status) });
      if (call.milliseconds !== undefined) counted.callSeconds.observe({ operation }, call.milliseconds / 1000);
      tracing.called(call);
    },
    effect: (effect, outcome) => counted.effects.inc({ effect, outcome }),
    duplicate(effect, key) {
      const name = `${effect} ${key}`;
      if (doubled.has(name) || doubled.size >= MOST_DUPLICATES) return;
      doubled.add(name);
      counted.duplicates.inc();
    },
    leaseLost: () => counted.leaseLost.inc(),
  };
}

async function counting(counted: Counted, kind: string, run: () => Promise<WorkResult>): Promise<WorkResult> {
  const began = performance.now();
  let result: WorkResult = 'failed';
  try {
    result = await run();
    return result;
  } finally {
    counted.work.inc({ kind, result });
    if (kind === 'lane') counted.reconcileSeconds.observe((performance.now() - began) / 1000);
  }
}
