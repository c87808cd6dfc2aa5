export interface WriteQueueOptions {
  /** Least milliseconds between the starts of two writes. */
  writeSpacing: number;
  /** Milliseconds after which nobody waits any longer; `Infinity`: as long as it takes. */
  longestWait: number;
  now: () => number;
  delay: (milliseconds: number) => Promise<void>;
}

interface Waiting {
  begin: (may: boolean) => void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Lets writes go one after the other, spaced. Nobody waits for long: whose turn is further away is told when it comes, so that
 * its worker can do something else meanwhile.
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  readonly #waiting: Waiting[] = [];
  #isTaken = false;
  /** Whether the write whose turn it is has begun. */
  #isUnderWay = false;
  #lastStart = Number.NEGATIVE_INFINITY;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /**
   * `now`: it is the caller's turn until it calls `leave`. What goes on with work that has begun is next, and never sent away: half of
   * it would only be done again from the beginning.
   */
  async enter({ goesOn = false }: { goesOn?: boolean } = {}): Promise<'now' | { notBefore: number }> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return 'now';
    }
    if (goesOn) return (await this.#turn(Infinity)) ? 'now' : { notBefore: this.#options.now() };
    const wait = this.#expectedWait();
    const { longestWait, now } = this.#options;
    if (wait > longestWait) return { notBefore: now() + wait };
    return (await this.#turn(longestWait)) ? 'now' : { notBefore: now() + longestWait };
  }

  /** Waits until the spacing to the last write is kept. */
  async space(): Promise<void> {
    const wait = this.#untilSpaced();
    if (wait > 0) await this.#options.delay(wait);
  }

  starts(): void {
    this.#isUnderWay = true;
    this.#lastStart = this.#options.now();
  }

  leave(): void {
    this.#isUnderWay = false;
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#isTaken = false;
      return;
    }
    clearTimeout(next.timer);
    next.begin(true);
  }

  #turn(longestWait: number): Promise<boolean> {
    return new Promise((begin) => {
      const waiting: Waiting = { begin, timer: undefined };
      if (longestWait === Infinity && this.#options.longestWait !== Infinity) this.#waiting.unshift(waiting);
      else this.#waiting.push(waiting);
      if (longestWait === Infinity) return;
      // The write before may hang at GitHub, which no clock of ours foretells.
      waiting.timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        begin(false);
      }, longestWait);
    });
  }

  #expectedWait(): number {
    const ahead = this.#waiting.length + (this.#isUnderWay ? 0 : 1);
    return this.#untilSpaced() + ahead * this.#options.writeSpacing;
  }

  /** A wall clock may jump back; no wait is longer than the spacing itself. */
  #untilSpaced(): number {
    const { now, writeSpacing } = this.#options;
    return Math.max(0, Math.min(this.#lastStart + writeSpacing - now(), writeSpacing));
  }
}
