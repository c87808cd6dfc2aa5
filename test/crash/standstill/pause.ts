import type { Fleet, FleetOptions, Moment } from '../fleet.ts';
import { Standstill } from './standstill.ts';

/** The write before which it happens: late enough for every replica to have something in hand. */
const NTH_WRITE = 4;
/** So many replicas are stopped, one after the other, until one of them wakes with more to write; then it is in vain. */
const MOST_TRIES = 5;

/** Replicas that stand still in the middle of an effect, and what they did afterwards. */
export interface Pause {
  onMoment: FleetOptions['onMoment'];
  /** From the moment at which one is stopped until it has done whatever it still does. */
  readonly isUnderWay: boolean;
  /**
   * Whether one really stood still, with a write in its hand, until its leases were another's, and was about to write more for
   * them when it woke. One that was at its last write asks nobody whether it may, and shows nothing.
   */
  readonly isProven: boolean;
  /** Writes that it was about to begin after it woke, and did not. */
  readonly refused: number;
  /** What it sent after it woke, although the claim was over by then. */
  readonly late: readonly string[];
  wrong(): string[];
}

/**
 * Stops a replica with SIGSTOP when a write of it is at the door of its process, and lets it go on ten virtual minutes later, when
 * its leases are over and others have what it held. It is asked to begin nothing new; what it claims all the same, before it
 * hears of that, is its own again. Where it has nothing more to write then, another is stopped.
 */
export function pauseInAnEffect(): Pause {
  let seen = 0;
  const all: Standstill[] = [];
  const sum = (of: (one: Standstill) => number): number => all.reduce((before, one) => before + of(one), 0);
  const isProven = (): boolean => all.some((one) => one.isProven);
  const onMoment = async (fleet: Fleet, moment: Moment): Promise<void> => {
    if (!('call' in moment)) return;
    const { replica, call } = moment;
    const last = all.at(-1);
    if (last?.isUnderWay) return last.hears(replica, call);
    if (!call.write || call.claim === undefined) return;
    seen += 1;
    if (seen < NTH_WRITE || isProven() || all.length === MOST_TRIES) return;
    // One that was killed meanwhile cannot stand still.
    if (fleet.replicas.length < 2 || !fleet.replicas.includes(replica)) return;
    const next = new Standstill(fleet, replica);
    all.push(next);
    return next.stoodStill;
  };
  return {
    onMoment,
    get isUnderWay() {
      return all.some((one) => one.isUnderWay);
    },
    get isProven() {
      return isProven();
    },
    get refused() {
      return sum((one) => one.refused);
    },
    get late() {
      return all.flatMap(({ late }) => late);
    },
    wrong: () => [...all.flatMap((one) => one.wrong()), ...(isProven() ? [] : [provenByNone(all.length)])],
  };
}

const provenByNone = (stood: number): string =>
  stood === 0
    ? 'no replica was paused: it never came to the write that was waited for'
    : `no pause showed anything: of ${stood} replicas that stood still none was about to write more when it woke`;
