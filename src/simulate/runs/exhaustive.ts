import type { OpenStore } from '../../store/open-store.ts';
import { KINDS, OneFault, type Kind } from '../faults/one-fault.ts';
import { simulate, type Asked, type Simulated } from '../play/simulate.ts';
import type { Scene } from '../scene.ts';
import { WHOLE, type Report, type Share } from './report.ts';
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
  /** Milliseconds of processor time. */
  cpuMs: number;
}

export interface Boundaries {
  scenes: readonly Scene[];
  kinds?: readonly Kind[];
  share?: Share;
}

/** Every write of the scenes × everything that can go wrong at it, one run each; or a share of the writes. */
export async function* boundariesOf(
  store: OpenStore,
  { scenes, kinds = KINDS, share = WHOLE }: Boundaries,
): AsyncGenerator<Boundary> {
  const undisturbed = new Undisturbed(store);
  let number = 0;
  for (const scene of scenes) {
    const { writes, ending } = await undisturbed.of(scene);
    for (let boundary = 1; boundary <= writes; boundary += 1) {
      number += 1;
      if (number % share.of !== share.index) continue;
      for (const kind of kinds) yield strikeAt({ store, scene, kind, boundary, expected: ending });
    }
  }
}

/** The same, as one process tells it another. */
export async function* boundaryReports(store: OpenStore, asked: Boundaries): AsyncGenerator<Report> {
  for await (const boundary of boundariesOf(store, asked)) {
    const { scene, kind, cpuMs, run } = boundary;
    const { violations, duplicates } = run;
    const struck = boundary.struck !== undefined;
    const lines = boundaryLines(boundary);
    yield { scene, kind, struck, violations: violations.length, duplicates, cpuMs, lines };
  }
}

interface At extends Pick<Asked, 'planted'> {
  store: OpenStore;
  scene: Scene;
  kind: Kind;
  boundary: number;
  expected: Simulated['ending'];
}

/** The seed is that of the undisturbed run, so that the same write comes at the same place. */
export async function strikeAt({ store, scene, kind, boundary, expected, ...more }: At): Promise<Boundary> {
  const began = process.cpuUsage();
  const mischief = new OneFault(kind, boundary);
  const run = await simulate({ seed: 0, scene, store, faults: { mischief, expected, steps: STEPS }, ...more });
  const { user, system } = process.cpuUsage(began);
  const cpuMs = (user + system) / 1_000;
  return { scene: scene.name, kind: kind.name, boundary, struck: mischief.struck, run, cpuMs };
}

/** One line a violation, and one where nothing was struck, with the command that plays it again. */
export function boundaryLines({ scene, kind, boundary, struck, run }: Boundary): string[] {
  const again = `replay with: npm run simulate -- --scene ${scene} --at ${boundary} --kind '${kind}'`;
  return [
    ...(struck === undefined ? [`missed: nothing came that ${kind} could strike at write ${boundary} — ${again}`] : []),
    ...run.violations.map((violation) => `violation: ${violation} (${struck ?? 'nothing struck'}) — ${again}`),
  ];
}
