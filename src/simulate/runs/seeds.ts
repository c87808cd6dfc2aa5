import { seededRandom } from '../../forge/faults/random.ts';
import type { OpenStore } from '../../store/open-store.ts';
import { Swarm } from '../faults/swarm.ts';
import { simulate, type Asked, type Simulated } from '../play/simulate.ts';
import type { Scene } from '../scene.ts';
import { WHOLE, type Report, type Share } from './report.ts';
import { sceneOf, Undisturbed } from './scenes.ts';

/** The fewest and the most steps that the faults of a seed last. */
const STEPS = { least: 100, most: 1_500 };

export interface SeedRun extends Simulated {
  seed: number;
  scene: string;
  /** Milliseconds of processor time, with those of the undisturbed run where this is the first of its scene. */
  cpuMs: number;
}

export interface SeedOptions extends Pick<Asked, 'traced' | 'planted'> {
  /** Instead of the one that the seed picks. */
  scene?: Scene | undefined;
}

/** Plays seeds one after the other on one store. */
export class Seeds {
  readonly #store: OpenStore;
  readonly #undisturbed: Undisturbed;

  constructor(store: OpenStore) {
    this.#store = store;
    this.#undisturbed = new Undisturbed(store);
  }

  async play(seed: number, { scene = sceneOf(seed), ...more }: SeedOptions = {}): Promise<SeedRun> {
    const began = process.cpuUsage();
    const expected = await this.#undisturbed.endingOf(scene);
    const random = seededRandom(`faults ${seed}`);
    const steps = STEPS.least + Math.floor(random() * (STEPS.most - STEPS.least));
    const faults = { mischief: new Swarm(random), expected, steps };
    const run = await simulate({ seed, scene, store: this.#store, faults, ...more });
    const { user, system } = process.cpuUsage(began);
    return { ...run, seed, scene: scene.name, cpuMs: (user + system) / 1_000 };
  }
}

/** One line a violation, with the command that plays it again; `isChosen`: the scene is not the one that the seed picks. */
export const violationLines = (
  { seed, scene, violations }: Pick<SeedRun, 'seed' | 'scene' | 'violations'>,
  { isChosen }: { isChosen: boolean },
): string[] => {
  const again = `npm run simulate -- --seed ${seed}${isChosen ? ` --scene ${scene}` : ''}`;
  return violations.map((violation) => `violation: ${scene}: ${violation} — replay with: ${again}`);
};

export interface ManySeeds {
  from: number;
  seeds: number;
  scene?: Scene | undefined;
  share?: Share;
}

/** Plays seeds one after the other, or a share of them. */
export async function* seedReports(
  store: OpenStore,
  { from, seeds, scene, share: { index, of } = WHOLE }: ManySeeds,
): AsyncGenerator<Report> {
  const player = new Seeds(store);
  for (let seed = from + index; seed < from + seeds; seed += of) {
    const run = await player.play(seed, { scene });
    const { scene: name, violations, duplicates, cpuMs } = run;
    const lines = violationLines(run, { isChosen: scene !== undefined });
    yield { scene: name, kind: '', struck: true, violations: violations.length, duplicates, cpuMs, lines };
  }
}
