import type { Claim } from '../../ports/store/attention.ts';

/** A request that left while its worker still held the key may arrive this much later, in virtual milliseconds. */
const ON_THE_WIRE_MS = 10_000;

interface Answered {
  name: string;
  given: readonly unknown[];
  answer: unknown;
  now: number;
}

/** Who holds which key, by what the store answered. */
export class Leases {
  readonly #latest = new Map<string, { fence: number; at: number }>();
  readonly #held = new Map<string, Claim>();

  note({ name, given, answer, now }: Answered): void {
    if (name === 'attention.claim' && answer !== undefined) {
      const claim = answer as Claim;
      this.#latest.set(claim.key, { fence: claim.fence, at: now });
      this.#held.set(claim.worker, claim);
    }
    if (['attention.release', 'attention.postpone', 'attention.defer'].includes(name))
      this.#held.delete((given[0] as Claim).worker);
  }

  /** Why a write is one that its worker had no right to any more. */
  overdue({ caller, since }: { caller: string; since: number }): string | undefined {
    if (!/-\d+$/.test(caller)) return `${caller} writes to GitHub without a key that it holds`;
    const claim = this.#held.get(caller);
    if (claim === undefined) return `${caller} writes to GitHub without a key that it holds`;
    const latest = this.#latest.get(claim.key);
    if (latest === undefined || latest.fence <= claim.fence || since <= latest.at + ON_THE_WIRE_MS) return undefined;
    return `${caller} writes for ${claim.key}, which another worker has held for ${since - latest.at} ms`;
  }

  gone(replica: string): void {
    for (const worker of this.#held.keys()) if (worker.startsWith(`${replica}-`)) this.#held.delete(worker);
  }
}
