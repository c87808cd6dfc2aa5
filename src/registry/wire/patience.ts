import { Recent } from '../recent.ts';
import { Unanswered } from './unanswered.ts';

const KEPT = 500;
const MINUTE = 60_000;
/** An answer that takes longer, in milliseconds, counts as slow. */
const SLOW = 2_000;
/** How many milliseconds the slow answers of a host may take in a minute. */
const MOST_SLOW = 20_000;

interface Host {
  /** When the minute began that is counted. */
  since: number;
  slow: number;
  restsUntil: number;
}

/** A host that keeps Sluice waiting is left alone for a minute, so that one registry cannot hold all workers. */
export class Patience {
  readonly #hosts = new Recent<Host>(KEPT);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws while a host rests. */
  ask(host: string): void {
    if (this.#now() >= (this.#hosts.get(host)?.restsUntil ?? 0)) return;
    throw new Unanswered(`${host} kept Sluice waiting and is left alone for a minute`);
  }

  /** An answer that came after so many milliseconds, or none. */
  note(host: string, { waited, isSilent }: { waited: number; isSilent: boolean }): void {
    if (waited < SLOW && !isSilent) return;
    const now = this.#now();
    const before = this.#hosts.get(host);
    const { since, slow } = before === undefined || now >= before.since + MINUTE ? { since: now, slow: 0 } : before;
    const all = slow + waited;
    this.#hosts.set(host, { since, slow: all, restsUntil: isSilent || all > MOST_SLOW ? now + MINUTE : 0 });
  }
}
