import { seededRandom } from '../../forge/faults/random.ts';
import type { OpenStore } from '../../store/open-store.ts';
import { Swarm } from '../faults/swarm.ts';
import { simulate, type Asked, type Simulated } from '../play/simulate.ts';
import { sceneOf, Undisturbed } from './scenes.ts';

/** The fewest and the most steps that the faults of a seed last. */
const STEPS = { least: 100, most: 1_500 };

export interface SeedRun extends Simulated {
  seed: number;
  scene: string;
}

/** Plays seeds one after the other on one store. */
export class Seeds {
  readonly #store: OpenStore;
  readonly #undisturbed: Undisturbed;

  constructor(store: OpenStore) {
    this.#store = store;
    this.#undisturbed = new Undisturbed(store);
  }

  async play(seed: number, more: Pick<Asked, 'traced' | 'planted'> = {}): Promise<SeedRun> {
    const scene = sceneOf(seed);
    const expected = await this.#undisturbed.endingOf(scene);
    const random = seededRandom(`faults ${seed}`);
    const steps = STEPS.least + Math.floor(random() * (STEPS.most - STEPS.least));
    const faults = { mischief: new Swarm(random), expected, steps };
    const run = await simulate({ seed, scene, store: this.#store, faults, ...more });
    return { ...run, seed, scene: scene.name };
  }
}

/** One line a violation, with the command that plays it again. */
export const violationLines = ({ seed, scene, violations }: SeedRun): string[] =>
  violations.map((violation) => `violation: ${scene}: ${violation} — replay with: npm run simulate -- --seed ${seed}`);
