import { readFileSync, renameSync, writeFileSync } from 'node:fs';

import type { Clock } from '../../../src/forge/clock/clock.ts';

/**
 * One time for several processes: the machine's, moved by what a file says. So ten minutes pass at once and for
 * everybody, also for a process that was stopped meanwhile.
 */
export class SharedClock implements Clock {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  now(): number {
    return Date.now() + this.#ahead();
  }

  /** Moves the time of all processes on by so many milliseconds. One process alone may do it. */
  advance(milliseconds: number): void {
    const next = `${this.#path}.next`;
    writeFileSync(next, String(this.#ahead() + Math.max(0, Math.ceil(milliseconds))));
    // Nobody ever reads half a number.
    renameSync(next, this.#path);
  }

  /** Makes the file; time begins at an instant. */
  begin(at: number): this {
    writeFileSync(this.#path, String(at - Date.now()));
    return this;
  }

  #ahead(): number {
    return Number(readFileSync(this.#path, 'utf8'));
  }
}
