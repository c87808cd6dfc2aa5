import { SCENES } from '../scenes/index.ts';
import type { Report, Tally } from './report.ts';

/** What seeds come to: runs and processor time of each scene, and the sum. */
export class SeedTally implements Tally {
  readonly #scenes = new Map<string, { runs: number; cpuMs: number }>();
  readonly #asked: number;
  #runs = 0;
  #violations = 0;
  #duplicates = 0;

  /** `asked`: how many seeds are to be played; fewer or more prove something else. */
  constructor(asked: number) {
    this.#asked = asked;
  }

  take({ scene, cpuMs, violations, duplicates }: Report): void {
    const row = this.#scenes.get(scene) ?? { runs: 0, cpuMs: 0 };
    this.#scenes.set(scene, { runs: row.runs + 1, cpuMs: row.cpuMs + cpuMs });
    this.#runs += 1;
    this.#violations += violations;
    this.#duplicates += duplicates;
  }

  lines(): string[] {
    const rows = SCENES.flatMap(({ scene: { name } }) => {
      const row = this.#scenes.get(name);
      return row === undefined ? [] : [lineOf(name, row)];
    });
    const cpuMs = [...this.#scenes.values()].reduce((sum, row) => sum + row.cpuMs, 0);
    return [
      ...rows,
      lineOf('all', { runs: this.#runs, cpuMs }),
      `simulate: ${this.#runs} seeds, ${this.#violations} violations, ${this.#duplicates} duplicates`,
    ];
  }

  get isGood(): boolean {
    return this.#violations === 0 && this.#runs === this.#asked && this.#runs > 0;
  }
}

/** The first run of a scene in a process pays for the undisturbed one. */
const lineOf = (name: string, { runs, cpuMs }: { runs: number; cpuMs: number }): string =>
  `${name.padEnd(20)} ${`${runs}`.padStart(6)} runs ${Math.round(cpuMs).toString().padStart(9)} ms of processor time, ${Math.round(cpuMs / Math.max(runs, 1))} a run`;
