import { seededRandom } from '../../forge/faults/random.ts';
import type { OpenStore } from '../../store/open-store.ts';
import type { Ending } from '../ending/ending.ts';
import { simulate, type Simulated } from '../play/simulate.ts';
import type { Scene } from '../scene.ts';
import { SCENES } from '../scenes/index.ts';

/** Of so many seeds the first ones play each scene once. */
const EACH_OF = 100;

/** The scene a seed plays: of every hundred the first play one of each, and the rest cheap ones more often. */
export function sceneOf(seed: number, scenes = SCENES): Scene {
  const own = scenes[(seed % EACH_OF) - 1];
  if (own !== undefined) return own.scene;
  const all = scenes.reduce((sum, { weight }) => sum + weight, 0);
  let left = seededRandom(`scene ${seed}`)() * all;
  const found = scenes.find(({ weight }) => (left -= weight) < 0);
  if (found === undefined) throw new Error('there is no scene to play');
  return found.scene;
}

/** How each scene ends when nothing goes wrong: played once a process. */
export class Undisturbed {
  readonly #store: OpenStore;
  readonly #kept = new Map<string, Promise<Simulated>>();

  constructor(store: OpenStore) {
    this.#store = store;
  }

  /** Fails when a world in which nothing goes wrong breaks a rule: no fault could show more. */
  async endingOf(scene: Scene): Promise<Ending> {
    return (await this.of(scene)).ending;
  }

  async of(scene: Scene): Promise<Simulated> {
    const kept = this.#kept.get(scene.name) ?? simulate({ seed: 0, scene, store: this.#store });
    this.#kept.set(scene.name, kept);
    const { violations } = await kept;
    if (violations.length > 0) throw new Error(`${scene.name} without any fault: ${violations.join('; ')}`);
    return kept;
  }
}
