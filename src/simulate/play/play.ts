import type { Mischief } from '../faults/mischief.ts';
import type { Deed, Reaction, Scene } from '../scene.ts';
import { quiet, type Waiting } from '../world/gate.ts';
import type { Replica } from '../world/replica.ts';
import type { World } from '../world/world.ts';
import { Due } from './due.ts';

/** The longest that two things which happen one after the other lie apart, in virtual milliseconds. */
const LONGEST_STEP_MS = 2_000;
/** A request to GitHub is there after this long at most, in virtual milliseconds. */
const ON_THE_WIRE_MS = 8_000;
/** After an error of the store itself a worker rests, as in production. */
const AFTER_FAILURE_MS = 5_000;

/** How often something happens beside the rest. */
const WEIGHTS = { call: 6, worker: 2, webhooks: 2, deed: 1, reaction: 1, time: 1 };
/** A worker that asks for work while another one asks: it mostly finds nothing, and statements are what a run costs. */
const SECOND_WEIGHT = 0.2;

type Happening = { weight: number; happens: () => Promise<void> | void };

export interface PlayOptions {
  world: World;
  scene: Scene;
  random: () => number;
  mischief: Mischief;
}

/** Lets one thing happen after the other; the seed picks which: a call that waits, a worker, a webhook, a person, or time. */
export class Play {
  readonly #options: PlayOptions;
  readonly #due: Due;
  #deeds: readonly Deed[];
  #isPumping = false;
  steps = 0;

  constructor(options: PlayOptions) {
    this.#options = options;
    this.#deeds = options.scene.deeds;
    this.#due = new Due(options.world);
  }

  get isStoryTold(): boolean {
    return this.#deeds.length === 0;
  }

  /** What the people of the story wait to do. */
  get next(): string {
    return this.#deeds[0]?.name ?? 'nothing';
  }

  /** One thing; false when there is nothing to do but to let time pass until something is due. */
  async step(): Promise<boolean> {
    const { mischief, random, world } = this.#options;
    this.steps += 1;
    world.wake();
    mischief.befall();
    await quiet();
    const happenings = await this.#happenings();
    if (happenings.length === 0) return false;
    await picked(this.#time(), happenings, random()).happens();
    await quiet();
    return true;
  }

  /** Time passes until something is due; false when nothing ever is. */
  async pass(how: { recurrent: boolean; atMost: number }): Promise<boolean> {
    const { world } = this.#options;
    const next = Math.min(await this.#due.next(how), world.nextWake(), world.forge.hooks.nextDue() ?? Infinity);
    if (next === Infinity || next > how.atMost) return false;
    world.clock.advanceTo(next);
    return true;
  }

  /** When the last key is free that somebody holds, who may be dead: another takes it then, and does again what was under way. */
  freeAt(): Promise<number | undefined> {
    return this.#due.freeAt();
  }

  async #happenings(): Promise<Happening[]> {
    const { scene, world } = this.#options;
    const { hooks } = world.forge;
    const found: Happening[] = world.gate.open().map((one) => this.#call(one));
    const idle = world.replicas.filter((replica) => replica.state === 'up' && replica.idle.length > 0);
    if (idle.length > 0 && (await this.#due.isNow())) for (const replica of idle) found.push(this.#worker(replica));
    const isHookDue = hooks.pending.length > 0 || (hooks.nextDue() ?? Infinity) <= world.now();
    if (!this.#isPumping && isHookDue) found.push({ weight: WEIGHTS.webhooks, happens: () => this.#pump() });
    const [deed] = this.#deeds;
    if (deed !== undefined && (deed.isReady?.(world) ?? true)) found.push(this.#deed(deed));
    for (const reaction of scene.reactions) if (reaction.waits(world)) found.push(this.#reaction(reaction));
    return found;
  }

  #call(one: Waiting): Happening {
    const { mischief, world } = this.#options;
    return { weight: WEIGHTS.call, happens: () => world.let(one, mischief.strike(one.call)) };
  }

  #worker(replica: Replica): Happening {
    const { world } = this.#options;
    return {
      weight: world.replicas.some(({ state, asking }) => state === 'up' && asking.size > 0)
        ? SECOND_WEIGHT
        : WEIGHTS.worker,
      happens: () => {
        const one = replica.idle.shift();
        if (one === undefined) return;
        void world.as(one.name, async () => {
          const { marks } = world.agenda;
          replica.asking.add(one.name);
          try {
            if (!(await one.worker.workOnce())) this.#due.nothing(marks);
          } catch {
            replica.asking.delete(one.name);
            await world.sleep(replica, AFTER_FAILURE_MS);
          }
          replica.asking.delete(one.name);
          replica.idle.push(one);
        });
      },
    };
  }

  /** The forge delivers one after the other, and waits for each answer. */
  #pump(): void {
    this.#isPumping = true;
    void this.#options.world.forge.hooks.pump().finally(() => {
      this.#isPumping = false;
    });
  }

  #deed(deed: Deed): Happening {
    const { world } = this.#options;
    return {
      weight: WEIGHTS.deed,
      happens: async () => {
        this.#deeds = this.#deeds.slice(1);
        await deed.do(world);
        world.trace.note(deed.name);
      },
    };
  }

  #reaction(reaction: Reaction): Happening {
    const { world } = this.#options;
    return {
      weight: WEIGHTS.reaction,
      happens: async () => {
        await reaction.react(world);
        world.trace.note(reaction.name);
      },
    };
  }

  /** A little time, but never so much that a request would be on its way for longer than one is. */
  #time(): Happening {
    const { random, world } = this.#options;
    const onTheWire = world.gate.open().filter(({ call }) => call.port === 'github');
    const latest = Math.min(...onTheWire.map(({ call }) => call.since + ON_THE_WIRE_MS));
    const step = Math.floor(random() * LONGEST_STEP_MS);
    return { weight: WEIGHTS.time, happens: () => world.clock.advanceTo(Math.min(world.now() + step, latest)) };
  }
}

/** One of them by its weight, or else the other. */
function picked(other: Happening, all: readonly Happening[], draw: number): Happening {
  let left = draw * all.reduce((sum, { weight }) => sum + weight, other.weight);
  for (const one of all) {
    left -= one.weight;
    if (left < 0) return one;
  }
  return other;
}
