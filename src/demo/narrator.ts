/** A step of the story that did not happen in time. */
export class StepMissing extends Error {
  override readonly name = 'StepMissing';
}

/** How long a step of the story may take; on an ordinary machine each takes well under a second. */
const PATIENCE_MS = 20_000;

/** Tells the story line by line, each with the time since it began. */
export class Narrator {
  readonly #began = performance.now();
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  title(text: string): void {
    this.#print(`\n${text}`);
  }

  /** Milliseconds since the story began. */
  now(): number {
    return performance.now() - this.#began;
  }

  tell(text: string, details: string[] = []): void {
    this.#print(`  ${(this.now() / 1000).toFixed(2).padStart(6)} s  ${text}`);
    for (const line of details) this.#print(`            ${line}`);
  }

  /** Waits until `look` finds something, or fails the story with what was waited for. */
  async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    throw new StepMissing(`this did not happen within ${PATIENCE_MS / 1000} s: ${what}`);
  }
}
