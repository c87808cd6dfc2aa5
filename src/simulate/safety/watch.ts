import type { SentRequest } from '../world/request.ts';
import type { World } from '../world/world.ts';
import { swapsBlindly } from './compare-and-swap.ts';
import { Deliveries } from './deliveries.ts';
import { EffectKeys } from './effect-keys.ts';
import { Leases } from './leases.ts';
import { mergeIsWrong } from './merges.ts';
import { ForwardPins } from './forward-pins.ts';
import { PersonsWork } from './persons-work.ts';

/**
 * What must never happen, looked for after every write of Sluice and every answer of the store. Nothing of it asks Sluice:
 * it reads what GitHub holds, what was sent and what the store answered.
 */
export class Watch {
  readonly violations: string[] = [];
  /** Effects that happened more than once. */
  duplicates = 0;
  /** Writes that Sluice has sent; the mints of tokens are none. */
  writes = 0;
  readonly #leases = new Leases();
  readonly #keys = new EffectKeys();
  readonly #deliveries = new Deliveries();
  #world: World | undefined;
  #breaches = 0;

  begin(world: World): void {
    this.#world = world;
  }

  /** A write goes out; the answer is to be called when it has come back, or was lost. */
  write(sent: SentRequest, by: { caller: string; since: number; skew: number }): (status: number) => void {
    const world = this.#mine();
    this.writes += 1;
    this.#say(this.#leases.overdue(by));
    this.#say(mergeIsWrong(world.forge.state, sent), swapsBlindly(sent));
    const work = new PersonsWork(world.forge.state);
    const pins = new ForwardPins(world.forge.state, world.registry);
    return () => {
      const twice = this.#keys.twice(world.forge.state);
      this.duplicates += twice.length;
      this.#say(...twice, ...work.lost(), ...pins.backwards());
      this.#contract();
    };
  }

  stored(name: string, given: readonly unknown[], answer: unknown): void {
    this.#say(this.#deliveries.note(name, given, answer));
    this.#say(this.#leases.note({ name, given, answer, now: this.#mine().now() }));
  }

  acknowledged(guid: string): void {
    this.#say(this.#deliveries.acknowledged(guid));
  }

  get acknowledgedGuids(): string[] {
    return this.#deliveries.acknowledgedGuids;
  }

  /** A process that is gone sends nothing; what its workers held is judged no more. */
  gone(replica: string): void {
    this.#leases.gone(replica);
  }

  /** The forge is the judge of what GitHub would not understand. */
  #contract(): void {
    const { violations } = this.#mine().forge;
    for (const one of violations.slice(this.#breaches)) this.#say(`contract: ${JSON.stringify(one)}`);
    this.#breaches = violations.length;
  }

  #say(...breaches: (string | undefined)[]): void {
    for (const breach of breaches) if (breach !== undefined) this.violations.push(breach);
  }

  #mine(): World {
    if (this.#world === undefined) throw new Error('nothing is watched yet');
    return this.#world;
  }
}
