import { setTimeout as sleep } from 'node:timers/promises';

import type { Fleet } from '../fleet.ts';
import type { CallAhead } from '../replicas/messages.ts';
import type { ReplicaProcess } from '../replicas/replica-process.ts';
import { LeaseBook } from './lease-book.ts';

/** Twice as long as a lease. */
const PAUSE_MS = 10 * 60_000;
/** The others have at least this long (real milliseconds) to work meanwhile, and at most that long to take over what it held. */
const OTHERS_WORK_MS = 2_000;
/** Its write waits so long (real milliseconds) for others of the same process to queue behind it, at most. */
const QUEUE_MS = 3_000;
/** From a second key in its hands until there is something to be written for it. */
const NEXT_WRITE_MS = 500;
const LONGEST_MS = 30_000;
const LOOK_EVERY_MS = 100;

/** One replica that stands still with a write in its hand, and what it does when it wakes. */
export class Standstill {
  readonly late: string[] = [];
  isUnderWay = true;
  #isOver = false;
  readonly #fleet: Fleet;
  readonly #replica: ReplicaProcess;
  /** Resolves when it is on its feet again. */
  readonly stoodStill: Promise<void>;
  readonly #wrong: string[] = [];
  #refusedBefore = 0;
  #is: 'writing' | 'still' | 'awake' = 'writing';

  constructor(fleet: Fleet, replica: ReplicaProcess) {
    this.#fleet = fleet;
    this.#replica = replica;
    this.stoodStill = this.#passes();
  }

  /** Nothing is refused before it wakes. */
  get refused(): number {
    return this.#is === 'awake' ? this.#replica.refused - this.#refusedBefore : 0;
  }

  get isProven(): boolean {
    return this.#isOver && this.refused + this.late.length > 0;
  }

  /** Holds its calls until it is awake, and asks of each write that follows whose key it is. */
  async hears(replica: ReplicaProcess, call: CallAhead): Promise<void> {
    if (replica !== this.#replica || this.#is === 'writing') return;
    // At the door already when it was stopped: on the wire, as far as its own checks go.
    if (this.#is === 'still') return this.stoodStill;
    if (call.write && !(await this.#mayWrite(call))) this.late.push(`${call.what} for ${call.claim?.key ?? 'nobody'}`);
  }

  wrong(): string[] {
    return [
      ...this.#wrong,
      ...(this.#isOver ? [] : ['the pause of a replica did not come to its end']),
      ...this.late.map((what) => `the replica that had stood still began a write when its lease was over: ${what}`),
    ];
  }

  async #mayWrite({ claim, at }: CallAhead): Promise<boolean> {
    const lease = claim && (await this.#book().leaseOf(claim.key));
    return lease !== undefined && lease.fence === claim?.fence && lease.until > at;
  }

  async #passes(): Promise<void> {
    const [fleet, replica] = [this.#fleet, this.#replica];
    replica.isSpared = true;
    await this.#queuesUp();
    replica.asksForRest();
    this.#is = 'still';
    replica.pause();
    let hasAnswered = false;
    void replica.stands().then(() => {
      hasAnswered = true;
    });
    fleet.passes(PAUSE_MS);
    await sleep(OTHERS_WORK_MS);
    if (!(await this.#isTakenOver())) this.#wrong.push('nobody took over what the replica held that stood still');
    if (hasAnswered) this.#wrong.push('the replica that was to stand still went on, or ended');
    this.#is = 'awake';
    this.#refusedBefore = replica.refused;
    replica.resume();
    void this.#ends();
  }

  /** Writes of one installation go one after the other: while the first is at the door, others of the process wait for their turn. */
  async #queuesUp(): Promise<void> {
    const latest = performance.now() + QUEUE_MS;
    const held = async (): Promise<number> => (await this.#book().heldBy(this.#replica.name)).length;
    while (performance.now() < latest && (await held()) < 2) await sleep(LOOK_EVERY_MS);
    await sleep(NEXT_WRITE_MS);
  }

  /** It does what it can with what it holds, and another takes its place. */
  async #ends(): Promise<void> {
    await this.#replica.rests();
    this.#isOver = this.#wrong.length === 0;
    await this.#fleet.replaces(this.#replica);
    this.isUnderWay = false;
  }

  async #isTakenOver(): Promise<boolean> {
    const latest = performance.now() + LONGEST_MS;
    while (performance.now() < latest) {
      if ((await this.#book().heldBy(this.#replica.name)).length === 0) return true;
      await sleep(LOOK_EVERY_MS);
    }
    return false;
  }

  #book(): LeaseBook {
    const { store } = this.#fleet;
    if (!('url' in store)) throw new Error('replicas that share no server cannot take over from each other');
    return new LeaseBook(store.url);
  }
}
