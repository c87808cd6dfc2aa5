import type { Forge } from '../forge/forge.ts';
import type { Attention } from '../ports/store/attention.ts';
import type { StoryClock } from './story-clock.ts';

/** Sluice is taken to be at rest when it has not called GitHub for so long, and is due to do nothing. */
const REST_MS = 350;

const LOOK_EVERY_MS = 40;

/** GitHub needs a moment to judge what can be merged, and Sluice looks again then: the story need not wait for such moments. */
const SOON_MS = 10_000;

const LONGEST_UNREST_MS = 60_000;

export interface Hurried {
  forge: Forge;
  attention: Pick<Attention, 'nextDue'>;
  clock: StoryClock;
  wake: () => void;
}

/** Lets no time be waited for: what is soon due, and the days between two scenes, pass at once when Sluice is at rest. */
export class Patience {
  readonly #on: Hurried;
  readonly #timer: NodeJS.Timeout;
  #seen = 0;
  #calmSince = performance.now();

  constructor(on: Hurried) {
    this.#on = on;
    this.#timer = setInterval(() => void this.#hurry(), LOOK_EVERY_MS);
  }

  /** Waits until nothing is under way; then it is the next minute that these cron fields name, in Rome. */
  async leapTo(schedule: string): Promise<void> {
    const { clock, wake } = this.#on;
    const until = performance.now() + LONGEST_UNREST_MS;
    while (!(await this.#isAtRest()) && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    clock.leapTo(clock.next(schedule));
    wake();
  }

  end(): void {
    clearInterval(this.#timer);
  }

  async #hurry(): Promise<void> {
    if (!this.#isCalm()) return;
    const { attention, clock, wake } = this.#on;
    const [due, now] = [await attention.nextDue(), clock.now()];
    if (due === undefined || due <= now || due > now + SOON_MS) return;
    clock.leapTo(due);
    wake();
  }

  async #isAtRest(): Promise<boolean> {
    if (!this.#isCalm()) return false;
    const due = await this.#on.attention.nextDue();
    return due === undefined || due > this.#on.clock.now() + SOON_MS;
  }

  /** Looks at what the App has called since the last time. */
  #isCalm(): boolean {
    const { calls, hooks } = this.#on.forge;
    const isBusy = hooks.pending.length > 0 || calls.slice(this.#seen).some(({ caller }) => caller !== 'person');
    this.#seen = calls.length;
    if (isBusy) this.#calmSince = performance.now();
    return performance.now() - this.#calmSince > REST_MS;
  }
}
