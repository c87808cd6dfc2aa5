import type { RateLimit } from './rate-limit.ts';
import type { Outcome } from './outcome.ts';

const MINUTE = 60_000;
const LONGEST_PATIENCE = 16 * MINUTE;

export interface LimiterOptions {
  concurrency: number;
  writeSpacing: number;
  now: () => number;
  delay: (milliseconds: number) => Promise<void>;
}

/**
 * One installation's turn-taking: so many requests at once, writes one after the other and spaced, and a memory of the
 * limit GitHub stated. While that holds, calls are answered at once, so that no worker is held and nobody is banned.
 */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #queue: (() => void)[] = [];
  #running = 0;
  #writes: Promise<void> = Promise.resolve();
  #lastWrite = Number.NEGATIVE_INFINITY;
  #limit: RateLimit | undefined;
  #strikes = 0;

  constructor(options: LimiterOptions) {
    this.#options = options;
  }

  /** How long to wait (ms) for a limit that names no time: a minute, doubled with each one in a row. */
  get patience(): number {
    return Math.min(MINUTE * 2 ** this.#strikes, LONGEST_PATIENCE);
  }

  /** Runs the work when its turn has come, unless a limit holds then. */
  async run<T>(read: boolean, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const refusal = this.#refusal();
    if (refusal) return refusal;
    return read ? this.#pooled(work) : this.#inSeries(work);
  }

  async #inSeries<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const previous = this.#writes;
    const turn = Promise.withResolvers<void>();
    this.#writes = turn.promise;
    await previous;
    try {
      return this.#refusal() ?? (await this.#spaced(work));
    } finally {
      turn.resolve();
    }
  }

  async #spaced<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const { writeSpacing, now, delay } = this.#options;
    const wait = this.#lastWrite + writeSpacing - now();
    // A wall clock may jump back; no wait is longer than the spacing itself.
    if (wait > 0) await delay(Math.min(wait, writeSpacing));
    return this.#pooled(() => {
      this.#lastWrite = now();
      return work();
    });
  }

  async #pooled<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    await this.#enter();
    try {
      // Whoever waited for a place may have been overtaken by a limit.
      const refusal = this.#refusal();
      if (refusal) return refusal;
      const outcome = await work();
      this.#learn(outcome);
      return outcome;
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#options.concurrency) {
      this.#running += 1;
      return;
    }
    // The leaver hands its place over, so the count stays.
    await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  #leave(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#running -= 1;
  }

  #refusal(): { failed: { kind: 'limited' } & RateLimit } | undefined {
    const limit = this.#limit;
    return limit && this.#options.now() < limit.until ? { failed: { kind: 'limited', ...limit } } : undefined;
  }

  #learn(outcome: Outcome<unknown>): void {
    if ('ok' in outcome) {
      this.#strikes = 0;
      return;
    }
    if (outcome.failed.kind !== 'limited') return;
    const { until, which } = outcome.failed;
    // Requests that were under way together meet the same limit; that is one strike.
    if (!this.#refusal()) this.#strikes += 1;
    if (!this.#limit || until > this.#limit.until) this.#limit = { until, which };
  }
}
