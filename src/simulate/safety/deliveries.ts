import type { HeldDelivery } from '../../ports/store/inbox.ts';

/** Which deliveries were acknowledged, and which were worked to their end: GitHub may send one as often as it likes. */
export class Deliveries {
  readonly acknowledgedGuids: string[] = [];
  readonly #stored = new Set<string>();
  /** Who took each one last. */
  readonly #takenBy = new Map<string, string>();
  readonly #done = new Set<string>();

  /** Why what the store answered is wrong. */
  note(name: string, given: readonly unknown[], answer: unknown): string | undefined {
    if (name === 'inbox.put' && answer !== 'full') this.#stored.add((given[0] as { guid: string }).guid);
    if (name === 'inbox.processed') this.#ended(given[0] as HeldDelivery);
    if (name !== 'inbox.take' || answer === undefined) return undefined;
    const { guid, worker } = answer as HeldDelivery;
    this.#takenBy.set(guid, worker);
    return this.#done.has(guid) ? `twice: the delivery ${guid} is worked again, though it was processed` : undefined;
  }

  /** A delivery that was answered well must be in the store. */
  acknowledged(guid: string): string | undefined {
    this.acknowledgedGuids.push(guid);
    return this.#stored.has(guid) ? undefined : `the delivery ${guid} was acknowledged and not stored`;
  }

  /** Of a worker that lost it to another one it ends nothing. */
  #ended({ guid, worker }: HeldDelivery): void {
    if (this.#takenBy.get(guid) === worker) this.#done.add(guid);
  }
}
