import type { Claim } from '../../ports/store/attention.ts';

interface Answered {
  name: string;
  given: readonly unknown[];
  answer: unknown;
  now: number;
}

/** Who took a key last, when in true time, and how long it holds by the clock of its taker. */
interface Latest {
  worker: string;
  fence: number;
  at: number;
  until: number;
}

interface Writing {
  caller: string;
  /** When the write began: virtual time at which it left its process. */
  since: number;
  /** How far its process's clock was off then, in milliseconds. */
  skew: number;
}

const ENDS = new Set(['attention.release', 'attention.postpone', 'attention.defer']);

/** Who holds which key, by what the store answered. */
export class Leases {
  readonly #latest = new Map<string, Latest>();
  readonly #held = new Map<string, { claim: Claim; until: number }>();

  /** Why what the store answered is wrong. */
  note({ name, given, answer, now }: Answered): string | undefined {
    if (name === 'attention.claim' && answer !== undefined)
      return this.#claimed(answer as Claim, Number(given[1]), now);
    if (name === 'attention.renew' && answer === true) this.#renewed(given[0] as Claim, Number(given[2]));
    if (ENDS.has(name)) this.#ended(given[0] as Claim);
    if (name === 'attention.giveBack')
      for (const one of this.#latest.values()) if (one.worker === given[0]) one.until = -Infinity;
    return undefined;
  }

  /** Why a write is one that its worker had no right to any more. */
  overdue({ caller, since, skew }: Writing): string | undefined {
    const held = this.#held.get(caller);
    if (!/-\d+$/.test(caller) || held === undefined) return `${caller} writes to GitHub without a key that it holds`;
    const { claim, until } = held;
    const latest = this.#latest.get(claim.key);
    // One whose clock is ahead takes a key before its time: whoever held it hears of that at its next write.
    if (latest !== undefined && latest.fence > claim.fence && since > latest.at && until <= latest.at)
      return `${caller} writes for ${claim.key}, which another worker has held for ${since - latest.at} ms`;
    return since + skew > until
      ? `${caller} writes for ${claim.key} ${since + skew - until} ms after its lease`
      : undefined;
  }

  gone(replica: string): void {
    for (const worker of this.#held.keys()) if (worker.startsWith(`${replica}-`)) this.#held.delete(worker);
  }

  /** `byItsClock`: when it was claimed, as the claimer has it. */
  #claimed(claim: Claim, byItsClock: number, now: number): string | undefined {
    const { key, worker, fence, until } = claim;
    const before = this.#latest.get(key);
    this.#latest.set(key, { worker, fence, at: now, until });
    this.#held.set(worker, { claim, until });
    return before !== undefined && before.until > byItsClock
      ? `${worker} was given ${key}, which ${before.worker} holds for ${before.until - byItsClock} ms more`
      : undefined;
  }

  /** What was lost is not had again by an answer. */
  #renewed({ key, worker, fence }: Claim, until: number): void {
    const latest = this.#latest.get(key);
    const held = this.#held.get(worker);
    if (latest?.fence !== fence || held?.claim.fence !== fence || held.claim.key !== key) return;
    latest.until = Math.max(latest.until, until);
    held.until = Math.max(held.until, until);
  }

  #ended({ key, worker, fence }: Claim): void {
    this.#held.delete(worker);
    const latest = this.#latest.get(key);
    if (latest?.fence === fence) latest.until = -Infinity;
  }
}
