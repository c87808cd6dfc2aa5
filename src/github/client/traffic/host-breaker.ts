import type { Instant } from '../../../core/names.ts';
import {
  answered,
  breakerAt,
  CLOSED,
  failed,
  isProbing,
  probed,
  unprobed,
  type BreakerState,
} from '../../../core/traffic/breaker.ts';

const SECOND = 1000;
/** Whoever was let in to find out has so long before another one is. */
const ADMISSION_LASTS = SECOND;

/** How a call through a breaker may go: as usual, alone to find out whether the host is there, or not before an instant. */
export type Passage = 'free' | 'probe' | { until: Instant };

/** What a call says about its host: `nothing` where it was not sent, or failed for what it asked. */
export type HostVerdict = 'answered' | 'failed' | 'nothing';

/** The breaker of one host, which every call to it passes. */
export class HostBreaker {
  readonly host: string;
  readonly #now: () => number;
  #memory = CLOSED;
  #admittedAt: Instant | undefined;

  constructor(host: string, now: () => number) {
    this.host = host;
    this.#now = now;
  }

  /** Asked once for a call and its repetitions; whoever may pass tells how it ended. */
  pass(): Passage {
    const now = this.#now();
    const at = breakerAt(this.#memory, now);
    if (at.state === 'closed') return 'free';
    if (at.state === 'open') return { until: at.until };
    if (isProbing(this.#memory, now)) return { until: now + SECOND };
    this.#memory = probed(this.#memory, now);
    return 'probe';
  }

  /** A call that passed came to its end. A probe that says nothing lets another one find out. */
  ended(how: HostVerdict, passage: 'free' | 'probe'): void {
    if (how === 'answered') this.#memory = answered();
    if (how === 'failed') this.#memory = failed(this.#memory, this.#now());
    if (how === 'nothing' && passage === 'probe') this.#memory = unprobed(this.#memory);
    if (how !== 'nothing') this.#admittedAt = undefined;
  }

  state(now: Instant): BreakerState {
    return breakerAt(this.#memory, now);
  }

  /** Whether a worker may begin: while it is half-open one at a time, since the others would only be refused. */
  admits(now: Instant): true | { until: Instant } {
    const at = breakerAt(this.#memory, now);
    if (at.state === 'closed') return true;
    if (at.state === 'open') return { until: at.until };
    const since = this.#admittedAt;
    if (since !== undefined && since <= now && now < since + ADMISSION_LASTS) return { until: since + ADMISSION_LASTS };
    this.#admittedAt = now;
    return true;
  }
}
