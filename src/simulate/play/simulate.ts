import { isDeepStrictEqual } from 'node:util';

import { CONTROL_TITLE } from '../../core/controls/control-issue.ts';
import { seededRandom } from '../../forge/faults/random.ts';
import type { Forge } from '../../forge/forge.ts';
import type { RecordedCall } from '../../forge/http/calls.ts';
import type { OpenStore } from '../../store/open-store.ts';
import { differences } from '../ending/differences.ts';
import { endingOf, type Ending } from '../ending/ending.ts';
import { NO_MISCHIEF, type Mischief } from '../faults/mischief.ts';
import { Watch } from '../safety/watch.ts';
import type { Scene } from '../scene.ts';
import { inRealTime, onVirtualMachine } from '../world/virtual-machine.ts';
import { World, type Planted } from '../world/world.ts';
import { Play } from './play.ts';

/** Steps that a run takes at most; one that takes more does not end by itself. */
const MOST_STEPS = 40_000;
/** After the last fault a world must be as it should within this long, in virtual milliseconds: outages and leases are over by then. */
const LONGEST_MS = 24 * 3_600_000;
/** A world in which nobody has written for this long, in virtual milliseconds, has ended: no scene waits for longer. */
const QUIET_MS = 3_600_000;
/** What is due so soon after the end (virtual milliseconds) must not change it. */
const AFTER_THE_END_MS = 2 * 60_000;
/** What workers hold is taken again in this long, in virtual milliseconds; what one whose clock was ahead holds longer is not waited for. */
const LONGEST_HELD_MS = 30 * 60_000;

export interface Simulated {
  lines: string[];
  violations: string[];
  duplicates: number;
  /** Writes that Sluice sent: the boundaries at which something can go wrong. */
  writes: number;
  steps: number;
  ending: Ending;
}

export interface Asked {
  seed: number;
  scene: Scene;
  store: OpenStore;
  /** Left out: nothing goes wrong, and however it ends is right. */
  faults?: { mischief: Mischief; expected: Ending; steps: number };
  /** Whether the ledger is part of the trace. */
  traced?: boolean;
  /** A mistake put into Sluice on purpose, to see that it is found. */
  planted?: Planted;
}

/** One run: first with faults, then without, until the world is as it should be. Whatever must never happen ends it at once. */
export async function simulate(asked: Asked): Promise<Simulated> {
  await inRealTime(() => asked.store.truncate());
  const random = seededRandom(`simulate ${asked.scene.name} ${asked.seed}`);
  const watch = new Watch();
  const world = new World({ ...asked, random, watch });
  return onVirtualMachine(
    () => world.now(),
    async () => {
      const run = new Run(asked, { world, watch, random });
      await run.toItsEnd();
      return run.result();
    },
  );
}

class Run {
  readonly #asked: Asked;
  readonly #world: World;
  readonly #watch: Watch;
  readonly #play: Play;
  readonly #mischief: Mischief;
  #ending: Ending | undefined;

  constructor(asked: Asked, { world, watch, random }: { world: World; watch: Watch; random: () => number }) {
    this.#asked = asked;
    this.#world = world;
    this.#watch = watch;
    this.#mischief = asked.faults?.mischief ?? NO_MISCHIEF;
    this.#play = new Play({ world, scene: asked.scene, random, mischief: this.#mischief });
  }

  async toItsEnd(): Promise<void> {
    const { faults } = this.#asked;
    this.#mischief.begin(this.#world);
    for (let index = 0; index < this.#world.size; index += 1) this.#world.start();
    if (faults === undefined) return this.#undisturbed();
    await this.#disturbed(faults.steps);
    this.#mischief.end();
    await this.#healed(faults.expected);
    await this.#allStored();
  }

  async result(): Promise<Simulated> {
    this.#world.trace.refs();
    if (this.#asked.traced === true) await this.#world.trace.ledger(this.#world.store);
    const { violations, duplicates, writes } = this.#watch;
    return {
      lines: this.#world.trace.lines,
      violations,
      duplicates,
      writes,
      steps: this.#play.steps,
      ending: this.#ending ?? (await endingOf(this.#world)),
    };
  }

  /** Whoever stands still will go on, and may do then what it had decided to. */
  get #isPaused(): boolean {
    return this.#world.replicas.some(({ state }) => state === 'paused');
  }

  get #isViolated(): boolean {
    return this.#watch.violations.length > 0;
  }

  /** Until nobody has written anything for longer than any schedule waits. */
  async #undisturbed(): Promise<void> {
    while (this.#goesOn()) {
      if (await this.#play.step()) continue;
      const isTold = this.#play.isStoryTold;
      const atMost = (isTold ? lastNews(this.#world.forge) : this.#world.now()) + QUIET_MS;
      if (await this.#play.pass({ recurrent: false, atMost })) continue;
      if (isTold) return;
      if (await this.#play.pass({ recurrent: true, atMost })) continue;
      this.#watch.violations.push(`nothing happens any more, and the story waits for: ${this.#play.next}`);
    }
  }

  /** The first part: until nothing more can go wrong or nothing is due but sweeps that nobody waits for, or for as many steps as the seed has faults for. */
  async #disturbed(steps: number): Promise<void> {
    while (this.#goesOn() && this.#play.steps < steps) {
      if (await this.#play.step()) continue;
      const isTold = this.#play.isStoryTold;
      if (isTold && this.#mischief.isSpent) return;
      const atMost = isTold ? this.#world.now() + QUIET_MS : Infinity;
      if (await this.#play.pass({ recurrent: !isTold, atMost })) continue;
      if (!this.#mischief.waitsForReads || !(await this.#play.pass({ recurrent: true, atMost }))) return;
    }
  }

  /** The second part: what was lost is found again by the sweeps, and the world becomes what it would have been. */
  async #healed(expected: Ending): Promise<void> {
    const began = this.#world.now();
    const sweptUntil = began + 61 * 60_000;
    while (this.#goesOn()) {
      if (await this.#play.step()) continue;
      if (this.#play.isStoryTold && !this.#isPaused && (await this.#endsAs(expected))) return;
      const recurrent = this.#world.now() < sweptUntil;
      const atMost = began + LONGEST_MS;
      const passed =
        (await this.#play.pass({ recurrent, atMost })) || (await this.#play.pass({ recurrent: true, atMost }));
      if (!passed || this.#world.now() >= atMost) {
        this.#watch.violations.push(`ends otherwise: ${differences(await endingOf(this.#world), expected).join('; ')}`);
        return;
      }
    }
  }

  /** Also a little later, once what dead workers held was taken again; and without anything that nobody will look at again. */
  async #endsAs(expected: Ending): Promise<boolean> {
    if (!isDeepStrictEqual(await endingOf(this.#world), expected)) return false;
    await this.#goOnUntil(this.#world.now() + AFTER_THE_END_MS);
    const latest = this.#world.now() + LONGEST_HELD_MS;
    for (;;) {
      const [now, free] = [this.#world.now(), await this.#play.freeAt()];
      if (free === undefined || Math.max(free, now) > latest) break;
      if (!this.#goesOn()) return true;
      await this.#goOnUntil(Math.max(free, now) + AFTER_THE_END_MS);
    }
    this.#ending = await endingOf(this.#world);
    if (!isDeepStrictEqual(this.#ending, expected)) return false;
    for (const { key, cause } of await this.#world.store.attention.parked())
      this.#watch.violations.push(`${key} is parked: ${cause}`);
    return true;
  }

  async #goOnUntil(atMost: number): Promise<void> {
    while (this.#goesOn() && (await this.#play.pass({ recurrent: false, atMost })))
      while (this.#goesOn() && (await this.#play.step()));
  }

  async #allStored(): Promise<void> {
    const { acknowledgedGuids } = this.#watch;
    const stored = await this.#world.store.inbox.received(acknowledgedGuids);
    for (const guid of acknowledgedGuids)
      if (!stored.has(guid)) this.#watch.violations.push(`the delivery ${guid} was acknowledged and is lost`);
  }

  #goesOn(): boolean {
    if (this.#isViolated) return false;
    if (this.#play.steps < MOST_STEPS) return true;
    this.#watch.violations.push(`does not end within ${MOST_STEPS} steps`);
    return false;
  }
}

/**
 * When something was written last, in virtual milliseconds. A control issue says when the next release is due, so that with a schedule
 * it is written at each hour of it and for ever: what it carries in the end is compared, and no news here.
 */
function lastNews({ calls, state }: Forge): number {
  const isControl = ({ operationId, path }: RecordedCall): boolean => {
    const [, repo = '', number] =
      operationId === 'issues/update' ? (/^\/repos\/(.+)\/issues\/(\d+)$/.exec(path) ?? []) : [];
    return state.repos.get(repo)?.issues.get(Number(number))?.title === CONTROL_TITLE;
  };
  const isNews = (call: RecordedCall): boolean =>
    !call.read && call.operationId !== 'apps/create-installation-access-token' && !isControl(call);
  return calls.findLast(isNews)?.at ?? 0;
}
