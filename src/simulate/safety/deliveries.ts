import type { HeldDelivery } from '../../ports/store/inbox.ts';

/** Which deliveries were acknowledged, and which were worked to their end: GitHub may send one as often as it likes. */
export class Deliveries {
  readonly acknowledgedGuids: string[] = [];
  readonly #stored = new Set<string>();
  /** Who took each one last, and until when it is theirs. */
  readonly #taken = new Map<string, { worker: string; until: number }>();
  readonly #done = new Set<string>();

  /** Why what the store answered is wrong. */
  note(name: string, given: readonly unknown[], answer: unknown): string | undefined {
    if (name === 'inbox.put' && answer !== 'full') this.#stored.add((given[0] as { guid: string }).guid);
    if (name === 'inbox.processed' || name === 'inbox.failed') this.#ended(name, given[0] as HeldDelivery);
    if (name === 'inbox.giveBack')
      for (const one of this.#taken.values()) if (one.worker === given[0]) one.until = -Infinity;
    if (name !== 'inbox.take' || answer === undefined) return undefined;
    const { guid, worker } = answer as HeldDelivery;
    const before = this.#taken.get(guid);
    this.#taken.set(guid, { worker, until: Number(given[2]) });
    if (this.#done.has(guid)) return `twice: the delivery ${guid} is worked again, though it was processed`;
    return before !== undefined && before.until > Number(given[1])
      ? `twice: the delivery ${guid} is worked again, though ${before.worker} holds it`
      : undefined;
  }

  /** A delivery that was answered well must be in the store. */
  acknowledged(guid: string): string | undefined {
    this.acknowledgedGuids.push(guid);
    return this.#stored.has(guid) ? undefined : `the delivery ${guid} was acknowledged and not stored`;
  }

  /** Of a worker that lost it to another one it ends nothing. */
  #ended(name: string, { guid, worker }: HeldDelivery): void {
    const taken = this.#taken.get(guid);
    if (taken?.worker !== worker) return;
    taken.until = -Infinity;
    if (name === 'inbox.processed') this.#done.add(guid);
  }
}
