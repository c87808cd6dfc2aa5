/** A step of the story that did not happen in time, or did not bring what it should. */
export class StepMissing extends Error {
  override readonly name = 'StepMissing';
}

/** How long a step of the story may take; on an ordinary machine the slowest takes three seconds. */
const PATIENCE_MS = 60_000;

/** Between two looks at what is waited for. */
const LOOK_EVERY_MS = 30;

/** Columns of a terminal. */
const WIDTH = 100;

const INDENT = 14;

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

  /** Time has leapt to this moment. */
  time(moment: string): void {
    this.#print(`           --  it is ${moment}`);
  }

  /** Milliseconds since the story began. */
  now(): number {
    return performance.now() - this.#began;
  }

  tell(text: string, details: string[] = []): void {
    const [first = '', ...rest] = wrapped(text, WIDTH - INDENT);
    this.#print(`  ${(this.now() / 1000).toFixed(2).padStart(6)} s  ${first}`);
    const more = details.flatMap((line) => wrapped(line, WIDTH - INDENT));
    for (const line of [...rest, ...more]) this.#print(`${' '.repeat(INDENT)}${line}`);
  }

  /** Waits until `look` finds something, or fails the story with what was waited for. */
  async until<T>(what: string | (() => string), look: () => Promise<T | undefined>): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    throw new StepMissing(
      `this did not happen within ${PATIENCE_MS / 1000} s: ${typeof what === 'string' ? what : what()}`,
    );
  }
}

/** A text in lines of at most so many columns, what goes on two columns further in; only spaces are broken at. */
function wrapped(text: string, columns: number): string[] {
  if (text.length <= columns) return [text];
  const space = text.lastIndexOf(' ', columns);
  // Spaces at the start are no place to break at.
  if (text.slice(0, space).trim() === '') return [text];
  return [text.slice(0, space), ...wrapped(`  ${text.slice(space + 1)}`, columns)];
}

/** Ends the story when something that its next line tells is not so. */
export function expectThat(happened: boolean, otherwise: string): void {
  if (!happened) throw new StepMissing(otherwise);
}
