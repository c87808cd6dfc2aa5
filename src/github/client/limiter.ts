import type { Failure, Outcome } from './outcome.ts';
import { LONGEST_LIMIT, type RateLimit } from './rate-limit.ts';
import { WriteQueue } from './write-queue.ts';

const MINUTE = 60_000;
const LONGEST_PATIENCE = 16 * MINUTE;

export interface LimiterOptions {
  concurrency: number;
  writeSpacing: number;
  /** Milliseconds a write waits for its turn; without it as long as it takes. */
  longestWait?: number;
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
  readonly #writes: WriteQueue;
  #running = 0;
  #limit: RateLimit | undefined;
  #strikes = 0;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#writes = new WriteQueue({ longestWait: Infinity, ...options });
  }

  /** How long to wait (ms) for a limit that names no time: a minute, doubled with each one in a row. */
  get patience(): number {
    return Math.min(MINUTE * 2 ** this.#strikes, LONGEST_PATIENCE);
  }

  /** Until when a limit that GitHub stated holds. One further ahead than any comes from a clock that was put back since. */
  limitedUntil(now: number): number | undefined {
    const until = this.#limit?.until ?? now;
    return now < until && until <= now + LONGEST_LIMIT ? until : undefined;
  }

  /** Runs the work when its turn has come, unless a limit holds then or a write's turn is too far away. */
  async run<T>(read: boolean, work: () => Promise<Outcome<T>>, turn: { goesOn?: boolean } = {}): Promise<Outcome<T>> {
    const refusal = this.#refusal();
    if (refusal) return refusal;
    return read ? this.#pooled(work) : this.#inSeries(work, turn);
  }

  async #inSeries<T>(work: () => Promise<Outcome<T>>, asked: { goesOn?: boolean }): Promise<Outcome<T>> {
    const turn = await this.#writes.enter(asked);
    if (turn !== 'now') return { failed: { kind: 'limited', until: turn.notBefore, which: 'writes' } };
    try {
      const refusal = this.#refusal();
      if (refusal) return refusal;
      await this.#writes.space();
      return await this.#pooled(() => {
        this.#writes.starts();
        return work();
      });
    } finally {
      this.#writes.leave();
    }
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

  #refusal(): { failed: Failure } | undefined {
    const limit = this.#limit;
    const holds = this.limitedUntil(this.#options.now()) !== undefined;
    return limit && holds ? { failed: { kind: 'limited', ...limit } } : undefined;
  }

  #learn(outcome: Outcome<unknown>): void {
    if ('ok' in outcome) {
      this.#strikes = 0;
      return;
    }
    if (outcome.failed.kind !== 'limited') return;
    const { until, which } = outcome.failed;
    // What Sluice keeps by itself holds for some calls alone.
    if (which !== 'primary' && which !== 'secondary') return;
    const holds = this.limitedUntil(this.#options.now());
    // Requests that were under way together meet the same limit; that is one strike.
    if (holds === undefined) this.#strikes += 1;
    if (holds === undefined || until > holds) this.#limit = { until, which };
  }
}
