import { KINDS } from '../faults/one-fault.ts';
import { SCENES } from '../scenes/index.ts';
import type { Report, Tally } from './report.ts';

interface Row {
  runs: number;
  good: number;
  duplicates: number;
}

/** How many runs of each scene and kind ended as they should, in an order that does not depend on who played them. */
export class BoundaryTally implements Tally {
  readonly #asked: { scenes: readonly string[]; kinds: readonly string[] };
  readonly #rows = new Map<string, Row>();
  #violations = 0;
  #duplicates = 0;
  #runs = 0;
  /** Runs whose write, or the reads after it, never came: they prove nothing, and there must be none. */
  #missed = 0;

  /** The scenes and the kinds of trouble that are asked for. */
  constructor(asked: { scenes: readonly string[]; kinds: readonly string[] }) {
    this.#asked = asked;
  }

  take({ scene, kind, struck, violations, duplicates }: Report): void {
    const row = this.#rows.get(nameOf(scene, kind)) ?? { runs: 0, good: 0, duplicates: 0 };
    row.runs += 1;
    row.good += violations === 0 && struck ? 1 : 0;
    row.duplicates += duplicates;
    this.#rows.set(nameOf(scene, kind), row);
    this.#runs += 1;
    this.#missed += struck ? 0 : 1;
    this.#violations += violations;
    this.#duplicates += duplicates;
  }

  lines(): string[] {
    const names = SCENES.flatMap(({ scene }) => KINDS.map((kind) => nameOf(scene.name, kind.name)));
    const rows = names.flatMap((name) => {
      const row = this.#rows.get(name);
      return row === undefined ? [] : [`${name} ${wordsOf(row)}`];
    });
    const sum = `${this.#runs} boundaries, ${this.#missed} missed, ${this.#violations} violations, ${this.#duplicates} duplicates`;
    return [...rows, `simulate: ${sum}`];
  }

  get isGood(): boolean {
    return this.#violations === 0 && this.#missed === 0 && this.#isWhole;
  }

  /** Each kind has struck every write of each scene, so that all kinds have struck as many. */
  get #isWhole(): boolean {
    const { kinds, scenes } = this.#asked;
    return scenes.every((scene) => {
      const runs = new Set(kinds.map((kind) => this.#rows.get(nameOf(scene, kind))?.runs ?? 0));
      return runs.size === 1 && !runs.has(0);
    });
  }
}

const nameOf = (scene: string, kind: string): string => `${scene.padEnd(20)} ${kind.padEnd(24)}`;

const wordsOf = ({ runs, good, duplicates }: Row): string =>
  `${good} of ${runs} end as they should, ${duplicates} duplicates`;
