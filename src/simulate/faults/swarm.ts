import { seededRandom } from '../../forge/faults/random.ts';
import type { HookDo } from '../../forge/faults/rule.ts';
import type { PortCall } from '../world/gate.ts';
import type { World } from '../world/world.ts';
import { PROCESS_FAULTS, READ_FAULTS, REGISTRY_FAULTS, STORE_FAULTS, WRITE_FAULTS, type Fault } from './fault.ts';
import { keepsThePast, type Mischief } from './mischief.ts';

/** The share of webhooks that each mishap may strike. */
const HOOKS: readonly { do: HookDo; rate: number }[] = [
  { do: 'drop', rate: 0.3 },
  { do: 'fail', rate: 0.3 },
  { do: 'duplicate', rate: 0.5 },
  { do: 'reorder', rate: 1 },
  { do: 'bad-signature', rate: 0.2 },
  { do: 'timeout', rate: 0.2 },
  { do: { delay: 45_000 }, rate: 0.3 },
  { do: { redeliver: 90_000 }, rate: 0.3 },
];
const SKEW_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** How long GitHub is down, from minutes to hours; the longer, the rarer. */
const OUTAGES_MS = [2, 2, 5, 5, 15, 15, 40, 480].map((minutes) => minutes * MINUTE_MS);
/** After a crash a supervisor takes so long at most. */
const RESTART_MS = 30_000;

/** How GitHub fails while it is down. */
const DOWN: readonly Fault[] = [
  { name: 'down: 502', rule: { do: { status: 502 } } },
  { name: 'down: reset', rule: { do: { reset: true } } },
  { name: 'down: timeout', timeout: 'before' },
];

/** That there is no such member is GitHub's answer, word for word, and nobody can tell it from trouble. */
const isAnAnswer = ({ name }: Fault, call: PortCall): boolean =>
  name === 'read 404' && call.name.includes('/memberships/');

/** A random few of all faults, each at a rate of its own: a seed with all of them at once would hide what two do together. */
export class Swarm implements Mischief {
  readonly #random: () => number;
  readonly #writes: readonly Fault[];
  readonly #reads: readonly Fault[];
  readonly #processes: readonly Fault[];
  readonly #store: readonly Fault[];
  readonly #registry: readonly Fault[];
  readonly #rate: number;
  readonly #befalls: { skew: boolean; outage: boolean };
  #world: World | undefined;
  #isOver = false;
  #down: Fault | undefined;

  constructor(random: () => number) {
    this.#random = random;
    this.#writes = this.#few(WRITE_FAULTS, 0.35);
    this.#reads = this.#few(READ_FAULTS, 0.3);
    this.#processes = this.#few(PROCESS_FAULTS, 0.4);
    this.#store = this.#few(STORE_FAULTS, 0.4);
    this.#rate = 0.02 + random() * 0.2;
    // By a draw of its own: most scenes have no registry, and their runs do not depend on it.
    const ofTheRegistry = seededRandom(`registry ${this.#rate}`);
    this.#registry = REGISTRY_FAULTS.filter(() => ofTheRegistry() < 0.4);
    this.#befalls = { skew: random() < 0.2, outage: random() < 0.2 };
  }

  begin(world: World): void {
    this.#world = world;
    for (const { do: does, rate } of this.#few(HOOKS, 0.35))
      world.forge.faults.add({ webhook: '*', do: does, ...(rate < 1 && { rate }) });
    if (this.#reads.some((fault) => 'rule' in fault && fault.rule.when === undefined)) keepsThePast(world);
  }

  strike(call: PortCall): Fault | undefined {
    if (this.#isOver) return undefined;
    if (call.port === 'github' && this.#down !== undefined) return this.#down;
    // What befalls a process may befall it anywhere, and there are many calls of the store.
    if (this.#random() < 0.004 && this.#processes.length > 0) return this.#one(this.#processes);
    const faults = this.#faultsOf(call).filter((fault) => !isAnAnswer(fault, call));
    const rate = call.port === 'store' ? this.#rate / 20 : this.#rate;
    return faults.length > 0 && this.#random() < rate ? this.#one(faults) : undefined;
  }

  befall(): void {
    const world = this.#world;
    if (this.#isOver || world === undefined) return;
    const chance = this.#random();
    if (this.#befalls.skew && chance < 0.002) this.#skew(world);
    else if (this.#befalls.outage && chance > 0.999 && this.#down === undefined) this.#goDown(world);
    this.#replace(world);
  }

  /** There is more where it came from: the run says when it is enough. */
  get isSpent(): boolean {
    return this.#isOver;
  }

  /** Its faults last for as many steps as the seed says, whoever reads. */
  readonly waitsForReads = false;

  end(): void {
    this.#isOver = true;
    this.#down = undefined;
    const world = this.#world;
    if (world === undefined) return;
    world.forge.faults.clear();
    for (const replica of world.replicas) {
      replica.skew = 0;
      replica.resume();
    }
    this.#replace(world);
  }

  #faultsOf({ port, writes }: PortCall): readonly Fault[] {
    if (port === 'store') return this.#store;
    if (port === 'registry') return this.#registry;
    return writes ? this.#writes : this.#reads;
  }

  /** As many processes as there should be, each some time after another ended. */
  #replace(world: World): void {
    for (; world.expected < world.size; world.expected += 1) {
      const wait = this.#isOver ? 0 : Math.floor(this.#random() * RESTART_MS);
      world.at(world.now() + wait, () => world.start());
    }
  }

  #skew(world: World): void {
    const replica = this.#one(world.replicas);
    if (replica === undefined) return;
    replica.skew = replica.skew === 0 ? (this.#random() < 0.5 ? SKEW_MS : -SKEW_MS) : 0;
    world.trace.note(`the clock of ${replica.name} is off by ${replica.skew} ms`);
  }

  #goDown(world: World): void {
    const lasts = this.#one(OUTAGES_MS) ?? MINUTE_MS;
    this.#down = this.#one(DOWN);
    world.trace.note(`GitHub is down for ${lasts} ms`);
    world.at(world.now() + lasts, () => {
      this.#down = undefined;
    });
  }

  #few<T>(all: readonly T[], share: number): T[] {
    return all.filter(() => this.#random() < share);
  }

  #one<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.#random() * all.length)];
  }
}
