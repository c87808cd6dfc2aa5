import { setTimeout as sleep } from 'node:timers/promises';

import { seededRandom } from '../../src/forge/faults/random.ts';
import type { Scene } from '../../src/simulate/scene.ts';
import type { ReplicaSetup } from './replicas/messages.ts';
import { Executioner } from './executioner.ts';
import { Fleet, type FleetOptions } from './fleet.ts';
import { Town } from './town.ts';

/** Between two looks around (real milliseconds). */
const LOOK_EVERY_MS = 15;
/** Nothing was called or delivered for so long (real milliseconds): only time can bring more. */
const QUIET_MS = 150;
/** Two sweeps of everything that found nothing to do (virtual milliseconds): the world is at rest. */
const REST_MS = 65 * 60_000;
/** A lease of a killed replica is waited for in such steps (virtual milliseconds). */
const STEP_MS = 60_000;
/** A run that takes longer (real milliseconds) hangs. */
const LONGEST_MS = 600_000;

export interface PlayOptions {
  scene: Scene;
  seed: string;
  kills: number;
  replicas: number;
  store: (town: Town) => Promise<ReplicaSetup['store']>;
  /** What else happens at a moment; it may hold the call. */
  onMoment?: FleetOptions['onMoment'];
  /** Whether something else is still to come to its end, and the world is not at rest before it has. */
  isUnderWay?: () => boolean;
  /** Looks at the world once it is at rest and nobody works any more. */
  look: (played: Played) => Promise<void>;
}

export interface Played {
  town: Town;
  store: ReplicaSetup['store'];
  killed: number;
  /** Guids of the deliveries that were answered with a 2xx. */
  acknowledged: string[];
}

/** Plays a scene by replicas in processes of their own, killing some on the way, until the world is at rest. */
export async function play(options: PlayOptions): Promise<void> {
  const { scene, seed, kills, replicas, look } = options;
  const random = seededRandom(`crash ${seed}`);
  const town = await Town.open(scene, seed);
  const executioner = new Executioner({ random, kills });
  const stage = new Stage({ options, town, executioner });
  const store = await options.store(town);
  const fleet = new Fleet({
    town,
    replicas,
    store,
    random,
    onMoment: async (all, moment) => {
      stage.heard();
      await executioner.at(all, moment);
      await options.onMoment?.(all, moment);
    },
  });
  try {
    await fleet.begin();
    await stage.untilRest(fleet);
    await executioner.stops();
    await fleet.close();
    const acknowledged = town.forge.hooks.log
      .filter(({ statusCode }) => statusCode >= 200 && statusCode < 300)
      .map(({ guid }) => guid);
    await look({ town, store, killed: executioner.killed, acknowledged });
  } finally {
    await fleet.close();
    await town.close();
  }
}

interface Play {
  options: PlayOptions;
  town: Town;
  executioner: Executioner;
}

/** The people of the scene, and the time. */
class Stage {
  readonly #play: Play;
  #heardAt = performance.now();
  #calls = 0;
  #done = 0;
  /** The last instant (virtual) at which anybody changed anything. */
  #changedAt: number;

  constructor(parts: Play) {
    this.#play = parts;
    this.#changedAt = parts.town.now();
  }

  heard(): void {
    this.#heardAt = performance.now();
  }

  async untilRest(fleet: Fleet): Promise<void> {
    const latest = performance.now() + LONGEST_MS;
    const { executioner, town } = this.#play;
    for (;;) {
      await fleet.up();
      await this.#peopleAct(fleet);
      this.#noteChanges();
      const isRested = town.now() - this.#changedAt > REST_MS;
      const isUnderWay = this.#play.options.isUnderWay?.() ?? false;
      if (this.#isQuiet(fleet) && isRested && !isUnderWay && (await this.#isAtRest(fleet))) return;
      if (performance.now() > latest)
        throw new Error(`seed ${this.#play.options.seed}: the world does not come to rest; ${await wordsOf(fleet)}`);
      if (this.#isQuiet(fleet)) await this.#timePasses(fleet);
      // What is left of the kills can meet nobody any more.
      if (isRested) await executioner.stops();
      await sleep(LOOK_EVERY_MS);
    }
  }

  #isQuiet(fleet: Fleet): boolean {
    if (fleet.isDelivering || this.#play.town.forge.hooks.pending.length > 0) this.heard();
    return performance.now() - this.#heardAt > QUIET_MS;
  }

  /** Deeds are spread over the kills; without news for a while the next is done anyway. */
  async #peopleAct(fleet: Fleet): Promise<void> {
    const { executioner, options, town } = this.#play;
    const { deeds, reactions } = options.scene;
    const deed = deeds[this.#done];
    const isItsTurn = this.#isQuiet(fleet) || this.#done / deeds.length <= executioner.share;
    if (deed !== undefined && isItsTurn && (deed.isReady?.(town) ?? true)) {
      this.#done += 1;
      await deed.do(town);
      this.#changed();
    }
    for (const reaction of reactions)
      while (reaction.waits(town)) {
        await reaction.react(town);
        this.#changed();
      }
  }

  #changed(): void {
    this.#changedAt = this.#play.town.now();
    this.heard();
  }

  /** The control issue says how long everything has waited, and so is edited at every sweep. */
  #noteChanges(): void {
    const { calls } = this.#play.town.forge;
    const isChange = calls
      .slice(this.#calls)
      .some(({ caller, read, operationId }) => caller === 'installation' && !read && operationId !== 'issues/update');
    this.#calls = calls.length;
    if (isChange) this.#changedAt = this.#play.town.now();
  }

  async #isAtRest(fleet: Fleet): Promise<boolean> {
    if (this.#done < this.#play.options.scene.deeds.length) throw new Error(`nobody is ever ready to ${this.#next}`);
    const standing = await fleet.stands();
    return standing !== undefined && standing.waiting + standing.due + standing.held === 0;
  }

  get #next(): string {
    return this.#play.options.scene.deeds[this.#done]?.name ?? '';
  }

  /** To what is due next: nobody waits for anything else. What is held by the dead is waited for step by step. */
  async #timePasses(fleet: Fleet): Promise<void> {
    const { town } = this.#play;
    const standing = await fleet.stands();
    if (standing === undefined) return;
    const { waiting, due, held, nextDue = Infinity } = standing;
    if (due > 0 && held === 0) return;
    if (waiting + held > 0) {
      fleet.passes(STEP_MS);
      return;
    }
    const next = Math.min(nextDue, town.forge.hooks.nextDue() ?? Infinity, town.now() + REST_MS);
    fleet.passes(next - town.now());
  }
}

async function wordsOf(fleet: Fleet): Promise<string> {
  const standing = JSON.stringify(await fleet.stands());
  return [standing, ...fleet.all.map(({ name, said }) => `${name} said: ${said}`)].join('\n');
}
