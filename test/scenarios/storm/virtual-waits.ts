import type { VirtualClock } from '../../../src/forge/clock/clock.ts';

/** Waits that pass when the virtual clock is moved past them. */
export class VirtualWaits {
  readonly #clock: VirtualClock;
  #sleeping: { due: number; wake: () => void }[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  readonly delay = (milliseconds: number): Promise<void> =>
    new Promise((wake) => this.#sleeping.push({ due: this.#clock.now() + milliseconds, wake }));

  /** Moves the clock to the end of the shortest wait and ends it; false when nobody waits. */
  next(): boolean {
    if (this.#sleeping.length === 0) return false;
    this.#clock.advanceTo(Math.min(...this.#sleeping.map(({ due }) => due)));
    const now = this.#clock.now();
    const due = this.#sleeping.filter((one) => one.due <= now);
    this.#sleeping = this.#sleeping.filter((one) => one.due > now);
    for (const { wake } of due) wake();
    return true;
  }
}
