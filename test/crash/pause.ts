import { setTimeout as sleep } from 'node:timers/promises';

import type { Fleet, FleetOptions, Moment } from './fleet.ts';
import type { ReplicaProcess } from './replicas/replica-process.ts';

/** Twice as long as a lease. */
const PAUSE_MS = 10 * 60_000;
/** How long the others work meanwhile (real milliseconds): what the paused one held is theirs by then. */
const OTHERS_WORK_MS = 3_000;
/** The write before which it happens: late enough for every replica to have something in hand. */
const NTH_WRITE = 4;

/** One replica that stands still in the middle of an effect, and what it did afterwards. */
export interface Pause {
  onMoment: FleetOptions['onMoment'];
  /** Calls that write, by the replica, after it woke: those aside that were past their last check before. */
  readonly writes: number;
  wrong(): string[];
}

/**
 * Stops a replica with SIGSTOP when a write of it is at the door of its process, and lets it go on ten virtual minutes later, when
 * its leases are over. It is asked to begin nothing new, so that whatever it still sends is of an old claim.
 */
export function pauseInAnEffect(): Pause {
  let [seen, writes] = [0, 0];
  let paused: ReplicaProcess | undefined;
  let isAwake = false;
  let stoodStill = Promise.resolve();
  const onMoment = async (fleet: Fleet, moment: Moment): Promise<void> => {
    if (!('call' in moment)) return;
    const { replica, call } = moment;
    if (paused === undefined) {
      if (!call.write) return;
      seen += 1;
      if (seen < NTH_WRITE || fleet.replicas.length < 2) return;
      paused = replica;
      stoodStill = standsStill(fleet, replica).then(() => {
        isAwake = true;
      });
      return stoodStill;
    }
    if (replica !== paused) return;
    // At the door already when it was stopped: on the wire, as far as its own checks go.
    if (!isAwake) return stoodStill;
    if (call.write) writes += 1;
  };
  return {
    onMoment,
    get writes() {
      return writes;
    },
    wrong: () => [
      ...(isAwake ? [] : ['no replica was paused']),
      ...(writes === 0 ? [] : [`the paused replica began ${writes} writes after its leases were over`]),
    ],
  };
}

async function standsStill(fleet: Fleet, replica: ReplicaProcess): Promise<void> {
  replica.asksForRest();
  replica.pause();
  fleet.passes(PAUSE_MS);
  await sleep(OTHERS_WORK_MS);
  replica.resume();
  // It does what it can with what it holds, and another takes its place.
  void replica.rests().then(() => fleet.replaces(replica));
}
