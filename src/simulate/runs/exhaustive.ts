import type { OpenStore } from '../../store/open-store.ts';
import { KINDS, OneFault, type Kind } from '../faults/one-fault.ts';
import { simulate, type Simulated } from '../play/simulate.ts';
import type { Scene } from '../scene.ts';
import { Undisturbed } from './scenes.ts';

/** Steps after which what goes wrong once has gone wrong. */
const STEPS = 20_000;

/** One boundary of a scene: the write that something went wrong at, counted from 1, and how the run went on. */
export interface Boundary {
  scene: string;
  kind: string;
  boundary: number;
  /** The call that was struck; undefined when it never came. */
  struck: string | undefined;
  run: Simulated;
}

/** Every write of a scene × everything that can go wrong at it, one run each. */
export async function* boundariesOf(store: OpenStore, scene: Scene, kinds = KINDS): AsyncGenerator<Boundary> {
  const undisturbed = new Undisturbed(store);
  const { writes, ending } = await undisturbed.of(scene);
  for (let boundary = 1; boundary <= writes; boundary += 1)
    for (const kind of kinds) yield strikeAt({ store, scene, kind, boundary, expected: ending });
}

interface At {
  store: OpenStore;
  scene: Scene;
  kind: Kind;
  boundary: number;
  expected: Simulated['ending'];
}

/** The seed is that of the undisturbed run, so that the same write comes at the same place. */
export async function strikeAt({ store, scene, kind, boundary, expected }: At): Promise<Boundary> {
  const mischief = new OneFault(kind, boundary);
  const run = await simulate({ seed: 0, scene, store, faults: { mischief, expected, steps: STEPS } });
  return { scene: scene.name, kind: kind.name, boundary, struck: mischief.struck, run };
}

/** How many runs of each kind ended as they should, in the order in which they came. */
export class Summary {
  readonly #rows = new Map<string, { runs: number; good: number; duplicates: number }>();
  violations = 0;
  duplicates = 0;
  runs = 0;
  /** Runs whose write never came: they prove nothing, and there should be none. */
  missed = 0;

  take({ scene, kind, struck, run }: Boundary): void {
    const name = `${scene.padEnd(20)} ${kind.padEnd(22)}`;
    const row = this.#rows.get(name) ?? { runs: 0, good: 0, duplicates: 0 };
    row.runs += 1;
    row.good += run.violations.length === 0 ? 1 : 0;
    row.duplicates += run.duplicates;
    this.#rows.set(name, row);
    this.runs += 1;
    this.missed += struck === undefined ? 1 : 0;
    this.violations += run.violations.length;
    this.duplicates += run.duplicates;
  }

  lines(): string[] {
    return [...this.#rows].map(
      ([name, { runs, good, duplicates }]) => `${name} ${good} of ${runs} end as they should, ${duplicates} duplicates`,
    );
  }
}

/** One line a violation, with the command that plays it again. */
export const boundaryLines = ({ scene, kind, boundary, struck, run }: Boundary): string[] =>
  run.violations.map(
    (violation) =>
      `violation: ${violation} (${struck ?? 'nothing struck'}) — replay with: npm run simulate -- --scene ${scene} --at ${boundary} --kind '${kind}'`,
  );
