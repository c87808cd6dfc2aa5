/** A step of the story that did not happen in time, or did not bring what it should. */
export class StepMissing extends Error {
  override readonly name = 'StepMissing';
}

/** How long a step of the story may take; on an ordinary machine the slowest takes three seconds. */
const PATIENCE_MS = 20_000;

/** Between two looks at what is waited for. */
const LOOK_EVERY_MS = 30;

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
    for (const line of details) this.#print(`              ${line}`);
  }

  /** Waits until `look` finds something, or fails the story with what was waited for. */
  async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    throw new StepMissing(`this did not happen within ${PATIENCE_MS / 1000} s: ${what}`);
  }
}

/** Ends the story when something that its next line tells is not so. */
export function expectThat(happened: boolean, otherwise: string): void {
  if (!happened) throw new StepMissing(otherwise);
}
