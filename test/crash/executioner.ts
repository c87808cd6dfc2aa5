import { setTimeout as sleep } from 'node:timers/promises';

import type { Fleet, Moment } from './fleet.ts';
import type { ReplicaProcess } from './replicas/replica-process.ts';

/** Between two kills, at most: deliveries count one, and calls, of which there are fewer where more can go wrong, three. */
const MOST_MOMENTS = 100;
const CALL = 3;
/** What is on the wire has this long, at most, before its process is gone. */
const MOST_DELAY_MS = 12;
/** A replica that has only begun to start is killed somewhere in this time. */
const STARTING_MS = 1_200;
/** Longer than any lease of a key. */
const LEASES_OVER_MS = 6 * 60_000;

/** Kills replicas at moments that its chance picks, until it has killed so many. A blow that meets nobody alive is no kill. */
export class Executioner {
  readonly #random: () => number;
  readonly #most: number;
  #countdown: number;
  readonly #underWay = new Set<Promise<void>>();
  #isOver = false;
  killed = 0;

  constructor({ random, kills }: { random: () => number; kills: number }) {
    this.#random = random;
    this.#most = kills;
    this.#countdown = this.#next();
  }

  /** How much of its work is done; 1 when there was none. */
  get share(): number {
    return this.#most === 0 ? 1 : this.killed / this.#most;
  }

  /** Nothing more is killed than what was begun. */
  async stops(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#underWay);
  }

  /** Before the call leaves, while it is under way, or somewhere near it. */
  async at(fleet: Fleet, moment: Moment): Promise<void> {
    if (!this.#hasLeft) return;
    const { replica } = moment;
    this.#countdown -= 'call' in moment ? CALL : 1;
    if (this.#countdown > 0) return;
    this.#countdown = this.#next();
    const victim = this.#random() < 0.75 ? replica : this.#any(fleet.replicas, replica);
    const delay = this.#random() < 0.4 ? 0 : this.#random() * MOST_DELAY_MS;
    const kill = this.#begins(() => this.#kills(fleet, victim, delay));
    if (delay === 0) await kill;
  }

  /** What is under way counts: no more are begun than are asked for. */
  get #hasLeft(): boolean {
    return !this.#isOver && this.killed + this.#underWay.size < this.#most;
  }

  #begins(kills: () => Promise<void>): Promise<void> {
    const kill = kills().finally(() => this.#underWay.delete(kill));
    this.#underWay.add(kill);
    return kill;
  }

  async #kills(fleet: Fleet, victim: ReplicaProcess, delay: number): Promise<void> {
    if (delay > 0) await sleep(delay);
    if (victim.isSpared) return;
    const { isKilled, next } = await fleet.replaces(victim);
    if (!isKilled) return;
    this.killed += 1;
    const chance = this.#random();
    if (chance < 0.25) fleet.passes(LEASES_OVER_MS);
    else if (chance < 0.5) fleet.passes(this.#random() * 60_000);
    if (next === undefined || !this.#hasLeft || this.#random() >= 0.1) return;
    void this.#begins(() => this.#killsWhileItStarts(fleet, next));
  }

  async #killsWhileItStarts(fleet: Fleet, replica: ReplicaProcess): Promise<void> {
    await sleep(this.#random() * STARTING_MS);
    if (replica.isSpared) return;
    const { isKilled } = await fleet.replaces(replica);
    if (isKilled) this.killed += 1;
  }

  #any(replicas: ReplicaProcess[], otherwise: ReplicaProcess): ReplicaProcess {
    return replicas[Math.floor(this.#random() * replicas.length)] ?? otherwise;
  }

  #next(): number {
    return 1 + Math.floor(this.#random() * MOST_MOMENTS);
  }
}
