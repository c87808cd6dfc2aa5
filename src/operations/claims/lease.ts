import type { Instant, RepoName } from '../../core/names.ts';
import type { DeletedBranch, EffectOutcome, EffectStep, Turn } from '../../ports/github/effects.ts';
import type { Claim } from '../../ports/store/attention.ts';
import type { SharedTools, Tools } from '../tools.ts';
import { isForProduction, isTelling } from './for-production.ts';

/** How long a worker may hold a key without a sign of life; afterwards another may take it. Every write begins it anew. */
export const LEASE_MS = 5 * 60_000;

/** So long before its lease ends a worker sends nothing any more: twice what the client gives a write to be answered. */
const MARGIN_MS = 60_000;

/** Effects as an operation has them; `lookedAt`: when the look began that the step was decided on. */
export interface LeasedEffects {
  run(repo: RepoName, step: EffectStep, lookedAt: Instant): Promise<EffectOutcome>;
  /** Deletes a Sluice branch if it still holds its tip. */
  deleteBranch(branch: DeletedBranch): Promise<EffectOutcome>;
  /** Asks for a failed delivery once more. */
  redeliver(id: number): Promise<EffectOutcome>;
}

/** The right to one key, for as long as the store says that it is this worker's. */
export class Lease {
  readonly #tools: SharedTools;
  readonly #claim: Claim;
  #until: Instant;
  #isLost = false;
  #isForProduction: Promise<boolean> | undefined;

  constructor(tools: SharedTools, claim: Claim) {
    this.#tools = tools;
    this.#claim = claim;
    this.#until = claim.until;
  }

  /** Another has the key, or may have it: nothing may be sent, and nothing is left to be said about the claim. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** It is given back: whatever waits to be sent is not sent any more. */
  end(): void {
    this.#isLost = true;
    this.#until = -Infinity;
  }

  /** What one piece of work is done with. */
  tools(): Tools {
    const { effects } = this.#tools;
    return {
      ...this.#tools,
      effects: {
        run: (repo, step, lookedAt) => effects.run(repo, step, this.#turn(lookedAt)),
        deleteBranch: (branch) => effects.deleteBranch(branch, this.#turn(this.#tools.clock.now())),
        redeliver: (id) => effects.redeliver(id, this.#turn(this.#tools.clock.now())),
      },
    };
  }

  /** Whether the work is for a stage marked production. */
  isForProduction(): Promise<boolean> {
    this.#isForProduction ??= isForProduction(this.#tools, this.#claim.key);
    return this.#isForProduction;
  }

  get #sendBy(): Instant {
    return this.#until - MARGIN_MS;
  }

  #turn(lookedAt: Instant): Turn {
    return {
      lookedAt,
      mayBegin: () => this.#renew(),
      sendBy: () => this.#sendBy,
      tooLate: () => this.#tellTooLate(),
      isForProduction: () => this.isForProduction(),
      telling: isTelling(this.#claim.key),
    };
  }

  /** The store compares worker and fence: whoever was held up finds out here that somebody else went on. */
  async #renew(): Promise<boolean> {
    if (this.#isLost) return false;
    const { clock, log, observed, store } = this.#tools;
    const { key, fence } = this.#claim;
    const now = clock.now();
    const isHeld = await store.attention.renew(this.#claim, now, now + LEASE_MS);
    // Given back while the store was asked.
    if (this.isLost) return false;
    if (isHeld) {
      this.#until = now + LEASE_MS;
      return true;
    }
    this.#isLost = true;
    observed.leaseLost();
    log.warn({ key, fence }, 'lease lost, effect not started');
    return false;
  }

  /** A step may have an earlier instant of its own, and what was given back is nobody's loss: neither is told. */
  #tellTooLate(): void {
    const { clock, log, observed } = this.#tools;
    if (this.#isLost || clock.now() < this.#sendBy) return;
    const { key, fence } = this.#claim;
    observed.leaseLost();
    log.warn({ key, fence }, 'lease over, effect not sent');
  }
}
