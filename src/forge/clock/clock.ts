/** The forge's virtual time, in milliseconds since the epoch. It moves only when somebody advances it, or follows the wall. */
export interface Clock {
  now(): number;
}

export class VirtualClock implements Clock {
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Moves time forward; it never goes back. */
  advanceTo(instant: number): void {
    if (instant > this.#now) this.#now = instant;
  }

  advance(milliseconds: number): void {
    this.advanceTo(this.#now + milliseconds);
  }
}
